package dev.parley.signin;

import static dev.parley.signin.FakeProvider.failure;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.parley.oauth.FakeAuthorizationServer.Asked;
import dev.parley.oauth.RecordingServer.Answer;
import dev.parley.token.AuthorizationFailed.Reason;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which statements of a provider are believed. */
@Timeout(30)
final class IdTokenTest {

    private final FakeProvider provider = new FakeProvider();
    private final OpenIdProvider parley = provider.parley();

    @AfterEach
    void close() {
        provider.close();
    }

    @Test
    void everySignatureByAPrivateKeyOfTheProviderIsTaken() {
        provider.publish(Forge.FIRST, Forge.ELLIPTIC);
        taken(asked -> Forge.signed(Forge.FIRST, JWSAlgorithm.RS512, sound(asked)));
        taken(asked -> Forge.signed(Forge.FIRST, JWSAlgorithm.PS256, sound(asked)));
        taken(asked -> Forge.signed(Forge.ELLIPTIC, sound(asked)));
    }

    static Stream<Arguments> unsoundClaims() {
        Instant now = Instant.now();
        return Stream.of(
                claims("another issuer", it -> it.issuer("https://b.test")),
                claims("no issuer", it -> it.issuer(null)),
                claims("for another client", it -> it.audience("other")),
                claims("for nobody", it -> it.audience((String) null)),
                claims(
                        "for several, and not said whom it was issued to",
                        it -> it.audience(List.of("parley", "other"))),
                claims(
                        "issued to another client",
                        it -> it.audience(List.of("parley", "other")).claim("azp", "other")),
                claims("issued to another client only", it -> it.claim("azp", "other")),
                claims("over", it -> it.expirationTime(Date.from(now.minusSeconds(90)))),
                claims("without end", it -> it.expirationTime(null)),
                claims(
                        "not yet issued",
                        it -> it.issueTime(Date.from(now.plus(Duration.ofMinutes(10))))),
                claims("never issued", it -> it.issueTime(null)),
                claims("of another sign-in", it -> it.claim("nonce", "other")),
                claims("of any sign-in", it -> it.claim("nonce", null)),
                claims("about nobody", it -> it.subject(null)),
                claims("of another answer", it -> it.claim("at_hash", "AAAAAAAAAAAAAAAAAAAAAA")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unsoundClaims")
    void aTokenIsRefusedThatIs(String what, UnaryOperator<JWTClaimsSet.Builder> change) {
        refused(
                asked ->
                        Forge.signed(
                                Forge.FIRST, change.apply(provider.claims("ann", asked)).build()));
    }

    @Test
    void clocksMayBeAMinuteApart() {
        Instant now = Instant.now();
        taken(
                asked ->
                        Forge.signed(
                                Forge.FIRST,
                                provider.claims("ann", asked)
                                        .issueTime(Date.from(now.plusSeconds(40)))
                                        .build()));
        taken(
                asked ->
                        Forge.signed(
                                Forge.FIRST,
                                provider.claims("ann", asked)
                                        .expirationTime(Date.from(now.minusSeconds(40)))
                                        .build()));
    }

    @Test
    void aTokenForSeveralThatWasIssuedToUsIsTaken() {
        taken(
                asked ->
                        Forge.signed(
                                Forge.FIRST,
                                provider.claims("ann", asked)
                                        .audience(List.of("other", "parley"))
                                        .claim("azp", "parley")
                                        .build()));
    }

    @Test
    void aTokenThatNamesItsAccessTokenIsTaken() {
        taken(
                asked ->
                        Forge.signed(
                                Forge.FIRST,
                                provider.claims("ann", asked)
                                        .claim("at_hash", half(asked.accessToken()))
                                        .build()));
    }

    @Test
    void aTamperedTokenIsRefused() {
        refused(
                asked -> {
                    String[] parts = Forge.signed(Forge.FIRST, sound(asked)).split("\\.", -1);
                    String claims =
                            new String(
                                    Base64.getUrlDecoder().decode(parts[1]),
                                    StandardCharsets.UTF_8);
                    Base64URL tampered = Base64URL.encode(claims.replace("\"ann\"", "\"bob\""));
                    return parts[0] + "." + tampered + "." + parts[2];
                });
    }

    @Test
    void aTokenOfAnotherWithTheSameKeyIdIsRefused() {
        refused(asked -> Forge.signed(Forge.IMPOSTOR, sound(asked)));
    }

    @Test
    void anUnsignedTokenIsRefused() {
        refused(asked -> Forge.unsigned(sound(asked)));
        refused(asked -> Forge.unsigned(sound(asked)) + "AAAA");
    }

    @Test
    void whatEverybodyKnowsIsNoKey() throws JOSEException {
        byte[] publicKey = Forge.FIRST.toRSAPublicKey().getEncoded();
        byte[] published =
                Forge.FIRST.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8);
        byte[] clientSecret =
                (FakeProvider.SECRET + "-".repeat(32)).getBytes(StandardCharsets.UTF_8);

        for (byte[] secret : List.of(publicKey, published, clientSecret)) {
            refused(asked -> Forge.signedBySecret(secret, sound(asked)));
        }
    }

    @Test
    void noTokenAndNonsenseAreRefused() {
        provider.server.idTokens(asked -> null);
        assertThat(failure(() -> provider.signIn(parley)).reason()).isEqualTo(Reason.TOKEN_REFUSED);

        refused(asked -> "nonsense");
        refused(asked -> "a.b.c");
    }

    @Test
    void aNewKeyIsFoundWhenItIsNeeded() {
        provider.signIn(parley);
        provider.clock.advance(ProviderKeys.ASK_AGAIN_AFTER);
        provider.publish(Forge.SECOND);

        taken(asked -> Forge.signed(Forge.SECOND, sound(asked)));
        taken(asked -> Forge.signed(Forge.SECOND, sound(asked)));

        assertThat(provider.server.hits("/jwks")).hasSize(2);
    }

    @Test
    void keysThatDoNotExistHaveTheProviderAskedOnceAMinute() {
        provider.signIn(parley);

        for (int i = 0; i < 5; i++) {
            refused(asked -> Forge.signed(Forge.SECOND, sound(asked)));
        }
        provider.clock.advance(ProviderKeys.ASK_AGAIN_AFTER);
        for (int i = 0; i < 5; i++) {
            refused(asked -> Forge.signed(Forge.SECOND, sound(asked)));
        }

        assertThat(provider.server.hits("/jwks")).hasSize(2);
    }

    @Test
    void aWithdrawnKeyIsBelievedInForAnHour() {
        provider.signIn(parley);
        provider.publish(Forge.SECOND);
        provider.clock.advance(ProviderKeys.MEMORY_MAX);

        refused(asked -> Forge.signed(Forge.FIRST, sound(asked)));
    }

    @Test
    void keysThatCannotBeHadAreNoReasonToBelieve() {
        provider.server.script("/jwks", hit -> Answer.empty(503));
        assertThat(failure(() -> provider.signIn(parley)).reason()).isEqualTo(Reason.UNREACHABLE);

        provider.server.script("/jwks", hit -> Answer.html(200, "<h1>keys</h1>"));
        assertThat(failure(() -> provider.signIn(parley)).reason())
                .isEqualTo(Reason.INVALID_METADATA);
    }

    private JWTClaimsSet sound(Asked asked) {
        return provider.claims("ann", asked).build();
    }

    private void taken(Function<Asked, @Nullable String> idToken) {
        provider.states(idToken);
        assertThat(provider.signIn(parley).principal().subject()).isEqualTo("ann");
    }

    private void refused(Function<Asked, @Nullable String> idToken) {
        provider.states(idToken);
        assertThat(failure(() -> provider.signIn(parley)).reason()).isEqualTo(Reason.TOKEN_REFUSED);
    }

    private static Arguments claims(String what, UnaryOperator<JWTClaimsSet.Builder> change) {
        return Arguments.of(what, change);
    }

    /** OpenID Connect Core, section 3.1.3.6. */
    private static String half(String accessToken) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(accessToken.getBytes(StandardCharsets.US_ASCII));
            return Base64URL.encode(Arrays.copyOf(hash, hash.length / 2)).toString();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
