package dev.parley.oauth;

import com.nimbusds.oauth2.sdk.AuthorizationRequest;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import dev.parley.oauth.TokenAnswer.Issued;
import dev.parley.oauth.TokenAnswer.Refused;
import dev.parley.oauth.TokenAnswer.Unavailable;
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
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The {@link Authorizer} for MCP servers: OAuth 2.1 with code challenges, as MCP 2025-11-25 wants
 * it. What is found out about an authorization server when a sign-in begins is kept with what comes
 * of it; nothing of that is asked again. Safe for use by many threads.
 */
public final class OAuthAuthorizer implements Authorizer {

    private static final Logger LOG = LoggerFactory.getLogger(OAuthAuthorizer.class);
    private static final int RANDOM_BYTES = 32;

    /** The longest that all questions of a discovery take together. */
    private static final Duration DISCOVERY_MAX = Duration.ofSeconds(20);

    private final ProtectedServers servers;
    private final OAuthStores stores;
    private final SignInDemands demands;
    private final AccessTokens accessTokens;
    private final AuthorizationHttp http;
    private final ClientRegistrar registrar;
    private final TokenEndpoint endpoint;
    private final Revocations revocations;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

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
        this.endpoint = new TokenEndpoint(http, clock);
        this.revocations = new Revocations(endpoint, Revocations.LATER);
        this.clock = clock;
    }

    @Override
    public AuthorizationStart begin(Principal principal, String name, String redirectUri) {
        requireOwnAddress(redirectUri);
        ProtectedServer server = server(principal, name);
        Discovery discovery = new Discovery(http.within(DISCOVERY_MAX));
        Optional<Challenge> refusal =
                demands.challenge(principal, name).or(() -> discovery.challengeOf(server));
        Discovery.Found found =
                discovery
                        .find(server, refusal.orElse(Challenge.NONE))
                        .orElseThrow(() -> nothingFound(server, refusal.isPresent()));
        AuthorizationServer issuer = found.authorizationServer();
        if (!issuer.checksChallenges()) {
            throw new AuthorizationFailed(
                    Reason.NO_PKCE,
                    "The authorization server of "
                            + name
                            + " does not check code challenges (PKCE, S256); signing in there"
                            + " would not be safe.",
                    null);
        }
        Optional<Grant> grant = stores.tokens().find(principal, name).map(StoredGrant::grant);
        grant.ifPresent(it -> requireSameIssuerForSecret(server, it, issuer));
        Set<String> scopes =
                ScopeChoice.of(
                        server,
                        refusal.orElse(Challenge.NONE),
                        found,
                        demands.wanted(principal, name),
                        grant);
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
        Secret state = random();
        Secret verifier = random();
        String url = url(issuer, source, redirectUri, scopes, state, verifier);
        stores.pending()
                .save(
                        state,
                        new PendingAuthorization(
                                principal,
                                name,
                                source,
                                issuer.answersNameIssuer(),
                                verifier,
                                redirectUri,
                                scopes,
                                clock.instant()));
        return new AuthorizationStart(url, state);
    }

    @Override
    public Grant complete(Principal principal, AuthorizationAnswer answer) {
        PendingAuthorization pending =
                stores.pending()
                        .take(answer.state())
                        .filter(it -> it.principal().key().equals(principal.key()))
                        .orElseThrow(OAuthAuthorizer::stateInvalid);
        requireAnswerOf(pending, answer);
        if (!answer.error().isEmpty() || answer.code().isEmpty()) {
            throw denied(answer.error());
        }
        ProtectedServer server = server(principal, pending.server());
        GrantSource source = pending.source();
        OAuthClient client =
                registrar.clientOf(server, source).orElseThrow(OAuthAuthorizer::stateInvalid);
        TokenAnswer answered =
                endpoint.redeem(
                        source, client, answer.code(), pending.verifier(), pending.redirectUri());
        return switch (answered) {
            case Issued issued -> save(principal, pending, issued);
            case Refused refused -> throw refused(server, source, refused);
            case Unavailable unavailable ->
                    throw new AuthorizationFailed(
                            Reason.UNREACHABLE,
                            "The authorization server gave no usable answer; sign in again.",
                            null);
        };
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

    private static String url(
            AuthorizationServer issuer,
            GrantSource source,
            String redirectUri,
            Set<String> scopes,
            Secret state,
            Secret verifier) {
        AuthorizationRequest.Builder request =
                new AuthorizationRequest.Builder(ResponseType.CODE, new ClientID(source.clientId()))
                        .endpointURI(URI.create(issuer.authorizationEndpoint()))
                        .redirectionURI(URI.create(redirectUri))
                        .state(new State(state.reveal()))
                        .codeChallenge(
                                new CodeVerifier(verifier.reveal()), CodeChallengeMethod.S256)
                        .resource(URI.create(source.resource()));
        if (!scopes.isEmpty()) {
            request.scope(new Scope(scopes.toArray(String[]::new)));
        }
        return request.build().toURI().toString();
    }

    /** 256 random bits, which is also the length of a verifier that RFC 7636 recommends. */
    private Secret random() {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return Secret.of(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /**
     * The table of RFC 9207, section 2.4. Issuers are compared as they are written: whoever makes
     * them look alike first can be made to believe that two are one.
     */
    private static void requireAnswerOf(PendingAuthorization pending, AuthorizationAnswer answer) {
        boolean sound =
                answer.issuer().isEmpty()
                        ? !pending.answerNamesIssuer()
                        : answer.issuer().equals(pending.source().issuer());
        if (!sound) {
            throw new AuthorizationFailed(
                    Reason.ISSUER_MISMATCH,
                    "The answer does not come from the authorization server you were sent to."
                            + " Nothing of it was used.",
                    null);
        }
    }

    private Grant save(Principal principal, PendingAuthorization pending, Issued issued) {
        Grant grant =
                new Grant(
                        pending.server(),
                        pending.source(),
                        issued.accessToken(),
                        issued.scopesOr(pending.scopes()),
                        issued.expiresAt());
        issued.refresh()
                .ifPresentOrElse(
                        it -> stores.tokens().save(principal, grant, it),
                        () -> stores.tokens().save(principal, grant));
        demands.signedIn(principal, pending.server());
        accessTokens.forget(principal, pending.server());
        LOG.info("signed in to {} at {}", grant.server(), grant.issuer());
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

    private static void requireOwnAddress(String redirectUri) {
        @Nullable URI uri;
        try {
            uri = EndpointUrl.checked("redirect", redirectUri);
        } catch (AuthorizationFailed e) {
            throw new IllegalArgumentException("not an address of ours: " + redirectUri, e);
        }
        if (uri.getRawQuery() != null) {
            throw new IllegalArgumentException("a redirect URI has no query: " + redirectUri);
        }
    }

    private AuthorizationFailed refused(
            ProtectedServer server, GrantSource source, Refused refused) {
        if (refused.why() == TokenAnswer.Why.INVALID_CLIENT) {
            registrar.forget(server, source);
        }
        LOG.warn("{} refused tokens for {}: {}", source.issuer(), server.name(), refused.why());
        return new AuthorizationFailed(
                Reason.TOKEN_REFUSED,
                "The authorization server gave no token for this sign-in; sign in again.",
                null);
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

    private static AuthorizationFailed denied(String error) {
        return new AuthorizationFailed(
                Reason.DENIED,
                error.equals("access_denied")
                        ? "You, or the authorization server, declined."
                        : "The authorization server ended the sign-in with an error.",
                null);
    }

    private static AuthorizationFailed stateInvalid() {
        return new AuthorizationFailed(
                Reason.STATE_INVALID,
                "This sign-in is unknown, was used already, or took too long; begin again.",
                null);
    }
}
