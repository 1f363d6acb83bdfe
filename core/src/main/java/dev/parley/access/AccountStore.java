package dev.parley.access;

import dev.parley.token.Principal;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps who has signed in. Implementations are safe for use by many threads; every method blocks
 * until the store has answered, at most half a minute, does not react to interrupts, and throws
 * {@link AccessStoreException} when it cannot.
 */
public interface AccountStore {

    /**
     * Remembers a sign-in, durable on return: the name and the organizations are those of now.
     * Whether the account is disabled stays as it is.
     */
    Account signedIn(SignedIn who, Instant now);

    /** The account of {@code principal}; empty when they never signed in. */
    Optional<Account> find(Principal principal);

    /** All accounts, who signed in last first; at most {@code max}. */
    List<Account> list(int max);

    /** Which of these are kept out. */
    Set<Principal> disabled(Collection<Principal> principals);

    /** Whether {@code principal} is kept out; who never signed in is not. */
    default boolean isDisabled(Principal principal) {
        return !disabled(Set.of(principal)).isEmpty();
    }

    /**
     * Keeps {@code principal} out, or lets them in again; durable on return.
     *
     * @return whether there is such an account
     */
    boolean disable(Principal principal, boolean disabled);
}
