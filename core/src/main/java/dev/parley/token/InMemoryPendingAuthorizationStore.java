package dev.parley.token;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Begun authorizations kept in memory, gone with the process. Safe for use by many threads. */
public final class InMemoryPendingAuthorizationStore implements PendingAuthorizationStore {

    private final InstantSource clock;
    private final Map<Secret, PendingAuthorization> pending = new HashMap<>();

    public InMemoryPendingAuthorizationStore(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public synchronized void save(Secret state, PendingAuthorization authorization) {
        Instant now = clock.instant();
        pending.values().removeIf(it -> it.expired(now));
        if (pending.containsKey(state)) {
            throw new IllegalArgumentException("the state is in use");
        }
        while (countOf(authorization.principal()) >= PENDING_MAX) {
            pending.remove(oldestOf(authorization.principal()));
        }
        pending.put(state, authorization);
    }

    @Override
    public synchronized Optional<PendingAuthorization> take(Secret state) {
        Instant now = clock.instant();
        return Optional.ofNullable(pending.remove(state)).filter(it -> !it.expired(now));
    }

    private long countOf(Principal principal) {
        return pending.values().stream().filter(it -> ownedBy(principal, it)).count();
    }

    private Secret oldestOf(Principal principal) {
        return pending.entrySet().stream()
                .filter(entry -> ownedBy(principal, entry.getValue()))
                .min(Comparator.comparing(entry -> entry.getValue().createdAt()))
                .orElseThrow()
                .getKey();
    }

    private static boolean ownedBy(Principal principal, PendingAuthorization it) {
        return it.principal().key().equals(principal.key());
    }
}
