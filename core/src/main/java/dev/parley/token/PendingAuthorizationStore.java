package dev.parley.token;

import java.util.Optional;

/**
 * Keeps authorizations that have begun, each until its answer comes, at most {@link
 * PendingAuthorization#LIFE_MAX}. Implementations are safe for use by many threads; every method
 * blocks until the store has answered, at most half a minute, does not react to interrupts, and
 * throws {@link TokenStoreException} when it cannot.
 */
public interface PendingAuthorizationStore {

    /** The most that one principal may have; beginning one more forgets the oldest. */
    int PENDING_MAX = 16;

    /**
     * Saves what {@code state} will be the key to, durable on return.
     *
     * @param state the random value sent along; the store keeps only a hash of it
     * @throws IllegalArgumentException when there is one with this state
     */
    void save(Secret state, PendingAuthorization pending);

    /**
     * Takes out what was saved for {@code state}; of all who ask, one gets it, once. Empty when
     * there is none, when it was taken, when it has expired, and when it was damaged while it was
     * stored.
     */
    Optional<PendingAuthorization> take(Secret state);
}
