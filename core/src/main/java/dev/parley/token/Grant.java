package dev.parley.token;

import java.time.Instant;
import java.util.Set;

/**
 * What a principal let us do at one server: the access token an authorization server issued for it.
 * The refresh token is not here: whoever calls a tool has no use for it (see {@link
 * TokenStore#refreshToken}).
 *
 * @param server name of the server the token is for
 * @param source who issued it, and renews it
 * @param scopes words without a space in them
 * @param expiresAt when the access token ends; {@link Instant#MAX} when the issuer did not say
 */
public record Grant(
        String server,
        GrantSource source,
        Secret accessToken,
        Set<String> scopes,
        Instant expiresAt) {

    public Grant {
        scopes = Scopes.checked(scopes);
    }

    public String issuer() {
        return source.issuer();
    }

    public boolean expired(Instant now) {
        return !now.isBefore(expiresAt);
    }
}
