package dev.parley.token;

/**
 * Asks principals for grants at servers, by OAuth in their browser (MCP 2025-11-25,
 * basic/authorization), and takes grants back. Implementations are safe for use by many threads;
 * every method blocks while it asks the server and its authorization server, at most a minute, and
 * throws {@link AuthorizationFailed} with a reason a user may read.
 */
public interface Authorizer {

    /**
     * Begins: finds the server's authorization server and registers there if need be.
     *
     * @param server name of the server in the settings
     * @param redirectUri where the browser comes back to, on an address of this installation
     * @return where to send the browser, and the state it must come back with
     */
    AuthorizationStart begin(Principal principal, String server, String redirectUri);

    /**
     * Completes what {@link #begin} began: checks the answer, fetches the tokens and saves the
     * grant, durable on return. An answer is good once.
     *
     * @param principal must be the one who began
     */
    Grant complete(Principal principal, AuthorizationAnswer answer);

    /**
     * Has the grant revoked where its issuer can, and deletes it in any case. Does nothing when
     * there is none.
     *
     * @return whether the issuer knows; false when it could not be told, so that its tokens live
     *     until they expire
     */
    boolean revoke(Principal principal, String server);
}
