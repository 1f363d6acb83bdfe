package dev.parley.signin;

import static dev.parley.signin.FakeProvider.CLIENT;
import static dev.parley.signin.FakeProvider.SECRET;
import static dev.parley.signin.FakeProvider.WEB;
import static dev.parley.signin.FakeProvider.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.parley.access.SignedIn;
import dev.parley.oauth.FakeAuthorizationServer;
import dev.parley.oauth.RecordingServer;
import dev.parley.oauth.RecordingServer.Answer;
import dev.parley.oauth.RecordingServer.Hit;
import dev.parley.token.AuthorizationAnswer;
import dev.parley.token.AuthorizationFailed;
import dev.parley.token.AuthorizationFailed.Reason;
import dev.parley.token.AuthorizationStart;
import dev.parley.token.PendingAuthorizationStore;
import dev.parley.token.Principal;
import dev.parley.token.Secret;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

@Timeout(30)
final class OpenIdProviderTest {

    private final FakeProvider provider = new FakeProvider();
    private final FakeAuthorizationServer server = provider.server;
    private final OpenIdProvider parley = provider.parley();

    @AfterEach
    void close() {
        provider.close();
    }

    @Test
    void whoeverTheProviderStatesIsSignedIn() {
        provider.states(
                asked ->
                        Forge.signed(
                                Forge.FIRST,
                                provider.claims("ann", asked)
                                        .claim("name", "Ann\u202e\n Example")
                                        .claim("groups", List.of("acme", "Not A Slug", 7, "beta"))
                                        .build()));

        SignedIn signedIn = provider.signIn(parley);

        assertThat(signedIn.principal())
                .isEqualTo(new Principal(server.issuer(), "ann", "Ann Example"));
        assertThat(signedIn.organizations()).isEqualTo(Set.of("acme", "beta"));
    }

    @Test
    void theClientProvesItselfAsTheProviderWants() {
        provider.signIn(parley);
        server.metadata.put("token_endpoint_auth_methods_supported", List.of("client_secret_post"));
        provider.signIn(provider.parley());

        List<Hit> hits = server.hits("/token");
        assertThat(hits.getFirst().header("authorization")).startsWith("Basic ");
        assertThat(hits.getLast().form()).containsEntry("client_secret", SECRET);
    }

    @Test
    void aPublicClientHasNoSecret() {
        server.addClient(CLIENT, "", WEB);
        OpenIdProvider without =
                new OpenIdProvider(
                        new OpenIdSettings(
                                "Example", server.issuer(), CLIENT, null, List.of(), "", false),
                        provider.client,
                        provider.pending,
                        provider.clock);

        SignedIn signedIn = provider.signIn(without);

        assertThat(signedIn.principal().subject()).isEqualTo("ann");
        assertThat(server.hits("/token").getFirst().form()).doesNotContainKey("client_secret");
        assertThat(server.hits("/token").getFirst().header("authorization")).isEmpty();
    }

    @Test
    void browsersAreSignedOutWhereTheProviderSaysIfThatIsWanted() {
        server.metadata.put("end_session_endpoint", server.issuer() + "/end?a=b");

        assertThat(parley.signOutUrl("https://parley.example/")).isEmpty();
        assertThat(signingOut().signOutUrl("https://parley.example/"))
                .hasValueSatisfying(
                        it -> {
                            assertThat(it).startsWith(server.issuer() + "/end?");
                            assertThat(
                                            RecordingServer.parameters(
                                                    it.substring(it.indexOf('?') + 1)))
                                    .containsOnly(
                                            Map.entry("a", "b"),
                                            Map.entry("client_id", CLIENT),
                                            Map.entry(
                                                    "post_logout_redirect_uri",
                                                    "https://parley.example/"));
                        });
    }

    @Test
    void l11NobodyIsSentToSignOutWhereNoBrowserShouldGo() {
        for (String endpoint :
                List.of("", "javascript:alert(1)", "http://id.example/end", "/end")) {
            server.metadata.put("end_session_endpoint", endpoint);

            assertThat(provider.signIn(signingOut()).principal().subject()).isEqualTo("ann");
            assertThat(signingOut().signOutUrl("https://parley.example/")).as(endpoint).isEmpty();
        }
    }

