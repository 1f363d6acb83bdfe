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
import dev.parley.token.GrantSource;
import dev.parley.token.PendingAuthorization;
import dev.parley.token.PendingAuthorizationStore;
import dev.parley.token.Secret;
import dev.parley.token.Sha256;
import java.net.URI;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Set;
import java.util.function.Predicate;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all sign-ins by a code have in common (RFC 6749, section 4.1): the code challenge (RFC
 * 7636), the state, which is good once, the check of who answers (RFC 9207), and the exchange. Safe
 * for use by many threads.
 */
public final class CodeFlow {

    private static final Logger LOG = LoggerFactory.getLogger(CodeFlow.class);
    private static final int RANDOM_BYTES = 32;

    private final TokenEndpoint endpoint;
    private final PendingAuthorizationStore pending;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    /**
     * @param client through which everything is sent, and which decides what may be connected to
     */
    public CodeFlow(OkHttpClient client, PendingAuthorizationStore pending, InstantSource clock) {
        this(new TokenEndpoint(new AuthorizationHttp(client), clock), pending, clock);
    }

    CodeFlow(TokenEndpoint endpoint, PendingAuthorizationStore pending, InstantSource clock) {
        this.endpoint = endpoint;
        this.pending = pending;
        this.clock = clock;
    }

    /**
     * Nobody is sent where challenges are not checked.
     *
     * @param who it is, for the message
     * @throws AuthorizationFailed when the authorization server does not check code challenges
     */
    public static void requireChallenges(AuthorizationServer issuer, String who) {
        if (!issuer.checksChallenges()) {
            throw new AuthorizationFailed(
                    Reason.NO_PKCE,
                    who
                            + " does not check code challenges (PKCE, S256); signing in there"
                            + " would not be safe.",
                    null);
        }
    }

    /**
     * Browsers come back to us and nowhere else.
     *
     * @throws IllegalArgumentException when it is not an address that may be opened
     */
    public static void requireOwnAddress(String redirectUri) {
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

    /** Begins; blocks for the store. */
    public AuthorizationStart begin(CodeRequest request) {
        Secret state = random();
        Secret verifier = random();
        String url = url(request, state, verifier);
        pending.save(
                state,
                new PendingAuthorization(
                        request.principal(),
                        request.server(),
                        request.source(),
                        request.issuer().answersNameIssuer(),
                        verifier,
                        request.redirectUri(),
                        request.scopes(),
                        clock.instant()));
        return new AuthorizationStart(url, state);
    }

    /**
     * Takes what the answer belongs to, which is then gone, whatever comes of it; blocks for the
     * store.
     *
     * @param ours whether it may be completed by whoever asks
     * @throws AuthorizationFailed when there is nothing, the answer comes from elsewhere, or is a
     *     no
     */
    public PendingAuthorization take(
            AuthorizationAnswer answer, Predicate<PendingAuthorization> ours) {
        PendingAuthorization taken =
                pending.take(answer.state()).filter(ours).orElseThrow(CodeFlow::stateInvalid);
        requireAnswerOf(taken, answer);
        if (!answer.error().isEmpty() || answer.code().isEmpty()) {
            throw denied(answer.error());
        }
        return taken;
    }

    /**
     * Fetches the tokens for a code; blocks for one exchange.
     *
     * @throws AuthorizationFailed when there are none
     */
    public Issued redeem(PendingAuthorization taken, OAuthClient client, String code) {
        return issued(taken.source(), ask(taken, client, code));
    }

    TokenAnswer ask(PendingAuthorization taken, OAuthClient client, String code) {
        return endpoint.redeem(taken.source(), client, code, taken.verifier(), taken.redirectUri());
    }

    static Issued issued(GrantSource source, TokenAnswer answer) {
        return switch (answer) {
            case Issued issued -> issued;
            case Refused refused -> {
                LOG.warn("{} refused tokens for a sign-in: {}", source.issuer(), refused.why());
                throw new AuthorizationFailed(
                        Reason.TOKEN_REFUSED,
                        "The authorization server gave no token for this sign-in; sign in again.",
                        null);
            }
            case Unavailable unavailable ->
                    throw new AuthorizationFailed(
                            Reason.UNREACHABLE,
                            "The authorization server gave no usable answer; sign in again.",
                            null);
        };
    }

    /**
     * What an ID token must repeat, so that it is of this sign-in and no other (OpenID Connect
     * Core, section 3.1.2.1). It says nothing about the verifier, nor is it the challenge.
     */
    public static String nonce(Secret verifier) {
        return Sha256.base64("nonce " + verifier.reveal());
    }

    static AuthorizationFailed stateInvalid() {
        return new AuthorizationFailed(
                Reason.STATE_INVALID,
                "This sign-in is unknown, was used already, or took too long; begin again.",
                null);
    }

    private static String url(CodeRequest request, Secret state, Secret verifier) {
        GrantSource source = request.source();
        Set<String> scopes = request.scopes();
        AuthorizationRequest.Builder url =
                new AuthorizationRequest.Builder(ResponseType.CODE, new ClientID(source.clientId()))
                        .endpointURI(URI.create(request.issuer().authorizationEndpoint()))
                        .redirectionURI(URI.create(request.redirectUri()))
                        .state(new State(state.reveal()))
                        .codeChallenge(
                                new CodeVerifier(verifier.reveal()), CodeChallengeMethod.S256);
        if (!source.resource().isEmpty()) {
            url.resource(URI.create(source.resource()));
        }
        if (!scopes.isEmpty()) {
            url.scope(new Scope(scopes.toArray(String[]::new)));
        }
        if (Stranger.is(request.principal())) {
            url.customParameter("nonce", nonce(verifier));
        }
        return url.build().toURI().toString();
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
    private static void requireAnswerOf(PendingAuthorization taken, AuthorizationAnswer answer) {
        boolean sound =
                answer.issuer().isEmpty()
                        ? !taken.answerNamesIssuer()
                        : answer.issuer().equals(taken.source().issuer());
        if (!sound) {
            throw new AuthorizationFailed(
                    Reason.ISSUER_MISMATCH,
                    "The answer does not come from the authorization server you were sent to."
                            + " Nothing of it was used.",
                    null);
        }
    }

    private static AuthorizationFailed denied(String error) {
        return new AuthorizationFailed(
                Reason.DENIED,
                error.equals("access_denied")
                        ? "You, or the authorization server, declined."
                        : "The authorization server ended the sign-in with an error.",
                null);
    }
}
