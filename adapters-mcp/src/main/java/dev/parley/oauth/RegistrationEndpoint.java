package dev.parley.oauth;

import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import dev.parley.oauth.JsonFields.Unreadable;
import dev.parley.token.AuthorizationFailed;
import dev.parley.token.AuthorizationFailed.Reason;
import dev.parley.token.ClientAuthentication;
import dev.parley.token.ClientRegistration;
import dev.parley.token.Secret;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.minidev.json.JSONObject;
import org.jspecify.annotations.Nullable;

/**
 * Where clients register themselves (RFC 7591). Safe for use by many threads; a call blocks no
 * longer than one exchange may take.
 */
final class RegistrationEndpoint {

    private static final String SCOPE = "scope";

    private final AuthorizationHttp http;

    RegistrationEndpoint(AuthorizationHttp http) {
        this.http = http;
    }

    /**
     * Registers Parley.
     *
     * @param scopes all that this client may ever ask for
     * @throws AuthorizationFailed when the authorization server does not, or not in a way that is
     *     of use
     */
    ClientRegistration register(
            ProtectedServer server,
            AuthorizationServer issuer,
            String redirectUri,
            Set<String> scopes) {
        ClientAuthentication authentication = choice(server, issuer, redirectUri);
        JSONObject document = document(issuer, redirectUri, scopes, authentication);
        HTTPResponse answer;
        try {
            answer = answer(issuer, document);
        } catch (IOException e) {
            throw Failures.unreachable("The authorization server", e);
        }
        if (answer.getStatusCode() >= 500 || answer.getStatusCode() == 429) {
            throw Failures.unreachable("The authorization server", null);
        }
        if (answer.getStatusCode() != 201 && answer.getStatusCode() != 200) {
            throw notRegistered(server, "did not register Parley");
        }
        try {
            return read(JsonFields.of(answer), server, issuer, redirectUri, authentication);
        } catch (Unreadable e) {
            throw notRegistered(server, "gave no usable answer when Parley registered");
        }
    }

    /**
     * What the authorization server says. A strict one refuses whoever names a scope that it does
     * not know; then no scope is named, which means those that it gives by itself (RFC 7591,
     * section 2).
     */
    private HTTPResponse answer(AuthorizationServer issuer, JSONObject document)
            throws IOException {
        // The lease on a registration is for one exchange, so both together take no longer.
        AuthorizationHttp exchanges = http.within(AuthorizationHttp.EXCHANGE_MAX);
        HTTPResponse answer = exchanges.post(request(issuer, document));
        if (document.containsKey(SCOPE) && isOfItsContent(answer)) {
            JSONObject withoutScope = new JSONObject(document);
            withoutScope.remove(SCOPE);
            return exchanges.post(request(issuer, withoutScope));
        }
        return answer;
    }

    private static HTTPRequest request(AuthorizationServer issuer, JSONObject document) {
        HTTPRequest request =
                new HTTPRequest(HTTPRequest.Method.POST, URI.create(issuer.registrationEndpoint()));
        request.setHeader("Content-Type", "application/json");
        request.setBody(document.toJSONString());
        return request;
    }

    /** Whether the refusal is one of what the document says (RFC 7591, section 3.2.2). */
    private static boolean isOfItsContent(HTTPResponse answer) {
        try {
            return answer.getStatusCode() == 400
                    && JsonFields.of(answer).text("error").equals("invalid_client_metadata");
        } catch (Unreadable e) {
            return false;
        }
    }

    /**
     * A secret is worth something only where it stays secret: the web server takes one when it can,
     * the terminal program when it must.
     */
    private static ClientAuthentication choice(
            ProtectedServer server, AuthorizationServer issuer, String redirectUri) {
        List<ClientAuthentication> wanted =
                isNative(redirectUri)
                        ? List.of(
                                ClientAuthentication.NONE,
                                ClientAuthentication.BASIC,
                                ClientAuthentication.POST)
                        : List.of(
                                ClientAuthentication.BASIC,
                                ClientAuthentication.POST,
                                ClientAuthentication.NONE);
        return wanted.stream()
                .filter(issuer.authentications()::contains)
                .findFirst()
                .orElseThrow(
                        () -> notRegistered(server, "authenticates clients in no way of Parley's"));
    }

    private static boolean isNative(String redirectUri) {
        return EndpointUrl.isLoopback(URI.create(redirectUri));
    }

    private static JSONObject document(
            AuthorizationServer issuer,
            String redirectUri,
            Set<String> scopes,
            ClientAuthentication authentication) {
        List<String> grants = new ArrayList<>(List.of("authorization_code"));
        if (issuer.refreshes()) {
            grants.add("refresh_token");
        }
        JSONObject document = new JSONObject();
        document.put("client_name", "Parley");
        document.put("redirect_uris", List.of(redirectUri));
        document.put("application_type", isNative(redirectUri) ? "native" : "web");
        document.put("grant_types", grants);
        document.put("response_types", List.of("code"));
        document.put("token_endpoint_auth_method", name(authentication));
        if (!scopes.isEmpty()) {
            document.put(SCOPE, String.join(" ", new TreeSet<>(scopes)));
        }
        return document;
    }

    private static ClientRegistration read(
            JsonFields answer,
            ProtectedServer server,
            AuthorizationServer issuer,
            String redirectUri,
            ClientAuthentication asked)
            throws Unreadable {
        String id = answer.text("client_id");
        if (id.isBlank() || id.length() > EndpointUrl.LENGTH_MAX) {
            throw new Unreadable("client_id");
        }
        String secret = answer.text("client_secret");
        ClientAuthentication given =
                switch (answer.text("token_endpoint_auth_method")) {
                    case "" -> asked;
                    case "client_secret_basic" -> ClientAuthentication.BASIC;
                    case "client_secret_post" -> ClientAuthentication.POST;
                    case "none" -> ClientAuthentication.NONE;
                    default -> throw new Unreadable("token_endpoint_auth_method");
                };
        boolean open = secret.isEmpty() || given == ClientAuthentication.NONE;
        long expiresAt = answer.number("client_secret_expires_at").orElse(0L);
        String management = answer.text("registration_client_uri");
        return new ClientRegistration(
                server.name(),
                issuer.issuer(),
                redirectUri,
                id,
                open ? ClientAuthentication.NONE : given,
                open ? null : Secret.of(secret),
                open || expiresAt == 0 ? Instant.MAX : Instant.ofEpochSecond(expiresAt),
                management.length() > EndpointUrl.LENGTH_MAX ? "" : management,
                secretOrNull(answer.text("registration_access_token")));
    }

    private static @Nullable Secret secretOrNull(String value) {
        return value.isEmpty() ? null : Secret.of(value);
    }

    private static String name(ClientAuthentication authentication) {
        return switch (authentication) {
            case NONE -> "none";
            case BASIC -> "client_secret_basic";
            case POST -> "client_secret_post";
        };
    }

    static AuthorizationFailed notRegistered(ProtectedServer server, String why) {
        return new AuthorizationFailed(
                Reason.NOT_REGISTERED,
                "The authorization server of "
                        + server.name()
                        + " "
                        + why
                        + ". Register Parley there by hand, and put \"auth\": {\"clientId\": …,"
                        + " \"clientSecret\": …} into the server's entry in mcp.json.",
                null);
    }
}
