package dev.parley.signin;

import static dev.parley.signin.FakeProvider.WEB;
import static dev.parley.signin.FakeProvider.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.access.SignedIn;
import dev.parley.oauth.FakeAuthorizationServer;
import dev.parley.oauth.ProtectedServer;
import dev.parley.oauth.RecordingServer.Answer;
import dev.parley.token.AuthorizationAnswer;
import dev.parley.token.AuthorizationFailed.Reason;
import dev.parley.token.Grant;
import dev.parley.token.Principal;
import dev.parley.token.Secret;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Against an authorization server whose endpoints are where Sentry's are. */
@Timeout(30)
final class SentryProviderTest {

    private static final String CLIENT = "client-at-sentry";
    private static final Secret SECRET = Secret.of("secret-at-sentry");

    private final ServerRig rig = new ServerRig();
    private final FakeAuthorizationServer sentry = rig.issuer;
    private final SentryProvider parley = parley("files");

    @BeforeEach
    void register() {
        sentry.addClient(CLIENT, SECRET.reveal(), WEB);
        sentry.script("/oauth/token/", sentry::token);
        names("42", "Ann");
    }

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void whoeverSentryNamesIsSignedIn() {
        SignedIn signedIn = signIn(parley);

        assertThat(signedIn.principal()).isEqualTo(new Principal(sentry.issuer(), "42", "Ann"));
        assertThat(signedIn.organizations()).isEmpty();
        assertThat(sentry.hits("/api/0/organizations/")).hasSize(1);
        assertThat(sentry.hits("/oauth/token/").getFirst().form())
                .containsEntry("client_id", CLIENT)
                .containsEntry("client_secret", SECRET.reveal());
    }

    @Test
    void t05WhoSignsInBelongsToTheirOrganizationsAtSentry() {
        sentry.script(
                "/api/0/organizations/",
                hit ->
                        sentry.accepts(hit.header("authorization").substring("Bearer ".length()))
                                ? new Answer(
                                        200,
                                        Map.of("Content-Type", "application/json"),
                                        """
                                        [{"id":"1","slug":"acme","name":"Acme","features":["a"]},
                                         {"slug":"Not A Slug"},{"slug":7},{"name":"none"},{"slug":"beta"}]
                                        """)
                                : Answer.empty(401));

        assertThat(signIn(parley).organizations()).isEqualTo(Set.of("acme", "beta"));
    }

    @Test
    void sentryIsAskedForWhatItsMcpServerNeeds() {
        Map<String, String> query = FakeAuthorizationServer.query(parley.begin(WEB));

        assertThat(parley.begin(WEB).url()).startsWith(sentry.issuer() + "/oauth/authorize/?");
        assertThat(query).containsEntry("scope", "event:write org:read project:write team:write");
    }

    @Test
    void theGrantIsKeptForAServerThatTakesIt() {
        takesSentrysTokens(CLIENT, sentry.issuer());

        Principal ann = signIn(parley).principal();

        Grant grant = rig.grant(ann);
        assertThat(grant.source().resource()).isEqualTo(rig.server.url().toString());
        assertThat(rig.accessTokens.current(ann, "files")).contains(grant.accessToken());
        assertThat(sentry.accepts(grant.accessToken().reveal())).isTrue();
    }

    @Test
    void aGrantThatWasKeptIsRenewedAtSentry() {
        takesSentrysTokens(CLIENT, sentry.issuer());
        Principal ann = signIn(parley).principal();
        Secret first = rig.grant(ann).accessToken();

        rig.clock.advance(Duration.ofHours(2));
        Secret second = rig.accessTokens.current(ann, "files").orElseThrow();

        assertThat(second).isNotEqualTo(first);
        assertThat(sentry.accepts(second.reveal())).isTrue();
        assertThat(sentry.refreshes()).isEqualTo(1);
    }

