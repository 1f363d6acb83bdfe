package dev.parley.oauth;

import dev.parley.oauth.TokenAnswer.Issued;
import dev.parley.oauth.TokenAnswer.Refused;
import dev.parley.token.AuthorizationAnswer;
import dev.parley.token.AuthorizationFailed;
import dev.parley.token.AuthorizationFailed.Reason;
import dev.parley.token.AuthorizationStart;
import dev.parley.token.Authorizer;
import dev.parley.token.Grant;
import dev.parley.token.GrantSource;
import dev.parley.token.PendingAuthorization;
import dev.parley.token.Principal;
import dev.parley.token.Secret;
import dev.parley.token.StoredGrant;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import okhttp3.OkHttpClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The {@link Authorizer} for MCP servers: OAuth 2.1 with code challenges, as MCP 2025-11-25 wants
 * it. What is found out about an authorization server when a sign-in begins is kept with what comes
 * of it; nothing of that is asked again. Safe for use by many threads.
 */
public final class OAuthAuthorizer implements Authorizer, Newcomers {

    private static final Logger LOG = LoggerFactory.getLogger(OAuthAuthorizer.class);

    /** Asks for a statement about who signs in (OpenID Connect Core, section 3.1.2.1). */
    private static final String OPEN_ID = "openid";

    /** The longest that all questions of a discovery take together. */
    private static final Duration DISCOVERY_MAX = Duration.ofSeconds(20);

    private final ProtectedServers servers;
    private final OAuthStores stores;
    private final SignInDemands demands;
    private final AccessTokens accessTokens;
    private final AuthorizationHttp http;
    private final ClientRegistrar registrar;
    private final CodeFlow flow;
    private final Revocations revocations;

    /**
     * @param client through which everything is sent, and which decides what may be connected to
     * @param accessTokens told of grants that came and went
     * @param clientDocument URL of the document in which Parley describes itself as a client; empty
     *     when there is none that an authorization server could read
     */
    public OAuthAuthorizer(
            ProtectedServers servers,
            OAuthStores stores,
            OkHttpClient client,
            SignInDemands demands,
            AccessTokens accessTokens,
            String clientDocument,
            InstantSource clock) {
        this.http = new AuthorizationHttp(client);
        this.servers = servers;
        this.stores = stores;
        this.demands = demands;
        this.accessTokens = accessTokens;
        this.registrar = new ClientRegistrar(http, stores.registrations(), clientDocument, clock);
        TokenEndpoint endpoint = new TokenEndpoint(http, clock);
        this.flow = new CodeFlow(endpoint, stores.pending(), clock);
        this.revocations = new Revocations(endpoint, Revocations.LATER);
    }

    @Override
    public AuthorizationStart begin(Principal principal, String name, String redirectUri) {
        return begin(principal, name, redirectUri, Set.of());
    }

    @Override
    public AuthorizationStart begin(String name, String redirectUri) {
        return begin(Stranger.any(), name, redirectUri, Set.of(OPEN_ID));
    }

    @Override
    public Grant complete(Principal principal, AuthorizationAnswer answer) {
        PendingAuthorization pending =
                flow.take(answer, it -> it.principal().key().equals(principal.key()));
        ProtectedServer server = server(principal, pending.server());
        OAuthClient client = clientOf(server, pending.source());
        return save(principal, pending, redeem(server, pending, client, answer.code()));
    }

    @Override
    public Newcomer complete(String name, AuthorizationAnswer answer, Identification whose) {
        PendingAuthorization pending =
                flow.take(answer, it -> Stranger.is(it.principal()) && it.server().equals(name));
        ProtectedServer server = server(pending.principal(), name);
        OAuthClient client = clientOf(server, pending.source());
        Issued issued = redeem(server, pending, client, answer.code());
        Principal principal;
        try {
            principal = whose.principal(pending, client, issued);
        } catch (AuthorizationFailed e) {
            if (!pending.source().revocationEndpoint().isEmpty()) {
                revocations.revoke(
                        pending.source(),
                        client,
                        issued.refresh().orElse(null),
                        issued.accessToken());
            }
            throw e;
        }
        return new Newcomer(principal, save(principal, pending, issued));
    }

    @Override
    public boolean takes(Principal principal, String name, GrantSource source) {
        return taking(principal, name, source).isPresent();
    }

    @Override
    public boolean keep(Principal principal, String name, GrantSource source, Issued issued) {
        Optional<ProtectedServer> server = taking(principal, name, source);
        server.ifPresent(
                it -> {
                    GrantSource forServer =
                            new GrantSource(
                                    source.issuer(),
                                    source.clientId(),
                                    source.clientAuthentication(),
                                    source.tokenEndpoint(),
                                    source.revocationEndpoint(),
                                    ResourceMetadata.nameOf(it.url()));
                    save(principal, name, forServer, Set.of(), issued);
                });
        return server.isPresent();
    }

    @Override
    public boolean revoke(Principal principal, String name) {
        Optional<StoredGrant> stored = stores.tokens().find(principal, name);
        if (stored.isEmpty()) {
            return true;
        }
        boolean told = false;
        try {
            told = revokeAtIssuer(principal, name, stored.get());
        } finally {
            stores.tokens().delete(principal, name);
            accessTokens.forget(principal, name);
            LOG.info("signed out of {}; its issuer {}", name, told ? "knows" : "does not know");
        }
        return told;
    }

