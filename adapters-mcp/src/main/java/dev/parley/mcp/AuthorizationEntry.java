package dev.parley.mcp;

import dev.parley.token.Secret;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a server's entry says about its authorization: {@code "auth": "none"}, {@code
 * "oauth"}, or an object with what an administrator knows of its authorization server.
 */
final class AuthorizationEntry {

    private static final Set<String> FIELDS =
            Set.of("issuer", "clientId", "clientSecret", "scopes", "scheme");

    /** A word that can stand in a header (RFC 9110, section 11.1), shorter than most. */
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9-]{0,39}");

    private AuthorizationEntry() {}

    /**
     * The authorization of a server on the web.
     *
     * @param keyInHeaders whether the settings hold an {@code Authorization} header: then that is
     *     what lets requests in
     * @param substituted replaces variables of the environment in the client secret
     */
    static Authorization read(
            ConfigFields server, boolean keyInHeaders, UnaryOperator<String> substituted) {
        if (!server.has("auth")) {
            return keyInHeaders ? new Authorization.None() : Authorization.DEFAULT;
        }
        Optional<ConfigFields> details = server.objectAt("auth");
        Authorization authorization =
                details.isPresent()
                        ? oauth(details.get(), substituted)
                        : named(server, server.text("auth").orElse("oauth"));
        if (keyInHeaders && authorization instanceof Authorization.OAuth) {
            server.problem("auth", "contradicts headers.Authorization: keep one of them");
        }
        return authorization;
    }

    private static Authorization named(ConfigFields server, String name) {
        return switch (name) {
            case "none" -> new Authorization.None();
            case "oauth" -> Authorization.DEFAULT;
            default -> {
                server.problem("auth", "must be \"none\", \"oauth\" or an object");
                yield Authorization.DEFAULT;
            }
        };
    }

    private static Authorization oauth(ConfigFields fields, UnaryOperator<String> substituted) {
        fields.onlyKnow(FIELDS);
        String clientId = fields.text("clientId").orElse("");
        @Nullable Secret secret =
                fields.text("clientSecret")
                        .map(substituted)
                        .filter(it -> !it.isEmpty())
                        .map(Secret::of)
                        .orElse(null);
        if (secret != null && clientId.isEmpty()) {
            fields.problem("clientSecret", "needs a clientId beside it");
            secret = null;
        }
        Set<String> scopes = new LinkedHashSet<>();
        for (String scope : fields.texts("scopes")) {
            if (scope.isEmpty() || scope.contains(" ")) {
                fields.problem("scopes", "must hold one word a scope");
            } else {
                scopes.add(scope);
            }
        }
        String scheme = fields.text("scheme").orElse(Authorization.BEARER);
        if (!SCHEME.matcher(scheme).matches()) {
            fields.problem("scheme", "must be one word, such as Bearer");
            scheme = Authorization.BEARER;
        }
        return new Authorization.OAuth(
                fields.text("issuer").orElse(""), clientId, secret, scopes, scheme);
    }
}
