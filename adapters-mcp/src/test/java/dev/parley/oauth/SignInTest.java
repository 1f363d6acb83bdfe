package dev.parley.oauth;

import static dev.parley.oauth.Rig.ANN;
import static dev.parley.oauth.Rig.BOB;
import static dev.parley.oauth.Rig.WEB;
import static dev.parley.oauth.Rig.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.oauth.RecordingServer.Answer;
import dev.parley.oauth.Rig.Replica;
import dev.parley.token.AuthorizationAnswer;
import dev.parley.token.AuthorizationFailed;
import dev.parley.token.AuthorizationFailed.Reason;
import dev.parley.token.AuthorizationStart;
import dev.parley.token.Grant;
import dev.parley.token.PendingAuthorization;
import dev.parley.token.Secret;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
final class SignInTest {

    private final Rig rig = new Rig();
    private final Replica replica = rig.replica();
    private final OAuthAuthorizer authorizer = replica.authorizer();

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void aPrincipalWhoSaysYesHasAGrant() {
        Grant grant = rig.signIn(replica, ANN);

        assertThat(rig.issuer.accepts(grant.accessToken().reveal())).isTrue();
        assertThat(rig.token(replica, ANN)).isEqualTo(grant.accessToken());
        assertThat(rig.stored(ANN).grant()).isEqualTo(grant);
        assertThat(grant.issuer()).isEqualTo(rig.issuer.issuer());
        assertThat(grant.expiresAt())
                .isBetween(Instant.now().plusSeconds(3500), Instant.now().plusSeconds(3600));
        assertThat(replica.tokens().current(BOB, "files")).isEmpty();
    }

    @Test
    void l01AnIssuerThatDoesNotCheckChallengesIsRefused() {
        rig.issuer.metadata.remove("code_challenge_methods_supported");
        assertThat(failure(this::begin).reason()).isEqualTo(Reason.NO_PKCE);

        rig.issuer.metadata.put("code_challenge_methods_supported", List.of("plain"));
        assertThat(failure(this::begin).reason()).isEqualTo(Reason.NO_PKCE);

        assertThat(Reason.NO_PKCE.code()).isEqualTo("as_no_pkce");
        assertThat(rig.issuer.hits("/authorize")).isEmpty();
        assertThat(rig.issuer.hits("/register")).isEmpty();
    }

    @Test
    void l01EverySignInHasAChallengeOfItsOwn() {
        AuthorizationStart first = begin();
        AuthorizationStart second = begin();
        authorizer.complete(ANN, rig.issuer.approve(first));

        Map<String, String> query = FakeAuthorizationServer.query(first);
        assertThat(query).containsEntry("code_challenge_method", "S256");
        assertThat(query.get("code_challenge")).hasSize(43);
        assertThat(FakeAuthorizationServer.query(second).get("code_challenge"))
                .isNotEqualTo(query.get("code_challenge"));
        String verifier =
                rig.issuer.hits("/token").getFirst().form().getOrDefault("code_verifier", "");
        assertThat(FakeAuthorizationServer.challenge(verifier))
                .isEqualTo(query.get("code_challenge"));
    }

    @Test
    void l02StatesAreLongAndNeverTheSame() {
        List<String> states =
                IntStream.range(0, 12).mapToObj(i -> begin().state().reveal()).toList();

        assertThat(states).doesNotHaveDuplicates().allMatch(it -> it.matches("[\\w-]{43}"));
    }

    @Test
    void l02AStateIsGoodForThePrincipalWhoBeganOnly() {
        AuthorizationAnswer answer = rig.issuer.approve(begin());

        assertThat(failure(() -> authorizer.complete(BOB, answer)).reason())
                .isEqualTo(Reason.STATE_INVALID);
        assertThat(failure(() -> authorizer.complete(ANN, answer)).reason())
                .isEqualTo(Reason.STATE_INVALID);
        assertNothingCameOfIt();
    }

    @Test
    void l02AStateIsGoodOnce() {
        AuthorizationAnswer answer = rig.issuer.approve(begin());
        authorizer.complete(ANN, answer);

        assertThat(failure(() -> authorizer.complete(ANN, answer)).reason())
                .isEqualTo(Reason.STATE_INVALID);
        assertThat(rig.issuer.hits("/token")).hasSize(1);
    }

    @Test
    void l02AStateIsGoodForTenMinutes() {
        AuthorizationAnswer answer = rig.issuer.approve(begin());
        rig.clock.advance(Duration.ofMinutes(11));

        assertThat(failure(() -> authorizer.complete(ANN, answer)).reason())
                .isEqualTo(Reason.STATE_INVALID);
        assertNothingCameOfIt();
    }