    private OpenIdProvider signingOut() {
        return new OpenIdProvider(
                new OpenIdSettings(
                        "Example", server.issuer(), CLIENT, Secret.of(SECRET), List.of(), "", true),
                provider.client,
                provider.pending,
                provider.clock);
    }

    @Test
    void theBrowserIsSentWithAllThatMakesTheAnswerOurs() {
        Map<String, String> query = FakeAuthorizationServer.query(parley.begin(WEB));

        assertThat(query)
                .containsEntry("response_type", "code")
                .containsEntry("client_id", CLIENT)
                .containsEntry("redirect_uri", WEB)
                .containsEntry("scope", "email groups openid profile")
                .doesNotContainKey("resource");
        assertThat(query.get("nonce")).hasSize(43).isNotEqualTo(query.get("code_challenge"));
    }

    @Test
    void l01AProviderThatDoesNotCheckChallengesIsRefused() {
        server.metadata.remove("code_challenge_methods_supported");
        assertThat(failure(() -> parley.begin(WEB)).reason()).isEqualTo(Reason.NO_PKCE);

        server.metadata.put("code_challenge_methods_supported", List.of("plain"));
        assertThat(failure(() -> provider.parley().begin(WEB)).reason()).isEqualTo(Reason.NO_PKCE);
    }

    @Test
    void l01EverySignInHasAChallengeAndANonceOfItsOwn() {
        AuthorizationStart first = parley.begin(WEB);
        AuthorizationStart second = parley.begin(WEB);
        parley.complete(server.approve(first));

        Map<String, String> query = FakeAuthorizationServer.query(first);
        Map<String, String> other = FakeAuthorizationServer.query(second);
        assertThat(query).containsEntry("code_challenge_method", "S256");
        assertThat(other.get("code_challenge")).isNotEqualTo(query.get("code_challenge"));
        assertThat(other.get("nonce")).isNotEqualTo(query.get("nonce"));
        String verifier = server.hits("/token").getFirst().form().getOrDefault("code_verifier", "");
        assertThat(FakeAuthorizationServer.challenge(verifier))
                .isEqualTo(query.get("code_challenge"));
    }

    @Test
    void l02AStateIsGoodOnce() {
        AuthorizationAnswer answer = server.approve(parley.begin(WEB));
        parley.complete(answer);

        assertThat(failure(() -> parley.complete(answer)).reason()).isEqualTo(Reason.STATE_INVALID);
        assertThat(server.hits("/token")).hasSize(1);
    }

    @Test
    void l02AStateIsGoodForTenMinutes() {
        AuthorizationAnswer answer = server.approve(parley.begin(WEB));
        provider.clock.advance(Duration.ofMinutes(11));

        assertThat(failure(() -> parley.complete(answer)).reason()).isEqualTo(Reason.STATE_INVALID);
        assertThat(server.hits("/token")).isEmpty();
    }

    @Test
    void l02AnUnknownStateIsRefused() {
        AuthorizationAnswer answer =
                new AuthorizationAnswer(Secret.of("guessed"), "code", server.issuer(), "");

        assertThat(failure(() -> parley.complete(answer)).reason()).isEqualTo(Reason.STATE_INVALID);
        assertThat(server.hits("/token")).isEmpty();
    }

    @Test
    void l03SignInsSideBySideDoNotDisturbEachOther() {
        AuthorizationStart first = parley.begin(WEB);
        AuthorizationStart second = parley.begin(WEB);

        provider.knows("bob");
        SignedIn bob = parley.complete(server.approve(second));
        provider.knows("ann");
        SignedIn ann = parley.complete(server.approve(first));

        assertThat(bob.principal().subject()).isEqualTo("bob");
        assertThat(ann.principal().subject()).isEqualTo("ann");
    }

