package dev.parley.token;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/**
 * An authorization a principal was sent away for and has not come back from: what must be known
 * when they do (RFC 7636, RFC 9207). The {@code state} it is found by is not in it.
 *
 * @param server name of the server they want to connect
 * @param source the authorization server they were sent to; its answer must come from there
 * @param answerNamesIssuer whether that server says it puts its name into answers (RFC 9207), so
 *     that one without is forged
 * @param verifier the secret half of the code challenge (PKCE)
 * @param redirectUri where the answer was asked for
 * @param scopes what was asked for; empty to leave it to the authorization server
 */
public record PendingAuthorization(
        Principal principal,
        String server,
        GrantSource source,
        boolean answerNamesIssuer,
        Secret verifier,
        String redirectUri,
        Set<String> scopes,
        Instant createdAt) {

    /** How long a principal may take to come back. */
    public static final Duration LIFE_MAX = Duration.ofMinutes(10);

    public PendingAuthorization {
        scopes = Scopes.checked(scopes);
    }

    public boolean expired(Instant now) {
        return !now.isBefore(createdAt.plus(LIFE_MAX));
    }
}
