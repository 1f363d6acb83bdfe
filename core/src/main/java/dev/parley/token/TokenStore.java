package dev.parley.token;

import java.util.Optional;

/**
 * Keeps each principal's grants. Implementations are safe for use by many threads; every method
 * blocks until the store has answered and throws {@link TokenStoreException} when it cannot.
 */
public interface TokenStore {

    /** The grant of {@code principal} at {@code server}; empty when there is none. */
    Optional<Grant> find(Principal principal, String server);

    /** Saves {@code grant}, durable on return, in place of an earlier one for the same server. */
    void save(Principal principal, Grant grant);

    /** Deletes the grant; does nothing when there is none. */
    void delete(Principal principal, String server);
}
