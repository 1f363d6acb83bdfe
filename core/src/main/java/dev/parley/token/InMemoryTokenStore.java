package dev.parley.token;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Grants kept in memory, gone with the process. Safe for use by many threads. */
public final class InMemoryTokenStore implements TokenStore {

    private record Key(String principal, String server) {}

    private record Lease(String name, Instant until) {}

    private record Entry(
            Grant grant, long version, @Nullable Secret refreshToken, @Nullable Lease lease) {}

    private final InstantSource clock;
    private final Map<Key, Entry> entries = new HashMap<>();
    private long changes;

    public InMemoryTokenStore(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public synchronized Optional<StoredGrant> find(Principal principal, String server) {
        return Optional.ofNullable(entries.get(key(principal, server)))
                .map(entry -> new StoredGrant(entry.grant(), entry.version()));
    }

    @Override
    public synchronized Optional<Secret> refreshToken(
            Principal principal, String server, long version) {
        return current(principal, server, version).map(Entry::refreshToken);
    }

    @Override
    public synchronized void save(Principal principal, Grant grant) {
        put(principal, grant, null);
    }

    @Override
    public synchronized void save(Principal principal, Grant grant, Secret refreshToken) {
        put(principal, grant, refreshToken);
    }

    @Override
    public synchronized boolean replace(
            Principal principal, long version, Grant grant, Secret refreshToken) {
        boolean same = current(principal, grant.server(), version).isPresent();
        if (same) {
            put(principal, grant, refreshToken);
        }
        return same;
    }

    @Override
    public synchronized Optional<String> leaseRefresh(
            Principal principal, String server, long version, Duration duration) {
        Instant now = clock.instant();
        Optional<Entry> free =
                current(principal, server, version)
                        .filter(it -> it.lease() == null || !now.isBefore(it.lease().until()));
        return free.map(
                entry -> {
                    changes++;
                    Lease lease = new Lease(Long.toString(changes), now.plus(duration));
                    entries.put(
                            key(principal, server),
                            new Entry(entry.grant(), version, entry.refreshToken(), lease));
                    return lease.name();
                });
    }

    @Override
    public synchronized void endRefreshLease(Principal principal, String server, String lease) {
        entries.computeIfPresent(
                key(principal, server),
                (key, entry) ->
                        entry.lease() != null && entry.lease().name().equals(lease)
                                ? new Entry(
                                        entry.grant(), entry.version(), entry.refreshToken(), null)
                                : entry);
    }

    @Override
    public synchronized boolean delete(Principal principal, String server, long version) {
        boolean same = current(principal, server, version).isPresent();
        if (same) {
            entries.remove(key(principal, server));
        }
        return same;
    }

    @Override
    public synchronized void delete(Principal principal, String server) {
        entries.remove(key(principal, server));
    }

    @Override
    public synchronized void deleteAll(Principal principal) {
        entries.keySet().removeIf(key -> key.principal().equals(principal.key()));
    }

    private Optional<Entry> current(Principal principal, String server, long version) {
        return Optional.ofNullable(entries.get(key(principal, server)))
                .filter(entry -> entry.version() == version);
    }

    private void put(Principal principal, Grant grant, @Nullable Secret refreshToken) {
        changes++;
        entries.put(key(principal, grant.server()), new Entry(grant, changes, refreshToken, null));
    }

    private static Key key(Principal principal, String server) {
        return new Key(principal.key(), server);
    }
}
