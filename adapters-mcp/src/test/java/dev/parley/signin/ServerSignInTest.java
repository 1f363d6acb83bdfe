package dev.parley.signin;

import static dev.parley.signin.FakeProvider.WEB;
import static dev.parley.signin.FakeProvider.failure;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWKSet;
import dev.parley.access.SignedIn;
import dev.parley.oauth.FakeAuthorizationServer;
import dev.parley.oauth.RecordingServer.Answer;
import dev.parley.oauth.RecordingServer.Hit;
import dev.parley.token.AuthorizationAnswer;
import dev.parley.token.AuthorizationFailed;
import dev.parley.token.AuthorizationFailed.Reason;
import dev.parley.token.AuthorizationStart;
import dev.parley.token.Grant;
import dev.parley.token.Principal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class ServerSignInTest {

    private static final Principal ANN = new Principal("https://id.example", "ann", "Ann");

    private final ServerRig rig = new ServerRig();
    private final FakeAuthorizationServer issuer = rig.issuer;
    private final ServerSignIn parley =
            new ServerSignIn("files", rig.authorizer, rig.client, rig.clock);

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void whoeverTheTokensAreOfIsSignedInAndHasTheGrant() {
        names("7", "Ann");

        Principal ann = signIn().principal();

        assertThat(ann).isEqualTo(new Principal(issuer.issuer(), "7", "Ann"));
        Grant grant = rig.grant(ann);
        assertThat(issuer.accepts(grant.accessToken().reveal())).isTrue();
        assertThat(rig.accessTokens.current(ann, "files")).contains(grant.accessToken());
    }

    @Test
    void anIdTokenIsAskedForWhereThereIsSuchAScope() {
        issuer.metadata.put("scopes_supported", List.of("openid"));
        signsIdTokens("ann");

        SignedIn signedIn = signIn();

        assertThat(signedIn.principal().key()).isEqualTo(issuer.issuer() + " ann");
        assertThat(rig.grant(signedIn.principal()).scopes()).containsExactly("openid");
    }

    @Test
    void nobodyChoosesByWhatTheyAreKnown() {
        issuer.metadata.put("scopes_supported", List.of("openid"));
        signsIdTokens("ann");
        names("7", "Ann");
        AuthorizationStart start = parley.begin(WEB);
        AuthorizationStart changed =
                new AuthorizationStart(start.url().replace("openid", "other"), start.state());
        issuer.idTokens(asked -> null);

        AuthorizationFailed failure = failure(() -> parley.complete(issuer.approve(changed)));

        assertThat(failure.reason()).isEqualTo(Reason.TOKEN_REFUSED);
    }

    @Test
    void anIdTokenThatCameUnaskedIsCheckedAsWell() {
        signsIdTokens("ann");
        assertThat(signIn().principal().subject()).isEqualTo("ann");

        issuer.idTokens(
                asked ->
                        Forge.signed(
                                Forge.IMPOSTOR,
                                Forge.claims(issuer.issuer(), "ann", asked).build()));
        assertThat(failure(this::signIn).reason()).isEqualTo(Reason.TOKEN_REFUSED);
    }

    @Test
    void theUserInfoEndpointIsAskedElse() {
        issuer.metadata.put("userinfo_endpoint", issuer.url("/userinfo"));
        issuer.script("/userinfo", hit -> Answer.json(200, Map.of("sub", "ann", "name", "Ann")));

        Principal ann = signIn().principal();

        assertThat(ann).isEqualTo(new Principal(issuer.issuer(), "ann", "Ann"));
        Hit hit = issuer.hits("/userinfo").getFirst();
        assertThat(hit.method()).isEqualTo("GET");
        assertThat(hit.header("authorization"))
                .isEqualTo("Bearer " + rig.grant(ann).accessToken().reveal());
    }

    @Test
    void theIntrospectionEndpointIsAskedAtLast() {
        issuer.metadata.put("introspection_endpoint", issuer.url("/introspect"));
        issuer.script("/introspect", hit -> Answer.json(200, Map.of("active", true, "sub", "ann")));
        assertThat(signIn().principal().subject()).isEqualTo("ann");
        Hit asked = issuer.hits("/introspect").getFirst();
        assertThat(asked.form()).containsKey("token");
        assertThat(asked.header("authorization")).startsWith("Basic ");

        issuer.script(
                "/introspect", hit -> Answer.json(200, Map.of("active", false, "sub", "ann")));
        assertThat(failure(this::signIn).reason()).isEqualTo(Reason.INVALID_METADATA);
    }

    @Test
    void aPublicClientAsksByItsName() {
        issuer.metadata.put("token_endpoint_auth_methods_supported", List.of("none"));
        issuer.metadata.put("introspection_endpoint", issuer.url("/introspect"));
        issuer.script("/introspect", hit -> Answer.json(200, Map.of("active", true, "sub", "ann")));

        assertThat(signIn().principal().subject()).isEqualTo("ann");

        assertThat(issuer.hits("/introspect").getFirst().form()).containsKeys("token", "client_id");
    }

    @Test
    void tokensThatAreNobodysAreTakenBack() {
        AuthorizationFailed failure = failure(this::signIn);

        assertThat(failure.reason()).isEqualTo(Reason.INVALID_METADATA);
        assertThat(failure).hasMessageContaining("does not say who signed in");
        assertThat(issuer.hits("/revoke")).hasSize(2);
    }

    @Test
    void signingOutTakesTheGrantBack() {
        names("7", "Ann");
        Principal ann = signIn().principal();
        Grant grant = rig.grant(ann);

        parley.signOut(ann);

        assertThat(issuer.accepts(grant.accessToken().reveal())).isFalse();
        assertThat(rig.stores.tokens().find(ann, "files")).isEmpty();
        assertThat(issuer.hits("/revoke")).isNotEmpty();
    }

    @Test
    void l02AStateIsGoodOnceAndForTenMinutes() {
        names("7", "Ann");
        AuthorizationAnswer answer = issuer.approve(parley.begin(WEB));
        parley.complete(answer);
        assertThat(failure(() -> parley.complete(answer)).reason()).isEqualTo(Reason.STATE_INVALID);

        AuthorizationAnswer late = issuer.approve(parley.begin(WEB));
        rig.clock.advance(Duration.ofMinutes(11));
        assertThat(failure(() -> parley.complete(late)).reason()).isEqualTo(Reason.STATE_INVALID);
    }

    @Test
    void l02WhoeverConnectsAServerIsNotSignedInByIt() {
        names("7", "Ann");
        AuthorizationAnswer connecting = issuer.approve(rig.authorizer.begin(ANN, "files", WEB));
        AuthorizationAnswer signingIn = issuer.approve(parley.begin(WEB));

        assertThat(failure(() -> parley.complete(connecting)).reason())
                .isEqualTo(Reason.STATE_INVALID);
        assertThat(failure(() -> rig.authorizer.complete(ANN, signingIn)).reason())
                .isEqualTo(Reason.STATE_INVALID);
        assertThat(issuer.hits("/token")).isEmpty();
    }

    @Test
    void l03SignInsSideBySideDoNotDisturbEachOther() {
        AuthorizationStart first = parley.begin(WEB);
        AuthorizationStart second = parley.begin(WEB);

        names("8", "Bob");
        Principal bob = parley.complete(issuer.approve(second)).principal();
        names("7", "Ann");
        Principal ann = parley.complete(issuer.approve(first)).principal();

        assertThat(rig.grant(ann).accessToken()).isNotEqualTo(rig.grant(bob).accessToken());
    }

    @Test
    void l06TheTokensAreForTheServer() {
        names("7", "Ann");

        AuthorizationStart start = parley.begin(WEB);
        parley.complete(issuer.approve(start));

        String url = rig.server.url().toString();
        assertThat(FakeAuthorizationServer.query(start)).containsEntry("resource", url);
        assertThat(issuer.hits("/token").getFirst().form()).containsEntry("resource", url);
    }

    @Test
    void anUnknownServerIsNone() {
        ServerSignIn other = new ServerSignIn("mail", rig.authorizer, rig.client, rig.clock);

        assertThat(failure(() -> other.begin(WEB)).reason()).isEqualTo(Reason.SERVER_NOT_FOUND);
    }

    private SignedIn signIn() {
        return parley.complete(issuer.approve(parley.begin(WEB)));
    }

    private void names(String id, String name) {
        issuer.besideTokens(
                Map.of("user", Map.of("id", id, "name", name, "email", "ann@example.com")));
    }

    private void signsIdTokens(String subject) {
        issuer.metadata.put("jwks_uri", issuer.url("/jwks"));
        Map<String, Object> keys =
                Objects.requireNonNull(new JWKSet(Forge.FIRST).toJSONObject(true));
        issuer.script("/jwks", hit -> Answer.json(200, keys));
        issuer.idTokens(
                asked ->
                        Forge.signed(
                                Forge.FIRST,
                                Forge.claims(issuer.issuer(), subject, asked).build()));
    }
}
