package dev.parley.token;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Grants kept in memory, gone with the process. Safe for use by many threads. */
public final class InMemoryTokenStore implements TokenStore {

    private record Key(String principal, String server) {}

    private final ConcurrentMap<Key, Grant> grants = new ConcurrentHashMap<>();

    @Override
    public Optional<Grant> find(Principal principal, String server) {
        return Optional.ofNullable(grants.get(new Key(principal.key(), server)));
    }

    @Override
    public void save(Principal principal, Grant grant) {
        grants.put(new Key(principal.key(), grant.server()), grant);
    }

    @Override
    public void delete(Principal principal, String server) {
        grants.remove(new Key(principal.key(), server));
    }
}
