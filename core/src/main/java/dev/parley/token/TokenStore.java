package dev.parley.token;

import java.util.Optional;

/**
 * Keeps each principal's grants. Implementations are safe for use by many threads; every method
 * blocks until the store has answered, at most half a minute, does not react to interrupts, and
 * throws {@link TokenStoreException} when it cannot.
 *
 * <p>A token that was damaged, moved or put back while it was stored is the same as none: the
 * principal has to connect to the server again.
 */
public interface TokenStore {

    /** The grant of {@code principal} at {@code server}; empty when there is none. */
    Optional<Grant> find(Principal principal, String server);

    /**
     * The refresh token of that grant, for the one place that sends it to its issuer; empty when
     * there is no grant or none was issued with it.
     */
    Optional<Secret> refreshToken(Principal principal, String server);

    /**
     * Saves {@code grant}, durable on return, in place of an earlier one for the same server. The
     * refresh token of the earlier one is forgotten.
     */
    void save(Principal principal, Grant grant);

    /** As {@link #save(Principal, Grant)}, with the refresh token that was issued with it. */
    void save(Principal principal, Grant grant, Secret refreshToken);

    /** Deletes the grant with its refresh token; does nothing when there is none. */
    void delete(Principal principal, String server);

    /**
     * Forgets the principal: every grant and everything else that is kept for them in secret. Does
     * nothing when there is nothing.
     */
    void deleteAll(Principal principal);
}
