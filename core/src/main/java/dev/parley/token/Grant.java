package dev.parley.token;

import java.time.Instant;
import java.util.Set;

/**
 * What a principal let us do at one server: the access token an authorization server issued for it.
 * The refresh token is not here: whoever calls a tool has no use for it (see {@link
 * TokenStore#refreshToken}).
 *
 * @param server name of the server the token is for
 * @param issuer the authorization server that issued it; it goes nowhere else
 * @param scopes words without a space in them
 * @param expiresAt when the access token ends; {@link Instant#MAX} when the issuer did not say
 */
public record Grant(
        String server, String issuer, Secret accessToken, Set<String> scopes, Instant expiresAt) {

    public Grant {
        scopes = Set.copyOf(scopes);
        for (String scope : scopes) {
            if (scope.isEmpty() || scope.contains(" ")) {
                throw new IllegalArgumentException("not a scope: '" + scope + "'");
            }
        }
    }

    public boolean expired(Instant now) {
        return !now.isBefore(expiresAt);
    }
}
