package dev.parley.oauth;

import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import dev.parley.oauth.JsonFields.Unreadable;
import dev.parley.token.AuthorizationFailed;
import dev.parley.token.AuthorizationFailed.Reason;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Finds out who issues tokens for a server (MCP 2025-11-25, basic/authorization, "Authorization
 * Server Discovery"). Nothing is guessed: what no document says is not there. Safe for use by many
 * threads; blocks for a few exchanges.
 */
final class Discovery {

    /**
     * What was found.
     *
     * @param resource what the server calls itself
     * @param scopes all that the server has; empty when it does not say
     */
    record Found(String resource, Set<String> scopes, AuthorizationServer authorizationServer) {}

    private static final String RESOURCE = "/.well-known/oauth-protected-resource";
    private static final String OAUTH = "/.well-known/oauth-authorization-server";
    private static final String OPENID = "/.well-known/openid-configuration";

    /** What is sent to see whether a server refuses it: the first request of any client. */
    private static final String INITIALIZE =
            """
            {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25",\
            "capabilities":{},"clientInfo":{"name":"parley","version":"1"}}}""";

    private final AuthorizationHttp http;

    Discovery(AuthorizationHttp http) {
        this.http = http;
    }

    /** The challenge with which the server refuses a request without a token, if it does. */
    Optional<Challenge> challengeOf(ProtectedServer server) {
        HTTPRequest request = new HTTPRequest(HTTPRequest.Method.POST, server.url());
        request.setHeader("Content-Type", "application/json");
        request.setHeader("Accept", "application/json, text/event-stream");
        request.setBody(INITIALIZE);
        HTTPResponse answer;
        try {
            answer = http.head(request);
        } catch (IOException e) {
            throw Failures.unreachable("The server", e);
        }
        List<String> values =
                Objects.requireNonNullElse(
                        answer.getHeaderValues("WWW-Authenticate"), List.<String>of());
        return answer.getStatusCode() == 401 ? Optional.of(Challenge.of(values)) : Optional.empty();
    }

    /**
     * Who issues tokens for the server.
     *
     * @param challenge with which it refused a request; {@link Challenge#NONE} when it said nothing
     * @return empty when there is no description of the server, nor of an authorization server
     *     where the server itself is
     * @throws AuthorizationFailed when a description is wrong, or cannot be had now
     */
    Optional<Found> find(ProtectedServer server, Challenge challenge) {
        Optional<ResourceMetadata> described = describe(server, challenge);
        if (described.isPresent()) {
            ResourceMetadata resource = described.get();
            AuthorizationServer issuer = describe(issuerOf(server, resource));
            return Optional.of(new Found(resource.resource(), resource.scopes(), issuer));
        }
        // Servers from before RFC 9728 are their own authorization servers (MCP 2025-03-26).
        String self =
                server.issuer().isEmpty() ? EndpointUrl.origin(server.url()) : server.issuer();
        return authorizationServer(self)
                .map(it -> new Found(ResourceMetadata.nameOf(server.url()), Set.of(), it));
    }

    private Optional<ResourceMetadata> describe(ProtectedServer server, Challenge challenge) {
        if (!challenge.resourceMetadata().isEmpty()) {
            URI named = EndpointUrl.checked("description", challenge.resourceMetadata());
            JsonFields document =
                    document(named).orElseThrow(() -> unreadable("The server's description"));
            return Optional.of(resource(document, server));
        }
        for (String url : descriptionsOf(server.url())) {
            Optional<JsonFields> document = document(URI.create(url));
            if (document.isPresent()) {
                return Optional.of(resource(document.get(), server));
            }
        }
        return Optional.empty();
    }

    /** Where the server may describe itself, in the order to look (RFC 9728, section 3.1). */
    private static List<String> descriptionsOf(URI server) {
        String root = EndpointUrl.origin(server) + RESOURCE;
        String path = pathOf(server);
        return path.isEmpty() ? List.of(root) : List.of(root + path, root);
    }

    private static ResourceMetadata resource(JsonFields document, ProtectedServer server) {
        try {
            return ResourceMetadata.of(document, server.url());
        } catch (Unreadable e) {
            throw unreadable("The server's description");
        }
    }

    /** The first it names, unless the settings allow only one. */
    private static String issuerOf(ProtectedServer server, ResourceMetadata resource) {
        List<String> issuers = resource.authorizationServers();
        if (server.issuer().isEmpty()) {
            return issuers.getFirst();
        }
        if (!issuers.contains(server.issuer())) {
            throw new AuthorizationFailed(
                    Reason.INVALID_METADATA,
                    "The server no longer names the authorization server that the settings"
                            + " require.",
                    null);
        }
        return server.issuer();
    }

    /** What an authorization server says about itself (RFC 8414). */
    AuthorizationServer describe(String issuer) {
        return authorizationServer(issuer).orElseThrow(Discovery::withoutMetadata);
    }

    /** What an OpenID provider says about itself (OpenID Connect Discovery, section 4). */
    AuthorizationServer describeProvider(String issuer) {
        URI url = EndpointUrl.checkedIssuer(issuer);
        return authorizationServer(issuer, List.of(EndpointUrl.origin(url) + pathOf(url) + OPENID))
                .orElseThrow(Discovery::withoutMetadata);
    }

    private Optional<AuthorizationServer> authorizationServer(String issuer) {
        return authorizationServer(issuer, metadataOf(EndpointUrl.checkedIssuer(issuer)));
    }

    private Optional<AuthorizationServer> authorizationServer(String issuer, List<String> urls) {
        for (String url : urls) {
            Optional<JsonFields> document = document(URI.create(url));
            if (document.isPresent()) {
                try {
                    return Optional.of(AuthorizationServer.of(document.get(), issuer));
                } catch (Unreadable e) {
                    throw unreadable("The authorization server's metadata");
                }
            }
        }
        return Optional.empty();
    }

    /** Where an issuer's metadata may be, in the order to look. */
    private static List<String> metadataOf(URI issuer) {
        String origin = EndpointUrl.origin(issuer);
        String path = pathOf(issuer);
        return path.isEmpty()
                ? List.of(origin + OAUTH, origin + OPENID)
                : List.of(origin + OAUTH + path, origin + OPENID + path, origin + path + OPENID);
    }

    private static String pathOf(URI url) {
        String path = Objects.requireNonNullElse(url.getRawPath(), "");
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    /**
     * The document; empty when there is none there. A server that fails is not one that has none:
     * whoever can make it fail must not decide where to look next.
     */
    private Optional<JsonFields> document(URI url) {
        HTTPResponse answer;
        try {
            answer = http.get(url);
        } catch (AuthorizationHttp.TooLong e) {
            throw unreadable("A description");
        } catch (IOException e) {
            throw Failures.unreachable("The server or its authorization server", e);
        }
        int status = answer.getStatusCode();
        if (status >= 500 || status == 408 || status == 429) {
            throw Failures.unreachable("The server or its authorization server", null);
        }
        if (status != 200 || !JsonFields.saysJson(answer)) {
            return Optional.empty();
        }
        try {
            return Optional.of(JsonFields.of(answer));
        } catch (Unreadable e) {
            throw unreadable("A description");
        }
    }

    private static AuthorizationFailed withoutMetadata() {
        return new AuthorizationFailed(
                Reason.INVALID_METADATA,
                "The authorization server that the server names does not describe itself.",
                null);
    }

    private static AuthorizationFailed unreadable(String what) {
        return new AuthorizationFailed(
                Reason.INVALID_METADATA, what + " is missing or cannot be read.", null);
    }
}
