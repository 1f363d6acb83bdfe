package dev.parley.token;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Parley as a client of one authorization server, registered there for one server and for one
 * address answers come back to (RFC 7591). It belongs to this installation, not to a principal.
 *
 * @param server name of the MCP server
 * @param issuer the authorization server; the secret goes nowhere else
 * @param redirectUri what was registered; the authorization server sends browsers nowhere else, so
 *     that the web server and the terminal each have a registration of their own
 * @param authentication what the authorization server said this client has to do
 * @param clientSecret null for a public client
 * @param secretExpiresAt {@link Instant#MAX} for never
 * @param registrationUri where the registration can be changed; empty when it cannot
 * @param registrationToken the access token for that; null when there is none
 */
public record ClientRegistration(
        String server,
        String issuer,
        String redirectUri,
        String clientId,
        ClientAuthentication authentication,
        @Nullable Secret clientSecret,
        Instant secretExpiresAt,
        String registrationUri,
        @Nullable Secret registrationToken) {

    /** A public client: no secret, and a registration that stays as it is. */
    public static ClientRegistration ofPublicClient(
            String server, String issuer, String redirectUri, String clientId) {
        return new ClientRegistration(
                server,
                issuer,
                redirectUri,
                clientId,
                ClientAuthentication.NONE,
                null,
                Instant.MAX,
                "",
                null);
    }

    public Optional<Secret> secret() {
        return Optional.ofNullable(clientSecret);
    }

    /** Whether there is a secret and it has ended. */
    public boolean expired(Instant now) {
        return clientSecret != null && !now.isBefore(secretExpiresAt);
    }
}