    @Test
    void l03ManyMoreMayBeOnTheirWayThanOnePrincipalMayHave() {
        List<AuthorizationStart> starts = new ArrayList<>();
        for (int i = 0; i < 4 * PendingAuthorizationStore.PENDING_MAX; i++) {
            starts.add(parley.begin(WEB));
        }

        for (AuthorizationStart start : starts) {
            assertThat(parley.complete(server.approve(start)).principal().subject())
                    .isEqualTo("ann");
        }
    }

    @Test
    void l03AnotherReplicaMayCompleteWhatOneBegan() {
        AuthorizationStart start = parley.begin(WEB);

        SignedIn signedIn = provider.parley().complete(server.approve(start));

        assertThat(signedIn.principal().subject()).isEqualTo("ann");
    }

    /** The table of RFC 9207, section 2.4, and spellings that look alike. */
    @ParameterizedTest
    @CsvSource({
        "true,  ISSUER,         true",
        "true,  '',             false",
        "true,  https://b.test, false",
        "true,  ISSUER/,        false",
        "false, ISSUER,         true",
        "false, '',             true",
        "false, https://b.test, false",
        "false, ISSUER/,        false",
        "false, ISSUER%2F,      false",
        "false, ISSUER:443,     false",
    })
    void l04OnlyTheIssuerThatWasAskedMayAnswer(boolean names, String issuer, boolean taken) {
        server.metadata.put("authorization_response_iss_parameter_supported", names);
        AuthorizationAnswer approved = server.approve(parley.begin(WEB));
        AuthorizationAnswer answer =
                new AuthorizationAnswer(
                        approved.state(),
                        approved.code(),
                        issuer.replace("ISSUER", server.issuer()),
                        "");

        if (taken) {
            assertThat(parley.complete(answer).principal().subject()).isEqualTo("ann");
        } else {
            assertThat(failure(() -> parley.complete(answer)).reason())
                    .isEqualTo(Reason.ISSUER_MISMATCH);
            assertThat(server.hits("/token")).isEmpty();
        }
    }

