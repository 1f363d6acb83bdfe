package dev.parley.oauth;

import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import dev.parley.oauth.JsonFields.Unreadable;
import dev.parley.token.AuthorizationFailed;
import dev.parley.token.AuthorizationFailed.Reason;
import dev.parley.token.ClientAuthentication;
import dev.parley.token.ClientRegistration;
import dev.parley.token.ClientRegistrationStore;
import dev.parley.token.GrantSource;
import dev.parley.token.Secret;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import net.minidev.json.JSONObject;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows as which client Parley comes to an authorization server: the one the settings name, else
 * the one whose document Parley publishes, else one that registers itself, once for all threads and
 * replicas (MCP 2025-11-25, "Client Registration Approaches"). Safe for use by many threads;
 * blocks, when it has to register, for one exchange, or until another replica has registered.
 */
final class ClientRegistrar {

    private static final Logger LOG = LoggerFactory.getLogger(ClientRegistrar.class);

    /** Longer than an exchange: who holds the lease is done, or gone, when it ends. */
    private static final Duration LEASE = AuthorizationHttp.EXCHANGE_MAX.plusSeconds(5);

    private final AuthorizationHttp http;
    private final ClientRegistrationStore registrations;
    private final String clientDocument;
    private final InstantSource clock;
    private final SingleFlight<Key, OAuthClient> flights = new SingleFlight<>();

    private record Key(String server, String issuer, String redirectUri) {}

    /**
     * @param clientDocument URL of the document in which Parley describes itself as a client; empty
     *     when there is none that an authorization server could read
     */
    ClientRegistrar(
            AuthorizationHttp http,
            ClientRegistrationStore registrations,
            String clientDocument,
            InstantSource clock) {
        this.http = http;
        this.registrations = registrations;
        this.clientDocument = clientDocument;
        this.clock = clock;
    }

    /**
     * The client to come as.
     *
     * @param scopes all that this client may ever ask for
     */
    OAuthClient clientFor(
            ProtectedServer server,
            AuthorizationServer issuer,
            String redirectUri,
            Set<String> scopes) {
        if (!server.clientId().isEmpty()) {
            return preRegistered(server, issuer);
        }
        if (!clientDocument.isEmpty() && issuer.takesClientDocuments()) {
            return OAuthClient.ofPublic(clientDocument);
        }
        if (issuer.registrationEndpoint().isEmpty()) {
            throw notRegistered(server, "does not let Parley register itself");
        }
        Key key = new Key(server.name(), issuer.issuer(), redirectUri);
        return flights.run(key, () -> register(server, issuer, redirectUri, scopes));
    }

    /** The client a grant was given to; empty when Parley no longer is that client. */
    Optional<OAuthClient> clientOf(ProtectedServer server, GrantSource source) {
        if (source.clientAuthentication() == ClientAuthentication.NONE) {
            return Optional.of(OAuthClient.ofPublic(source.clientId()));
        }
        Optional<Secret> secret =
                source.clientId().equals(server.clientId())
                        ? server.secret()
                        : registrations
                                .findClient(server.name(), source.issuer(), source.clientId())
                                .flatMap(ClientRegistration::secret);
        return secret.map(
                it -> new OAuthClient(source.clientId(), source.clientAuthentication(), it));
    }

    /** Forgets a registration that its authorization server has forgotten; not one by hand. */
    void forget(ProtectedServer server, GrantSource source) {
        registrations.delete(server.name(), source.issuer(), source.clientId());
    }

    private static OAuthClient preRegistered(ProtectedServer server, AuthorizationServer issuer) {
        Optional<Secret> secret = server.secret();
        for (ClientAuthentication way :
                List.of(ClientAuthentication.BASIC, ClientAuthentication.POST)) {
            if (secret.isPresent() && issuer.authentications().contains(way)) {
                return new OAuthClient(server.clientId(), way, secret.get());
            }
        }
        return OAuthClient.ofPublic(server.clientId());
    }

    private OAuthClient register(
            ProtectedServer server,
            AuthorizationServer issuer,
            String redirectUri,
            Set<String> scopes) {
        Pauses pauses = new Pauses(LEASE.multipliedBy(2));
        while (true) {
            Optional<OAuthClient> registered = registered(server, issuer, redirectUri);
            if (registered.isPresent()) {
                return registered.get();
            }
            Optional<String> lease =
                    registrations.leaseRegistration(
                            server.name(), issuer.issuer(), redirectUri, LEASE);
            if (lease.isPresent()) {
                return registerNow(server, issuer, redirectUri, scopes, lease.get());
            }
            if (!pauses.pause()) {
                throw Discovery.unreachable("The registration at the authorization server", null);
            }
        }
    }

    private OAuthClient registerNow(
            ProtectedServer server,
            AuthorizationServer issuer,
            String redirectUri,
            Set<String> scopes,
            String lease) {
        try {
            // Whoever had the lease before has saved what this thread did not find.
            Optional<OAuthClient> registered = registered(server, issuer, redirectUri);
            if (registered.isPresent()) {
                return registered.get();
            }
            ClientRegistration made = ask(server, issuer, redirectUri, scopes);
            registrations.save(made);
            LOG.info("registered at {} for {}", issuer.issuer(), server.name());
            return client(made);
        } finally {
            registrations.endRegistrationLease(server.name(), issuer.issuer(), redirectUri, lease);
        }
    }

    private Optional<OAuthClient> registered(
            ProtectedServer server, AuthorizationServer issuer, String redirectUri) {
        Instant now = clock.instant();
        return registrations
                .find(server.name(), issuer.issuer(), redirectUri)
                .filter(it -> !it.expired(now))
                .map(ClientRegistrar::client);
    }

    private static OAuthClient client(ClientRegistration registration) {
        return new OAuthClient(
                registration.clientId(),
                registration.authentication(),
                registration.authentication() == ClientAuthentication.NONE
                        ? null
                        : registration.clientSecret());
    }

    private ClientRegistration ask(
            ProtectedServer server,
            AuthorizationServer issuer,
            String redirectUri,
            Set<String> scopes) {
        ClientAuthentication authentication = choice(server, issuer, redirectUri);
        HTTPRequest request =
                new HTTPRequest(HTTPRequest.Method.POST, URI.create(issuer.registrationEndpoint()));
        request.setHeader("Content-Type", "application/json");
        request.setBody(document(issuer, redirectUri, scopes, authentication).toJSONString());
        HTTPResponse answer;
        try {
            answer = http.post(request);
        } catch (IOException e) {
            throw Discovery.unreachable("The authorization server", e);
        }
        if (answer.getStatusCode() >= 500 || answer.getStatusCode() == 429) {
            throw Discovery.unreachable("The authorization server", null);
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
            document.put("scope", String.join(" ", new TreeSet<>(scopes)));
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

    private static AuthorizationFailed notRegistered(ProtectedServer server, String why) {
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
