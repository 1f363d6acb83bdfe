package dev.parley.token;

import java.time.Duration;
import java.util.Optional;

/**
 * Keeps each principal's grants. Implementations are safe for use by many threads; every method
 * blocks until the store has answered, at most half a minute, does not react to interrupts, and
 * throws {@link TokenStoreException} when it cannot.
 *
 * <p>A token that was damaged, moved or put back while it was stored is the same as none: the
 * principal has to connect to the server again.
 *
 * <p>A refresh token that was used is worthless, and using it twice may end the grant. Whoever
 * wants to refresh therefore first {@linkplain #leaseRefresh leases} the right to, and then
 * {@linkplain #replace replaces} the very grant it refreshed.
 */
public interface TokenStore {

    /** The grant of {@code principal} at {@code server}; empty when there is none. */
    Optional<StoredGrant> find(Principal principal, String server);

    /**
     * The refresh token of that grant, for the one place that sends it to its issuer; empty when
     * there is no grant of this version or none was issued with it.
     */
    Optional<Secret> refreshToken(Principal principal, String server, long version);

    /**
     * Saves {@code grant}, durable on return, in place of an earlier one for the same server. The
     * refresh token of the earlier one is forgotten.
     */
    void save(Principal principal, Grant grant);

    /** As {@link #save(Principal, Grant)}, with the refresh token that was issued with it. */
    void save(Principal principal, Grant grant, Secret refreshToken);

    /**
     * Saves {@code grant} as {@link #save(Principal, Grant, Secret)} does, if the one for the same
     * server still is of {@code version}; ends the lease.
     *
     * @return whether it was; otherwise nothing changed
     */
    boolean replace(Principal principal, long version, Grant grant, Secret refreshToken);

    /**
     * Asks to be the only one, of all threads and replicas, who refreshes the grant for {@code
     * duration}, on the store's clock.
     *
     * @return the name of the lease; empty when somebody else has one, or the grant is of another
     *     version by now
     */
    Optional<String> leaseRefresh(
            Principal principal, String server, long version, Duration duration);

    /** Ends a lease early, because refreshing failed; does nothing when it is no longer held. */
    void endRefreshLease(Principal principal, String server, String lease);

    /**
     * Deletes the grant with its refresh token if it still is of {@code version}: the issuer has
     * refused it for good.
     *
     * @return whether it was
     */
    boolean delete(Principal principal, String server, long version);

    /** Deletes the grant with its refresh token; does nothing when there is none. */
    void delete(Principal principal, String server);

    /**
     * Forgets the principal: every grant and everything else that is kept for them in secret. Does
     * nothing when there is nothing.
     */
    void deleteAll(Principal principal);
}