    @Test
    void l02AnUnknownStateIsRefused() {
        AuthorizationAnswer answer =
                new AuthorizationAnswer(Secret.of("guessed"), "code", rig.issuer.issuer(), "");

        assertThat(failure(() -> authorizer.complete(ANN, answer)).reason())
                .isEqualTo(Reason.STATE_INVALID);
        assertNothingCameOfIt();
    }

    @Test
    void l03SignInsSideBySideDoNotDisturbEachOther() {
        AuthorizationStart first = begin();
        AuthorizationStart second = begin();

        Grant ofSecond = authorizer.complete(ANN, rig.issuer.approve(second));
        Grant ofFirst = authorizer.complete(ANN, rig.issuer.approve(first));

        assertThat(ofFirst.accessToken()).isNotEqualTo(ofSecond.accessToken());
        assertThat(rig.token(replica, ANN)).isEqualTo(ofFirst.accessToken());
        assertThat(rig.issuer.hits("/register")).hasSize(1);
    }

    @Test
    void l03AnotherReplicaMayCompleteWhatOneBegan() {
        AuthorizationStart start = begin();

        Grant grant = rig.replica().authorizer().complete(ANN, rig.issuer.approve(start));

        assertThat(rig.token(replica, ANN)).isEqualTo(grant.accessToken());
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
        "false, HTTP,           false",
        "false, ISSUER%2F,      false",
        "false, ISSUER:443,     false",
    })
    void l04OnlyTheIssuerThatWasAskedMayAnswer(boolean names, String issuer, boolean taken) {
        rig.issuer.metadata.put("authorization_response_iss_parameter_supported", names);
        AuthorizationAnswer approved = rig.issuer.approve(begin());
        String written =
                issuer.equals("HTTP")
                        ? rig.issuer.issuer().replace("http:", "HTTP:")
                        : issuer.replace("ISSUER", rig.issuer.issuer());
        AuthorizationAnswer answer =
                new AuthorizationAnswer(approved.state(), approved.code(), written, "");

        if (taken) {
            assertThat(authorizer.complete(ANN, answer).server()).isEqualTo("files");
        } else {
            assertThat(failure(() -> authorizer.complete(ANN, answer)).reason())
                    .isEqualTo(Reason.ISSUER_MISMATCH);
            assertNothingCameOfIt();
        }
    }

    @Test
    void l04AnErrorFromElsewhereIsNotActedOn() {
        AuthorizationAnswer answer =
                new AuthorizationAnswer(begin().state(), "", "https://b.test", "phish");

        AuthorizationFailed failure = failure(() -> authorizer.complete(ANN, answer));

        assertThat(failure.reason()).isEqualTo(Reason.ISSUER_MISMATCH);
        assertThat(failure).hasMessageNotContaining("phish");
        assertNothingCameOfIt();
    }

    @ParameterizedTest
    @ValueSource(strings = {"access_denied", "server_error", "<b>phish</b>"})
    void aNoIsANoAndIsNotQuoted(String error) {
        AuthorizationAnswer answer =
                new AuthorizationAnswer(begin().state(), "", rig.issuer.issuer(), error);

        AuthorizationFailed failure = failure(() -> authorizer.complete(ANN, answer));

        assertThat(failure.reason()).isEqualTo(Reason.DENIED);
        assertThat(failure).hasMessageNotContaining(error);
        assertNothingCameOfIt();
    }

    @Test
    void l06TheResourceIsNamedWhereverTokensAreAskedFor() {
        AuthorizationStart start = begin();
        authorizer.complete(ANN, rig.issuer.approve(start));
        replica.tokens().refreshed(ANN, "files", rig.token(replica, ANN));

        String url = rig.server.url().toString();
        assertThat(FakeAuthorizationServer.query(start)).containsEntry("resource", url);
        assertThat(rig.issuer.hits("/token"))
                .hasSize(2)
                .allMatch(it -> url.equals(it.form().get("resource")));
    }

    @Test
    void l12TheChallengesScopesAreAskedFor() {
        rig.server.challenge("Bearer scope=\"mcp:basic\"");
        rig.server.describe(Map.of("scopes_supported", List.of("mcp:read", "mcp:write")));

        assertThat(scopesOf(begin())).isEqualTo(Set.of("mcp:basic"));
    }

    @Test
    void l12AChallengeThatIsKnownIsNotAskedForAgain() {
        replica.demands()
                .challenged(ANN, "files", Challenge.of(List.of("Bearer scope=\"mcp:known\"")));

        assertThat(scopesOf(begin())).isEqualTo(Set.of("mcp:known"));
        assertThat(rig.server.requests().hits("/mcp")).isEmpty();
    }

    @Test
    void l12WithoutAChallengeTheServersScopesAreAskedFor() {
        rig.server.describe(Map.of("scopes_supported", List.of("mcp:read", "mcp:write")));

        assertThat(scopesOf(begin())).isEqualTo(Set.of("mcp:read", "mcp:write"));
    }

    @Test
    void l12TheSettingsMayAskForLess() {
        rig.server.describe(Map.of("scopes_supported", List.of("mcp:read", "mcp:write")));
        rig.settings.set(
                new ProtectedServer("files", rig.server.url(), "", "", null, Set.of("mcp:read")));

        assertThat(scopesOf(begin())).isEqualTo(Set.of("mcp:read"));
    }

    @Test
    void l12WithoutAnyHintNoScopeIsAskedFor() {
        rig.issuer.metadata.put("scopes_supported", List.of("offline_access", "all"));

        assertThat(FakeAuthorizationServer.query(begin())).doesNotContainKey("scope");
    }

    @Test
    void l12OfflineAccessIsAskedForWhereThereIsSuchAScope() {
        rig.server.challenge("Bearer scope=\"read\"");
        assertThat(scopesOf(begin())).isEqualTo(Set.of("read"));

        rig.issuer.metadata.put("scopes_supported", List.of("read", "offline_access"));
        assertThat(scopesOf(begin())).isEqualTo(Set.of("read", "offline_access"));

        rig.issuer.metadata.put("grant_types_supported", List.of("authorization_code"));
        assertThat(scopesOf(begin())).isEqualTo(Set.of("read"));
    }

    @Test
    void theGrantHasTheScopesThatWereGranted() {
        rig.server.challenge("Bearer scope=\"read write\"");
        rig.issuer.script("/token", hit -> tokens(Map.of("scope", "read")));

        assertThat(rig.signIn(replica, ANN).scopes()).isEqualTo(Set.of("read"));
    }

    @Test
    void theGrantHasTheScopesThatWereAskedForWhenTheAnswerIsSilent() {
        rig.server.challenge("Bearer scope=\"read write\"");
        rig.issuer.script("/token", hit -> tokens(Map.of()));

        assertThat(rig.signIn(replica, ANN).scopes()).isEqualTo(Set.of("read", "write"));
    }

    @Test
    void l15WhatAnIssuerWritesIsNeitherShownNorKept() {
        String canary = "CANARY-BODY<script>";
        rig.issuer.script("/token", hit -> Answer.html(400, canary));

        AuthorizationFailed failure = failure(() -> rig.signIn(replica, ANN));

        assertThat(failure.reason()).isEqualTo(Reason.TOKEN_REFUSED);
        assertThat(trace(failure)).doesNotContain("CANARY");
    }

    @Test
    void l15NoFailureNamesASecret() {
        AuthorizationAnswer answer = rig.issuer.approve(begin());
        rig.issuer.script("/token", hit -> FakeAuthorizationServer.error(400, "invalid_grant"));

        AuthorizationFailed failure = failure(() -> authorizer.complete(ANN, answer));

        assertThat(trace(failure)).doesNotContain(answer.code(), answer.state().reveal(), "CANARY");
        assertThat(answer.toString()).doesNotContain(answer.code());
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void l18NoPostFollowsARedirect(int status) {
        try (RecordingServer canary = new RecordingServer(hit -> Answer.empty(200))) {
            Answer elsewhere = Answer.empty(status).with("Location", canary.origin() + "/token");
            AuthorizationAnswer answer = rig.issuer.approve(begin());
            rig.issuer.script("/token", hit -> elsewhere);
            rig.issuer.script("/register", hit -> elsewhere);

            AuthorizationFailed failure = failure(() -> authorizer.complete(ANN, answer));
            AuthorizationFailed registration =
                    failure(() -> authorizer.begin(ANN, "files", Rig.TERMINAL));

            assertThat(failure.reason()).isIn(Reason.TOKEN_REFUSED, Reason.UNREACHABLE);
            assertThat(registration.reason()).isEqualTo(Reason.NOT_REGISTERED);
            assertThat(canary.hits()).isEmpty();
            assertThat(rig.stores.tokens().find(ANN, "files")).isEmpty();
        }
    }

    @Test
    void l18APostThatMayHaveArrivedIsNotSentAgain() {
        AuthorizationAnswer answer = rig.issuer.approve(begin());
        rig.issuer.script("/token", hit -> Answer.empty(503).with("Retry-After", "0"));

        assertThat(failure(() -> authorizer.complete(ANN, answer)).reason())
                .isEqualTo(Reason.UNREACHABLE);
        assertThat(rig.issuer.hits("/token")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "x",
                "{\"access_token\":\"\",\"token_type\":\"Bearer\"}",
                "{\"access_token\":\"a\"}",
                "{\"access_token\":\"a\",\"token_type\":\"DPoP\"}",
                "{\"access_token\":\"a\",\"token_type\":\"mac\"}",
                "{\"access_token\":1,\"token_type\":\"Bearer\"}",
                "{\"access_token\":\"a\\r\\nX: y\",\"token_type\":\"Bearer\"}",
                "{\"access_token\":\"a b\",\"token_type\":\"Bearer\"}",
                "{\"access_token\":\"é\",\"token_type\":\"Bearer\"}",
                "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"refresh_token\":\"a\\u0000\"}",
                "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"expires_in\":-1}",
                "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"expires_in\":0}",
                "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"expires_in\":1e400}",
                "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"expires_in\":\"soon\"}",
            })
    void l21AnswersThatAreNoTokensAreRefused(String json) {
        rig.issuer.script("/token", hit -> answered(json, "application/json"));

        AuthorizationFailed failure = failure(() -> rig.signIn(replica, ANN));

        assertThat(failure.reason()).isIn(Reason.UNREACHABLE, Reason.TOKEN_REFUSED);
        assertThat(rig.stores.tokens().find(ANN, "files")).isEmpty();
        assertThat(replica.tokens().current(ANN, "files")).isEmpty();
    }

    @Test
    void l21OnlyJsonIsReadAndNotMuchOfIt() {
        String good = "{\"access_token\":\"a\",\"token_type\":\"bearer\"}";
        String tooLong = good.replace("}", ",\"x\":\"" + "x".repeat(64 * 1024) + "\"}");
        rig.issuer.script("/token", hit -> answered(good, "text/html"));
        assertThat(failure(() -> rig.signIn(replica, ANN)).reason()).isEqualTo(Reason.UNREACHABLE);

        rig.issuer.script("/token", hit -> answered(tooLong, "application/json"));
        assertThat(failure(() -> rig.signIn(replica, ANN)).reason()).isEqualTo(Reason.UNREACHABLE);

        rig.issuer.script("/token", hit -> answered(good, "application/json;charset=UTF-8"));
        assertThat(rig.signIn(replica, ANN).expiresAt()).isEqualTo(Instant.MAX);
    }

    @Test
    void l21ALifeBeyondReasonIsCutShort() {
        rig.issuer.script("/token", hit -> tokens(Map.of("expires_in", 999_999_999_999L)));

        assertThat(rig.signIn(replica, ANN).expiresAt())
                .isBefore(Instant.now().plus(Duration.ofDays(367)));
    }

    @Test
    void v09WhatIsPendingDoesNotPrintItsVerifier() {
        AuthorizationStart start = begin();

        PendingAuthorization pending = rig.stores.pending().take(start.state()).orElseThrow();

        assertThat(pending.toString()).doesNotContain(pending.verifier().reveal());
        assertThat(pending.source().tokenEndpoint()).isEqualTo(rig.issuer.url("/token"));
    }

    @Test
    void anUnknownServerIsNone() {
        assertThat(failure(() -> authorizer.begin(ANN, "mail", WEB)).reason())
                .isEqualTo(Reason.SERVER_NOT_FOUND);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://parley.example/callback", "javascript:x", "https://a/?x=1", ""})
    void l14ARedirectUriIsAnAddressOfOurs(String uri) {
        assertThatThrownBy(() -> authorizer.begin(ANN, "files", uri))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private AuthorizationStart begin() {
        return authorizer.begin(ANN, "files", WEB);
    }

    private void assertNothingCameOfIt() {
        assertThat(rig.issuer.hits("/token")).isEmpty();
        assertThat(rig.stores.tokens().find(ANN, "files")).isEmpty();
        assertThat(rig.stores.tokens().find(BOB, "files")).isEmpty();
    }

    private static Set<String> scopesOf(AuthorizationStart start) {
        String scope = FakeAuthorizationServer.query(start).getOrDefault("scope", "");
        return new TreeSet<>(List.of(scope.split(" ", -1)));
    }

    private static Answer tokens(Map<String, ?> more) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("access_token", "access");
        fields.put("token_type", "Bearer");
        fields.putAll(more);
        return Answer.json(200, fields);
    }

    private static Answer answered(String body, String type) {
        return new Answer(200, Map.of("Content-Type", type), body);
    }

    private static String trace(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