    @Test
    void l04AnErrorFromElsewhereIsNotActedOn() {
        AuthorizationAnswer answer =
                new AuthorizationAnswer(parley.begin(WEB).state(), "", "https://b.test", "phish");

        AuthorizationFailed failure = failure(() -> parley.complete(answer));

        assertThat(failure.reason()).isEqualTo(Reason.ISSUER_MISMATCH);
        assertThat(failure).hasMessageNotContaining("phish");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://b.test", "ISSUER/", ""})
    void l05TheProviderMustBeTheOneOfTheSettings(String claimed) {
        server.metadata.put("issuer", claimed.replace("ISSUER", server.issuer()));

        assertThat(failure(() -> parley.begin(WEB)).reason()).isEqualTo(Reason.INVALID_METADATA);
    }

    @Test
    void l05TheProviderOfTheSettingsIsAskedAndNoOther() {
        provider.signIn(parley);

        assertThat(server.requests().hits().stream().map(Hit::path))
                .containsExactly("/.well-known/openid-configuration", "/token", "/jwks");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://id.example", "ftp://id.example", "https://id.example?x=1", "x"})
    void l05AnIssuerIsAPlainAddress(String issuer) {
        OpenIdProvider other =
                new OpenIdProvider(
                        new OpenIdSettings("Example", issuer, CLIENT, null, List.of(), "", false),
                        provider.client,
                        provider.pending,
                        provider.clock);

        assertThat(failure(() -> other.begin(WEB)).reason()).isEqualTo(Reason.INVALID_METADATA);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://parley.example/callback", "javascript:x", "https://a/?x=1", ""})
    void l14ARedirectUriIsAnAddressOfOurs(String uri) {
        assertThatThrownBy(() -> parley.begin(uri)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void l15WhatTheProviderWritesIsNeitherShownNorLogged() {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger root = (Logger) LoggerFactory.getLogger("dev.parley");
        log.start();
        root.setLevel(Level.TRACE);
        root.addAppender(log);
        try {
            server.script("/token", hit -> Answer.html(400, "CANARY-BODY<script>"));
            AuthorizationFailed byToken = failure(() -> provider.signIn(parley));
            server.unscript("/token");
            provider.states(asked -> "CANARY-BODY.CANARY-BODY.CANARY-BODY");
            AuthorizationFailed byStatement = failure(() -> provider.signIn(parley));
            provider.states(
                    asked ->
                            Forge.signed(
                                    Forge.FIRST,
                                    Forge.claims("https://CANARY-BODY", "ann", asked).build()));
            AuthorizationFailed byClaim = failure(() -> provider.signIn(parley));

            assertThat(byToken.reason()).isEqualTo(Reason.TOKEN_REFUSED);
            assertThat(trace(byToken) + trace(byStatement) + trace(byClaim))
                    .doesNotContain("CANARY");
            assertThat(log.list).hasSize(3);
            assertThat(log.list.toString()).doesNotContain("CANARY");
            assertThat(log.list).allMatch(it -> it.getThrowableProxy() == null);
        } finally {
            root.detachAppender(log);
            root.setLevel(null);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void l18NothingFollowsARedirect(int status) {
        try (RecordingServer canary = new RecordingServer(hit -> Answer.empty(200))) {
            Answer elsewhere = Answer.empty(status).with("Location", canary.origin() + "/token");
            AuthorizationAnswer answer = server.approve(parley.begin(WEB));
            server.script("/token", hit -> elsewhere);
            AuthorizationFailed failure = failure(() -> parley.complete(answer));
            server.unscript("/token");
            server.script("/jwks", hit -> elsewhere);
            AuthorizationFailed withoutKeys = failure(() -> provider.signIn(parley));

            assertThat(failure.reason()).isIn(Reason.TOKEN_REFUSED, Reason.UNREACHABLE);
            assertThat(withoutKeys.reason()).isEqualTo(Reason.UNREACHABLE);
            assertThat(canary.hits()).isEmpty();
        }
    }

    @Test
    void l19TwoAccountsWithOneAddressAreTwoPrincipals() {
        SignedIn first = signInAs("1");
        SignedIn second = signInAs("2");
        SignedIn firstAgain = signInAs("1");

        assertThat(second.principal().key()).isNotEqualTo(first.principal().key());
        assertThat(firstAgain.principal().key()).isEqualTo(first.principal().key());
        assertThat(first.principal().key() + first.principal().displayName())
                .doesNotContain("ann@example.com");
    }

    @Test
    void organizationsAreNoneWhereTheClaimIsMissingOrIsNoList() {
        assertThat(provider.signIn(parley).organizations()).isEmpty();

        provider.states(
                asked ->
                        Forge.signed(
                                Forge.FIRST,
                                provider.claims("ann", asked)
                                        .claim("groups", Map.of("acme", true))
                                        .build()));
        assertThat(provider.signIn(parley).organizations()).isEmpty();
    }

    @Test
    void organizationsMayBeDeepInTheToken() {
        provider.states(
                asked ->
                        Forge.signed(
                                Forge.FIRST,
                                provider.claims("ann", asked)
                                        .claim("realm", Map.of("roles", List.of("acme", "../x")))
                                        .claim("https://acme.example/org", "beta")
                                        .build()));

        Secret secret = Secret.of(SECRET);
        assertThat(provider.signIn(provider.parley(secret, "realm.roles")).organizations())
                .isEqualTo(Set.of("acme"));
        assertThat(
                        provider.signIn(provider.parley(secret, "https://acme.example/org"))
                                .organizations())
                .isEqualTo(Set.of("beta"));
        assertThat(provider.signIn(provider.parley(secret, "realm.groups")).organizations())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a\nb"})
    void anAccountThatIsNoneIsRefused(String subject) {
        provider.knows(subject);

        assertThat(failure(() -> provider.signIn(parley)).reason()).isEqualTo(Reason.TOKEN_REFUSED);
    }

    private SignedIn signInAs(String subject) {
        provider.states(
                asked ->
                        Forge.signed(
                                Forge.FIRST,
                                provider.claims(subject, asked)
                                        .claim("email", "ann@example.com")
                                        .claim("email_verified", true)
                                        .build()));
        return provider.signIn(parley);
    }

    private static String trace(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