    @Test
    void l08TheGrantGoesToNoServerThatDoesNotSayItTakesIt() {
        Principal ann = signIn(parley).principal();
        assertThat(rig.stores.tokens().find(ann, "files")).isEmpty();

        takesSentrysTokens(CLIENT, "https://other.example");
        signIn(parley);
        assertThat(rig.stores.tokens().find(ann, "files")).isEmpty();

        takesSentrysTokens("other", sentry.issuer());
        signIn(parley);
        assertThat(rig.stores.tokens().find(ann, "files")).isEmpty();

        takesSentrysTokens(CLIENT, sentry.issuer());
        signIn(parley(""));
        assertThat(rig.stores.tokens().find(ann, "files")).isEmpty();
        assertThat(rig.server.requests().hits()).isEmpty();
    }

    @Test
    void signingOutForgetsWhatWasKept() {
        takesSentrysTokens(CLIENT, sentry.issuer());
        Principal ann = signIn(parley).principal();

        parley.signOut(ann);

        assertThat(rig.stores.tokens().find(ann, "files")).isEmpty();
    }

    @Test
    void signingOutLeavesAGrantThatIsNotSentrys() {
        Principal ann = signIn(parley).principal();
        rig.authorizer.complete(ann, sentry.approve(rig.authorizer.begin(ann, "files", WEB)));

        parley.signOut(ann);

        assertThat(rig.stores.tokens().find(ann, "files")).isPresent();
    }

    @Test
    void anAnswerThatNamesNobodySignsNobodyIn() {
        sentry.besideTokens(Map.of("user", Map.of("email", "ann@example.com")));
        assertThat(failure(() -> signIn(parley)).reason()).isEqualTo(Reason.TOKEN_REFUSED);

        sentry.besideTokens(Map.of());
        assertThat(failure(() -> signIn(parley)).reason()).isEqualTo(Reason.TOKEN_REFUSED);
    }

    @Test
    void l01TheChallengeIsSentThoughSentryDescribesItselfNowhere() {
        signIn(parley);

        assertThat(FakeAuthorizationServer.query(parley.begin(WEB)))
                .containsEntry("code_challenge_method", "S256");
        assertThat(sentry.hits("/oauth/token/").getFirst().form()).containsKey("code_verifier");
    }

    @Test
    void l02AStateIsGoodOnceAndOnlyWhereItBegan() {
        AuthorizationAnswer answer = sentry.approve(parley.begin(WEB));
        signInWith(answer);
        assertThat(failure(() -> signInWith(answer)).reason()).isEqualTo(Reason.STATE_INVALID);

        AuthorizationAnswer connecting =
                sentry.approve(
                        rig.authorizer.begin(
                                new Principal("https://id.example", "bob", "Bob"), "files", WEB));
        assertThat(failure(() -> signInWith(connecting)).reason()).isEqualTo(Reason.STATE_INVALID);
    }

    @Test
    void l04AnAnswerThatNamesAnotherIssuerIsRefused() {
        AuthorizationAnswer approved = sentry.approve(parley.begin(WEB));

        AuthorizationAnswer other =
                new AuthorizationAnswer(
                        approved.state(), approved.code(), "https://sentry.example", "");

        assertThat(failure(() -> signInWith(other)).reason()).isEqualTo(Reason.ISSUER_MISMATCH);
        assertThat(sentry.hits("/oauth/token/")).isEmpty();
    }

    @Test
    void l19TwoAccountsWithOneAddressAreTwoPrincipals() {
        Principal first = signIn(parley).principal();
        names("43", "Ann");

        assertThat(signIn(parley).principal().key()).isNotEqualTo(first.key());
    }

    private SignedIn signIn(SentryProvider at) {
        return at.complete(sentry.approve(at.begin(WEB)));
    }

    private void signInWith(AuthorizationAnswer answer) {
        SignedIn unused = parley.complete(answer);
    }

    private SentryProvider parley(String server) {
        return new SentryProvider(
                new SentrySettings(
                        sentry.issuer(), CLIENT, SECRET, SentrySettings.SCOPES_DEFAULT, server),
                rig.authorizer,
                rig.client,
                rig.stores.pending(),
                rig.clock);
    }

    private void takesSentrysTokens(String client, String issuer) {
        rig.settings.set(
                new ProtectedServer("files", rig.server.url(), issuer, client, SECRET, Set.of()));
    }

    private void names(String id, String name) {
        sentry.besideTokens(
                Map.of("user", Map.of("id", id, "name", name, "email", "ann@example.com")));
    }
}
