package dev.parley.access;

import dev.parley.token.Principal;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Sessions kept in memory, gone with the process. Safe for use by many threads. */
public final class InMemorySessionStore implements SessionStore {

    private final Map<String, Session> sessions = new HashMap<>();

    @Override
    public synchronized void save(Session session) {
        if (sessions.putIfAbsent(session.id(), session) != null) {
            throw new IllegalArgumentException("there is a session " + session.id());
        }
    }

    @Override
    public synchronized Optional<Session> find(String id) {
        return Optional.ofNullable(sessions.get(id));
    }

    @Override
    public synchronized Set<String> present(Collection<String> ids) {
        return ids.stream().filter(sessions::containsKey).collect(Collectors.toSet());
    }

    @Override
    public synchronized List<Session> list(Principal principal) {
        return sessions.values().stream()
                .filter(it -> isOf(principal, it))
                .sorted(Comparator.comparing(Session::usedAt).reversed())
                .toList();
    }

    @Override
    public synchronized void use(String id, Instant at) {
        sessions.computeIfPresent(
                id,
                (key, it) ->
                        at.isAfter(it.usedAt())
                                ? new Session(id, it.principal(), it.client(), it.startedAt(), at)
                                : it);
    }

    @Override
    public synchronized boolean delete(Principal principal, String id) {
        return sessions.values().removeIf(it -> it.id().equals(id) && isOf(principal, it));
    }

    @Override
    public synchronized int deleteAll(Principal principal) {
        int before = sessions.size();
        sessions.values().removeIf(it -> isOf(principal, it));
        return before - sessions.size();
    }

    @Override
    public synchronized void deleteOlder(Instant startedBefore, Instant usedBefore) {
        sessions.values()
                .removeIf(
                        it ->
                                it.startedAt().isBefore(startedBefore)
                                        || it.usedAt().isBefore(usedBefore));
    }

    private static boolean isOf(Principal principal, Session session) {
        return session.principal().key().equals(principal.key());
    }
}
