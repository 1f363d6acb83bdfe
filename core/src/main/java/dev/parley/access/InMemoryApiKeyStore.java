package dev.parley.access;

import dev.parley.token.Principal;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** API keys kept in memory, gone with the process. Safe for use by many threads. */
public final class InMemoryApiKeyStore implements ApiKeyStore {

    private final Map<String, Held> keys = new HashMap<>();

    @Override
    public synchronized void save(Principal principal, ApiKey key) {
        if (keys.putIfAbsent(key.id(), new Held(principal, key)) != null) {
            throw new IllegalArgumentException("there is a key " + key.id());
        }
    }

    @Override
    public synchronized Optional<Held> find(String id) {
        return Optional.ofNullable(keys.get(id));
    }

    @Override
    public synchronized Set<String> present(Collection<String> ids) {
        return ids.stream().filter(keys::containsKey).collect(Collectors.toSet());
    }

    @Override
    public synchronized List<ApiKey> list(Principal principal) {
        return keys.values().stream()
                .filter(it -> isOf(principal, it))
                .map(Held::key)
                .sorted(Comparator.comparing(ApiKey::createdAt).reversed())
                .toList();
    }

    @Override
    public synchronized boolean delete(Principal principal, String id) {
        return keys.values().removeIf(it -> it.key().id().equals(id) && isOf(principal, it));
    }

    private static boolean isOf(Principal principal, Held held) {
        return held.principal().key().equals(principal.key());
    }
}
