package dev.parley.oauth;

import dev.parley.oauth.JsonFields.Unreadable;
import dev.parley.token.AuthorizationFailed;
import dev.parley.token.AuthorizationFailed.Reason;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How a server describes itself (RFC 9728, section 2), as far as Parley uses it.
 *
 * @param resource what the server calls itself
 * @param authorizationServers the issuers whose tokens it takes, at least one
 * @param scopes all it has; empty when it does not say
 */
record ResourceMetadata(String resource, List<String> authorizationServers, Set<String> scopes) {

    private static final Pattern WEB_URL = Pattern.compile("(?i)https?://[\\x21-\\x7e]+");

    ResourceMetadata {
        authorizationServers = List.copyOf(authorizationServers);
        scopes = Set.copyOf(scopes);
    }

    /**
     * Reads the description of the server at {@code server}.
     *
     * @throws AuthorizationFailed when it describes another one (RFC 9728, section 3.3), which
     *     would get tokens that are worth something elsewhere
     */
    static ResourceMetadata of(JsonFields document, URI server) throws Unreadable {
        String resource = document.text("resource");
        if (!names(resource, server)) {
            throw new AuthorizationFailed(
                    Reason.INVALID_METADATA,
                    "The server describes itself as another one; Parley asks for no token for it.",
                    null);
        }
        List<String> issuers = document.texts("authorization_servers").orElse(List.of());
        if (issuers.isEmpty()) {
            throw new AuthorizationFailed(
                    Reason.INVALID_METADATA,
                    "The server does not say which authorization server it trusts.",
                    null);
        }
        Set<String> scopes = new LinkedHashSet<>();
        for (String scope : document.texts("scopes_supported").orElse(List.of())) {
            if (Challenge.isScope(scope) && scopes.size() < Challenge.SCOPES_MAX) {
                scopes.add(scope);
            }
        }
        return new ResourceMetadata(resource, issuers, scopes);
    }

    /**
     * What a server is called that does not describe itself (RFC 8707, section 2): its URL without
     * a fragment, and without the slash that stands for no path.
     */
    static String nameOf(URI server) {
        String path = Objects.requireNonNullElse(server.getRawPath(), "");
        String query = server.getRawQuery() == null ? "" : "?" + server.getRawQuery();
        return EndpointUrl.origin(server) + (path.equals("/") ? "" : path) + query;
    }

    /**
     * Whether {@code resource} is a name of the server: of its origin, and its path or one above.
     */
    static boolean names(String resource, URI server) {
        if (resource.length() > EndpointUrl.LENGTH_MAX || !WEB_URL.matcher(resource).matches()) {
            return false;
        }
        URI named;
        try {
            named = new URI(resource);
        } catch (URISyntaxException e) {
            return false;
        }
        return named.getHost() != null
                && named.getRawUserInfo() == null
                && named.getRawFragment() == null
                && (named.getRawQuery() == null || named.getRawQuery().equals(server.getRawQuery()))
                && EndpointUrl.origin(named).equals(EndpointUrl.origin(server))
                && folder(server).startsWith(folder(named));
    }

    /** The path with a slash at its end, so that {@code /mcp} is not above {@code /mcp-other}. */
    private static String folder(URI url) {
        String path = Objects.requireNonNullElse(url.getRawPath(), "");
        return path.endsWith("/") ? path : path + "/";
    }
}
