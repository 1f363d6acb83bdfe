package dev.parley.access;

import dev.parley.token.Principal;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps sessions, for all replicas. Implementations are safe for use by many threads; every method
 * blocks until the store has answered, at most half a minute, does not react to interrupts, and
 * throws {@link AccessStoreException} when it cannot.
 */
public interface SessionStore {

    /**
     * Saves a new session, durable on return.
     *
     * @throws IllegalArgumentException when there is one of this id
     */
    void save(Session session);

    /** The session of this id; empty when there is none. */
    Optional<Session> find(String id);

    /** Which of these there are. */
    Set<String> present(Collection<String> ids);

    /** The sessions of {@code principal}, the last used first. */
    List<Session> list(Principal principal);

    /** Notes that a session was used; does nothing when it is gone, or was used later. */
    void use(String id, Instant at);

    /**
     * Ends a session of {@code principal}.
     *
     * @return whether there was one
     */
    boolean delete(Principal principal, String id);

    /** Ends all sessions of {@code principal}, and says how many. */
    int deleteAll(Principal principal);

    /** Deletes what was started or used before. */
    void deleteOlder(Instant startedBefore, Instant usedBefore);
}