    private AuthorizationStart begin(
            Principal principal, String name, String redirectUri, Set<String> alsoIfKnown) {
        CodeFlow.requireOwnAddress(redirectUri);
        ProtectedServer server = server(principal, name);
        Discovery discovery = new Discovery(http.within(DISCOVERY_MAX));
        Optional<Challenge> refusal =
                demands.challenge(principal, name).or(() -> discovery.challengeOf(server));
        Discovery.Found found =
                discovery
                        .find(server, refusal.orElse(Challenge.NONE))
                        .orElseThrow(() -> nothingFound(server, refusal.isPresent()));
        AuthorizationServer issuer = found.authorizationServer();
        CodeFlow.requireChallenges(issuer, "The authorization server of " + name);
        Optional<Grant> grant = stores.tokens().find(principal, name).map(StoredGrant::grant);
        grant.ifPresent(it -> requireSameIssuerForSecret(server, it, issuer));
        Set<String> scopes =
                new TreeSet<>(
                        ScopeChoice.of(
                                server,
                                refusal.orElse(Challenge.NONE),
                                found,
                                demands.wanted(principal, name),
                                grant));
        alsoIfKnown.stream().filter(issuer.scopes()::contains).forEach(scopes::add);
        Set<String> all = new TreeSet<>(found.scopes());
        all.addAll(scopes);
        OAuthClient client = registrar.clientFor(server, issuer, redirectUri, all);
        GrantSource source =
                new GrantSource(
                        issuer.issuer(),
                        client.id(),
                        client.authentication(),
                        issuer.tokenEndpoint(),
                        issuer.revocationEndpoint(),
                        found.resource());
        return flow.begin(new CodeRequest(principal, name, issuer, source, redirectUri, scopes));
    }

    private Optional<ProtectedServer> taking(Principal principal, String name, GrantSource source) {
        return servers.find(principal, name)
                .filter(it -> it.issuer().equals(source.issuer()))
                .filter(it -> it.clientId().equals(source.clientId()));
    }

    private OAuthClient clientOf(ProtectedServer server, GrantSource source) {
        return registrar.clientOf(server, source).orElseThrow(CodeFlow::stateInvalid);
    }

    private Issued redeem(
            ProtectedServer server, PendingAuthorization pending, OAuthClient client, String code) {
        TokenAnswer answer = flow.ask(pending, client, code);
        if (answer instanceof Refused refused && refused.why() == TokenAnswer.Why.INVALID_CLIENT) {
            registrar.forget(server, pending.source());
        }
        return CodeFlow.issued(pending.source(), answer);
    }

    private Grant save(Principal principal, PendingAuthorization pending, Issued issued) {
        return save(principal, pending.server(), pending.source(), pending.scopes(), issued);
    }

    private Grant save(
            Principal principal,
            String name,
            GrantSource source,
            Set<String> asked,
            Issued issued) {
        Grant grant =
                new Grant(
                        name,
                        source,
                        issued.accessToken(),
                        issued.scopesOr(asked),
                        issued.expiresAt());
        issued.refresh()
                .ifPresentOrElse(
                        it -> stores.tokens().save(principal, grant, it),
                        () -> stores.tokens().save(principal, grant));
        demands.signedIn(principal, name);
        accessTokens.forget(principal, name);
        LOG.info("signed in to {} at {}", name, grant.issuer());
        return grant;
    }

    private boolean revokeAtIssuer(Principal principal, String name, StoredGrant stored) {
        GrantSource source = stored.grant().source();
        Optional<OAuthClient> client =
                servers.find(principal, name).flatMap(it -> registrar.clientOf(it, source));
        if (source.revocationEndpoint().isEmpty() || client.isEmpty()) {
            return false;
        }
        Optional<Secret> refreshToken =
                stores.tokens().refreshToken(principal, name, stored.version());
        return revocations.revoke(
                source, client.get(), refreshToken.orElse(null), stored.grant().accessToken());
    }

    private ProtectedServer server(Principal principal, String name) {
        return servers.find(principal, name)
                .orElseThrow(
                        () ->
                                new AuthorizationFailed(
                                        Reason.SERVER_NOT_FOUND,
                                        "There is no server of this name to sign in to.",
                                        null));
    }

    /** Whoever takes over a server could otherwise have the secret sent to a server of his own. */
    private static void requireSameIssuerForSecret(
            ProtectedServer server, Grant grant, AuthorizationServer issuer) {
        boolean movedWithSecret =
                server.secret().isPresent()
                        && server.issuer().isEmpty()
                        && !grant.issuer().equals(issuer.issuer());
        if (movedWithSecret) {
            throw new AuthorizationFailed(
                    Reason.INVALID_METADATA,
                    server.name()
                            + " changed its authorization server, and Parley's client secret is"
                            + " not for the new one. If it is, put \"issuer\" into \"auth\" of"
                            + " the server's entry in mcp.json.",
                    null);
        }
    }

    private static AuthorizationFailed nothingFound(ProtectedServer server, boolean asksForTokens) {
        return asksForTokens
                ? new AuthorizationFailed(
                        Reason.INVALID_METADATA,
                        server.name() + " asks for a token, but does not say who issues them.",
                        null)
                : new AuthorizationFailed(
                        Reason.NOT_NEEDED, server.name() + " asks for no sign-in.", null);
    }
}
