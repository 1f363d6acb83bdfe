package dev.parley.oauth;

import static dev.parley.oauth.Rig.ANN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.oauth.RecordingServer.Answer;
import dev.parley.oauth.Rig.Replica;
import dev.parley.token.Secret;
import dev.parley.token.StoredGrant;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class RevocationTest {

    private final Rig rig = new Rig();
    private final Replica replica = rig.replica();

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void l16TheRefreshTokenIsTakenBackFirst() {
        Secret access = rig.signIn(replica, ANN).accessToken();
        Secret refresh =
                rig.stores
                        .tokens()
                        .refreshToken(ANN, "files", rig.stored(ANN).version())
                        .orElseThrow();

        assertThat(replica.authorizer().revoke(ANN, "files")).isTrue();

        assertThat(rig.issuer.hits("/revoke"))
                .extracting(it -> Objects.requireNonNull(it.form().get("token")))
                .containsExactly(refresh.reveal(), access.reveal());
        assertThat(rig.issuer.accepts(access.reveal())).isFalse();
        assertSignedOut();
    }

    @Test
    void l16AnIssuerThatIsDownKeepsNoGrantHere() {
        rig.signIn(replica, ANN);
        rig.issuer.script("/revoke", hit -> Answer.empty(503));

        assertThat(replica.authorizer().revoke(ANN, "files")).isFalse();
        assertSignedOut();
    }

    @Test
    void l16AnIssuerThatIsDownIsToldLater() throws Exception {
        StoredGrant stored = signedIn();
        CountDownLatch asked = new CountDownLatch(3);
        rig.issuer.script("/revoke", hit -> failFor(asked));
        Revocations revocations =
                new Revocations(
                        new TokenEndpoint(new AuthorizationHttp(rig.client), rig.clock),
                        List.of(Duration.ofMillis(1), Duration.ofMillis(1)));

        boolean told =
                revocations.revoke(
                        stored.grant().source(),
                        OAuthClient.ofPublic(stored.grant().source().clientId()),
                        null,
                        stored.grant().accessToken());

        assertThat(told).isFalse();
        assertThat(asked.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void l16AnIssuerThatIsGoneKeepsNoGrantHere() {
        rig.signIn(replica, ANN);
        rig.issuer.close();

        assertThat(replica.authorizer().revoke(ANN, "files")).isFalse();
        assertSignedOut();
    }

    @Test
    void l16WithoutARevocationEndpointTheGrantIsDeletedOnly() {
        rig.issuer.metadata.remove("revocation_endpoint");
        rig.signIn(replica, ANN);

        assertThat(replica.authorizer().revoke(ANN, "files")).isFalse();
        assertThat(rig.issuer.hits("/revoke")).isEmpty();
        assertSignedOut();
    }

    @Test
    void whoIsNotSignedInHasNothingToTakeBack() {
        assertThat(replica.authorizer().revoke(ANN, "files")).isTrue();
        assertThat(rig.issuer.requests().hits()).isEmpty();
    }

    private StoredGrant signedIn() {
        rig.signIn(replica, ANN);
        return rig.stored(ANN);
    }

    /** Twice; the third time the usual answer. */
    private static @Nullable Answer failFor(CountDownLatch asked) {
        asked.countDown();
        return asked.getCount() > 0 ? Answer.empty(503) : null;
    }

    private void assertSignedOut() {
        assertThat(rig.stores.tokens().find(ANN, "files")).isEmpty();
        assertThat(replica.tokens().current(ANN, "files")).isEmpty();
    }
}
