package dev.parley.access;

import dev.parley.token.Principal;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps API keys. Implementations are safe for use by many threads; every method blocks until the
 * store has answered, at most half a minute, does not react to interrupts, and throws {@link
 * AccessStoreException} when it cannot.
 */
public interface ApiKeyStore {

    /** A key and whose it is. */
    record Held(Principal principal, ApiKey key) {}

    /**
     * Saves a new key, durable on return.
     *
     * @throws IllegalArgumentException when there is one of this id
     */
    void save(Principal principal, ApiKey key);

    /** The key of this id; empty when there is none. */
    Optional<Held> find(String id);

    /** Which of these there are. */
    Set<String> present(Collection<String> ids);

    /** The keys of {@code principal}, the newest first. */
    List<ApiKey> list(Principal principal);

    /**
     * Deletes a key of {@code principal}, durable on return.
     *
     * @return whether there was one
     */
    boolean delete(Principal principal, String id);
}
