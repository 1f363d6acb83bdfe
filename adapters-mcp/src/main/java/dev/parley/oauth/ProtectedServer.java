package dev.parley.oauth;

import dev.parley.token.Secret;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A server that may ask for authorization, and what the settings say about that.
 *
 * @param name of the server in the settings
 * @param url where it speaks MCP
 * @param issuer the only authorization server it may name; empty for any
 * @param clientId Parley's name at that authorization server, where somebody registered it by hand;
 *     empty when nobody did
 * @param clientSecret null for a public client, and when there is no {@code clientId}
 * @param scopes what to ask for when the server itself does not say; empty to ask for all it has
 */
public record ProtectedServer(
        String name,
        URI url,
        String issuer,
        String clientId,
        @Nullable Secret clientSecret,
        Set<String> scopes) {

    public ProtectedServer {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a server's name must not be blank");
        }
        if (clientSecret != null && clientId.isEmpty()) {
            throw new IllegalArgumentException(name + ": a client secret needs a client id");
        }
        scopes = Set.copyOf(scopes);
    }

    /** A server about whose authorization the settings say nothing. */
    public static ProtectedServer of(String name, URI url) {
        return new ProtectedServer(name, url, "", "", null, Set.of());
    }

    public Optional<Secret> secret() {
        return Optional.ofNullable(clientSecret);
    }
}
