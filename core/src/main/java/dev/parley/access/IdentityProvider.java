package dev.parley.access;

import dev.parley.token.AuthorizationAnswer;
import dev.parley.token.AuthorizationStart;
import dev.parley.token.Principal;
import java.util.Optional;

/**
 * Lets people sign in to Parley itself, in their browser. Implementations are safe for use by many
 * threads; every method blocks while it asks the provider, at most a minute, and throws {@link
 * dev.parley.token.AuthorizationFailed} with a reason a user may read.
 */
public interface IdentityProvider {

    /** What it is called on the button, such as {@code Sentry}. */
    String displayName();

    /**
     * Begins: where to send a browser, and the state it must come back with.
     *
     * @param redirectUri where the browser comes back to, on an address of this installation
     */
    AuthorizationStart begin(String redirectUri);

    /**
     * Completes what {@link #begin} began. An answer is good once; what was obtained for use at
     * servers is saved, durable on return.
     */
    SignedIn complete(AuthorizationAnswer answer);

    /**
     * Takes back what {@link #complete} obtained for {@code principal}, where the provider can, and
     * forgets it in any case. Does nothing when nothing was kept.
     */
    void signOut(Principal principal);

    /**
     * Where a browser goes that is to be signed out at the provider as well; empty when that is not
     * wanted, or cannot be done.
     *
     * @param returnTo where the browser comes back to, on an address of this installation
     */
    default Optional<String> signOutUrl(String returnTo) {
        return Optional.empty();
    }
}
