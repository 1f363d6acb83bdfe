package dev.parley.oauth;

import dev.parley.token.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a token endpoint answered, or that it did not. */
public sealed interface TokenAnswer {

    /**
     * Tokens, checked.
     *
     * @param refreshToken null when none came along
     * @param expiresAt {@link Instant#MAX} when the answer does not say
     * @param scopes what was granted; null when the answer does not say: what was asked for
     * @param idToken a statement about who signed in, unchecked; null when none came along
     * @param user whom the answer itself names; null when it names nobody
     */
    record Issued(
            Secret accessToken,
            @Nullable Secret refreshToken,
            Instant expiresAt,
            @Nullable Set<String> scopes,
            @Nullable Secret idToken,
            @Nullable TokenUser user)
            implements TokenAnswer {

        public Optional<Secret> refresh() {
            return Optional.ofNullable(refreshToken);
        }

        /** What the tokens allow. */
        public Set<String> scopesOr(Set<String> asked) {
            return scopes == null ? asked : scopes;
        }
    }

    /** A refusal that asking again does not change (RFC 6749, section 5.2). */
    record Refused(Why why) implements TokenAnswer {}

    /**
     * No answer, or one that says nothing: nobody knows what became of what was sent.
     *
     * @param retryAfter what the server asks to wait; zero when it does not
     */
    record Unavailable(Duration retryAfter) implements TokenAnswer {}

    /** Why tokens were refused. */
    enum Why {
        /** The code or refresh token is not, or no longer, worth anything. */
        INVALID_GRANT,
        /** The authorization server does not know this client, or not by this secret. */
        INVALID_CLIENT,
        /** Any other reason. */
        OTHER
    }
}
