package dev.parley.token;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** Grants kept in memory, gone with the process. Safe for use by many threads. */
public final class InMemoryTokenStore implements TokenStore {

    private record Key(String principal, String server) {}

    private record Entry(Grant grant, @Nullable Secret refreshToken) {}

    private final ConcurrentMap<Key, Entry> entries = new ConcurrentHashMap<>();

    @Override
    public Optional<Grant> find(Principal principal, String server) {
        return Optional.ofNullable(entries.get(new Key(principal.key(), server))).map(Entry::grant);
    }

    @Override
    public Optional<Secret> refreshToken(Principal principal, String server) {
        Entry entry = entries.get(new Key(principal.key(), server));
        return entry == null ? Optional.empty() : Optional.ofNullable(entry.refreshToken());
    }

    @Override
    public void save(Principal principal, Grant grant) {
        entries.put(new Key(principal.key(), grant.server()), new Entry(grant, null));
    }

    @Override
    public void save(Principal principal, Grant grant, Secret refreshToken) {
        entries.put(new Key(principal.key(), grant.server()), new Entry(grant, refreshToken));
    }

    @Override
    public void delete(Principal principal, String server) {
        entries.remove(new Key(principal.key(), server));
    }

    @Override
    public void deleteAll(Principal principal) {
        entries.keySet().removeIf(key -> key.principal().equals(principal.key()));
    }
}
