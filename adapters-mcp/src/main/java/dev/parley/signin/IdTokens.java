package dev.parley.signin;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.token.BearerAccessToken;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.claims.AccessTokenHash;
import com.nimbusds.openid.connect.sdk.claims.AuthorizedParty;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.validators.AccessTokenValidator;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import com.nimbusds.openid.connect.sdk.validators.InvalidHashException;
import dev.parley.oauth.CodeFlow;
import dev.parley.oauth.TokenAnswer.Issued;
import dev.parley.token.AuthorizationFailed;
import dev.parley.token.AuthorizationFailed.Reason;
import dev.parley.token.PendingAuthorization;
import dev.parley.token.Secret;
import java.text.ParseException;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks what an issuer states about who signed in (OpenID Connect Core, section 3.1.3.7): that the
 * issuer signed it, for Parley, for this very sign-in, and not long ago.
 */
final class IdTokens {

    private static final Logger LOG = LoggerFactory.getLogger(IdTokens.class);

    /** How far clocks may be apart. */
    private static final Duration SKEW_MAX = Duration.ofSeconds(60);

    /** By a private key, all of them: what is signed by what others know too, anyone can sign. */
    private static final Set<JWSAlgorithm> ALGORITHMS =
            Set.of(
                    JWSAlgorithm.RS256,
                    JWSAlgorithm.RS384,
                    JWSAlgorithm.RS512,
                    JWSAlgorithm.PS256,
                    JWSAlgorithm.PS384,
                    JWSAlgorithm.PS512,
                    JWSAlgorithm.ES256,
                    JWSAlgorithm.ES384,
                    JWSAlgorithm.ES512);

    private IdTokens() {}

    /**
     * The claims of the token that came with {@code issued}.
     *
     * @throws AuthorizationFailed when there is none, it is not sound, or the keys to check it by
     *     cannot be had now
     */
    static Claims checked(PendingAuthorization pending, Issued issued, ProviderKeys keys) {
        @Nullable Secret idToken = issued.idToken();
        if (idToken == null) {
            throw refused(pending, "there is none");
        }
        try {
            JWT token = JWTParser.parse(idToken.reveal());
            IDTokenValidator validator =
                    new IDTokenValidator(
                            new Issuer(pending.source().issuer()),
                            new ClientID(pending.source().clientId()),
                            new JWSVerificationKeySelector<>(ALGORITHMS, keys),
                            null);
            validator.setMaxClockSkew((int) SKEW_MAX.toSeconds());
            Nonce nonce = new Nonce(CodeFlow.nonce(pending.verifier()));
            IDTokenClaimsSet claims = validator.validate(token, nonce);
            requireIssuedTo(pending.source().clientId(), claims);
            requireSameAnswer(token, claims, issued);
            return new Claims(claims.toJSONObject());
        } catch (ParseException
                | BadJOSEException
                | JOSEException
                | InvalidHashException
                | IllegalArgumentException e) {
            // Not its message: that may quote the token.
            throw refused(pending, e.getClass().getSimpleName());
        }
    }

    /** Steps 4 and 5, which the validator does not go. */
    private static void requireIssuedTo(String client, IDTokenClaimsSet claims)
            throws BadJWTException {
        @Nullable AuthorizedParty party = claims.getAuthorizedParty();
        boolean sound =
                party == null ? claims.getAudience().size() == 1 : party.getValue().equals(client);
        if (!sound) {
            throw new BadJWTException("issued to another client");
        }
    }

    /** The access token must be the one that was issued with it, if it says so. */
    private static void requireSameAnswer(JWT token, IDTokenClaimsSet claims, Issued issued)
            throws InvalidHashException {
        @Nullable AccessTokenHash hash = claims.getAccessTokenHash();
        if (hash != null && token.getHeader().getAlgorithm() instanceof JWSAlgorithm algorithm) {
            AccessTokenValidator.validate(
                    new BearerAccessToken(issued.accessToken().reveal()), algorithm, hash);
        }
    }

    private static AuthorizationFailed refused(PendingAuthorization pending, String why) {
        LOG.warn("an ID token of {} was refused: {}", pending.source().issuer(), why);
        return new AuthorizationFailed(
                Reason.TOKEN_REFUSED,
                "The provider does not prove who signed in; sign in again.",
                null);
    }
}
