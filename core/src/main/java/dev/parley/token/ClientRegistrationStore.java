package dev.parley.token;

import java.util.Optional;

/**
 * Keeps this installation's client registrations, one for each server and issuer. Implementations
 * are safe for use by many threads; every method blocks until the store has answered, at most half
 * a minute, does not react to interrupts, and throws {@link TokenStoreException} when it cannot. A
 * registration that was damaged while it was stored is the same as none.
 */
public interface ClientRegistrationStore {

    /** The registration for {@code server} at {@code issuer}; empty when there is none. */
    Optional<ClientRegistration> find(String server, String issuer);

    /** Saves, durable on return, in place of an earlier one for the same server and issuer. */
    void save(ClientRegistration registration);

    /** Deletes the registration; does nothing when there is none. */
    void delete(String server, String issuer);
}
