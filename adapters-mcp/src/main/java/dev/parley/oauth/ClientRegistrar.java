package dev.parley.oauth;

import dev.parley.token.ClientAuthentication;
import dev.parley.token.ClientRegistration;
import dev.parley.token.ClientRegistrationStore;
import dev.parley.token.GrantSource;
import dev.parley.token.Secret;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
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

    private final RegistrationEndpoint endpoint;
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
        this.endpoint = new RegistrationEndpoint(http);
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
            return OAuthClient.registered(server.clientId(), server.clientSecret(), issuer);
        }
        if (isDescribedBy(clientDocument, redirectUri) && issuer.takesClientDocuments()) {
            return OAuthClient.ofPublic(clientDocument);
        }
        if (issuer.registrationEndpoint().isEmpty()) {
            throw RegistrationEndpoint.notRegistered(server, "does not let Parley register itself");
        }
        Key key = new Key(server.name(), issuer.issuer(), redirectUri);
        return flights.run(key, () -> register(server, issuer, redirectUri, scopes));
    }

    /** The document names redirect URIs of its own origin only: the terminal's is not in it. */
    private static boolean isDescribedBy(String document, String redirectUri) {
        if (document.isEmpty()) {
            return false;
        }
        URI uri = URI.create(redirectUri);
        return document.startsWith(uri.getScheme() + "://" + uri.getRawAuthority() + "/");
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
                throw Failures.unreachable("The registration at the authorization server", null);
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
            ClientRegistration made = endpoint.register(server, issuer, redirectUri, scopes);
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
}
