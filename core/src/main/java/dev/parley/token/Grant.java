package dev.parley.token;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a principal let us do at one server: the tokens an authorization server issued for it.
 *
 * @param server name of the server the tokens are for
 * @param issuer the authorization server that issued them; they go nowhere else
 * @param refreshToken null when none was issued
 * @param expiresAt when the access token ends; {@link Instant#MAX} when the issuer did not say
 */
public record Grant(
        String server,
        String issuer,
        Secret accessToken,
        @Nullable Secret refreshToken,
        Set<String> scopes,
        Instant expiresAt) {

    public Grant {
        scopes = Set.copyOf(scopes);
    }

    public Optional<Secret> refresh() {
        return Optional.ofNullable(refreshToken);
    }

    public boolean expired(Instant now) {
        return !now.isBefore(expiresAt);
    }
}
