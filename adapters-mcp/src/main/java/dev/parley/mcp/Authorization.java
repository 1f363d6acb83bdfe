package dev.parley.mcp;

import dev.parley.token.Secret;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** By what a server lets requests in. */
public sealed interface Authorization {

    /** As most servers do it: a grant of each principal's own, if the server asks for one. */
    Authorization DEFAULT = new OAuth("", "", null, Set.of());

    /** How tokens are shown where nothing else is said (RFC 6750). */
    String BEARER = "Bearer";

    /** The headers of the settings, or nothing. A refusal is an error, and no one can sign in. */
    record None() implements Authorization {}

    /**
     * A grant of each principal's own (MCP 2025-11-25, basic/authorization).
     *
     * @param issuer the only authorization server the server may name; empty for any
     * @param clientId Parley's name there, where an administrator registered it; empty when nobody
     *     did
     * @param clientSecret null for a public client
     * @param scopes what to ask for when the server does not say; empty for all it has
     * @param scheme the word before a token in the header; {@link #BEARER}, but for servers that
     *     tell by another one who issued it
     */
    record OAuth(
            String issuer,
            String clientId,
            @Nullable Secret clientSecret,
            Set<String> scopes,
            String scheme)
            implements Authorization {

        public OAuth {
            scopes = Set.copyOf(scopes);
        }

        /** By tokens that are shown as usual. */
        public OAuth(
                String issuer, String clientId, @Nullable Secret clientSecret, Set<String> scopes) {
            this(issuer, clientId, clientSecret, scopes, BEARER);
        }

        Optional<Secret> secret() {
            return Optional.ofNullable(clientSecret);
        }
    }
}
