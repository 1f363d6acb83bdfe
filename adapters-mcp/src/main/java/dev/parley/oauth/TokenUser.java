package dev.parley.oauth;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whom an authorization server says its tokens are of.
 *
 * @param id the account there, never empty
 * @param name for display; empty when it does not say
 */
public record TokenUser(String id, String name) {

    /** The object {@code user} beside the tokens, which some servers add; Sentry does. */
    static Optional<TokenUser> ofTokens(JsonFields user) {
        return of(user.name("id"), user.name("name"));
    }

    /** What a user info or an introspection endpoint answers. */
    static Optional<TokenUser> ofClaims(JsonFields claims) {
        String name =
                Stream.of("name", "preferred_username", "username")
                        .map(claims::name)
                        .filter(it -> !it.isBlank())
                        .findFirst()
                        .orElse("");
        return of(claims.name("sub"), name);
    }

    private static Optional<TokenUser> of(String id, String name) {
        return id.isBlank() ? Optional.empty() : Optional.of(new TokenUser(id, name));
    }
}
