package dev.parley.token;

import java.time.Duration;
import java.util.Optional;

/**
 * Keeps this installation's client registrations, one for each server, issuer and redirect URI.
 * Implementations are safe for use by many threads; every method blocks until the store has
 * answered, at most half a minute, does not react to interrupts, and throws {@link
 * TokenStoreException} when it cannot. A registration that was damaged while it was stored is the
 * same as none.
 *
 * <p>An authorization server makes a client of everyone who registers. Whoever finds none therefore
 * first {@linkplain #leaseRegistration leases} the right to register, and looks again.
 */
public interface ClientRegistrationStore {

    /** The registration under which answers come back to {@code redirectUri}. */
    Optional<ClientRegistration> find(String server, String issuer, String redirectUri);

    /** The registration whose client a grant was given to. */
    Optional<ClientRegistration> findClient(String server, String issuer, String clientId);

    /**
     * Saves, durable on return, in place of an earlier one for the same server, issuer and redirect
     * URI; ends the lease.
     */
    void save(ClientRegistration registration);

    /** Deletes the registration of this client; does nothing when there is none. */
    void delete(String server, String issuer, String clientId);

    /**
     * Asks to be the only one, of all threads and replicas, who registers for {@code duration}, on
     * the store's clock. That a registration exists does not matter: it may have to be renewed.
     *
     * @return the name of the lease; empty when somebody else has one
     */
    Optional<String> leaseRegistration(
            String server, String issuer, String redirectUri, Duration duration);

    /** Ends a lease early, because nothing was saved; does nothing when it is no longer held. */
    void endRegistrationLease(String server, String issuer, String redirectUri, String lease);
}
