package dev.parley.oauth;

import dev.parley.token.AuthorizationAnswer;
import dev.parley.token.AuthorizationStart;
import dev.parley.token.GrantSource;
import dev.parley.token.Principal;

/**
 * Asks for grants at servers as {@link dev.parley.token.Authorizer} does, of people who are known
 * only when they come back. Implementations are safe for use by many threads; every method blocks
 * while it asks the server and its authorization server, at most a minute, and throws {@link
 * dev.parley.token.AuthorizationFailed} with a reason a user may read.
 */
public interface Newcomers {

    /**
     * Begins, for whoever it may be.
     *
     * @param redirectUri where the browser comes back to, on an address of this installation
     */
    AuthorizationStart begin(String server, String redirectUri);

    /**
     * Completes what {@link #begin} began: fetches the tokens, finds out whose they are, and saves
     * them for that principal, durable on return. Tokens that are nobody's are taken back.
     */
    Newcomer complete(String server, AuthorizationAnswer answer, Identification whose);

    /**
     * Whether the settings say that the server takes tokens of this issuer for this client; never
     * blocks.
     */
    boolean takes(Principal principal, String server, GrantSource source);

    /**
     * Saves tokens that were obtained elsewhere, durable on return, if the server {@linkplain
     * #takes takes} them.
     *
     * @return whether it does
     */
    boolean keep(Principal principal, String server, GrantSource source, TokenAnswer.Issued issued);

    /**
     * Has the grant revoked where its issuer can, and deletes it in any case. Does nothing when
     * there is none.
     *
     * @return whether the issuer knows
     */
    boolean revoke(Principal principal, String server);
}
