package dev.parley.oauth;

import static dev.parley.oauth.Rig.ANN;
import static dev.parley.oauth.Rig.BOB;
import static dev.parley.oauth.Rig.WEB;
import static dev.parley.oauth.Rig.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.oauth.RecordingServer.Answer;
import dev.parley.oauth.Rig.Replica;
import dev.parley.token.AuthorizationFailed.Reason;
import dev.parley.token.AuthorizationStart;
import dev.parley.token.Grant;
import dev.parley.token.Secret;
import dev.parley.token.StoredGrant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
final class AccessTokensTest {

    private static final Duration LIFE = Duration.ofHours(1);

    /** Past the end of a token. */
    private static final Duration PAST = Duration.ofHours(2);

    private final Rig rig = new Rig();
    private final Replica one = rig.replica();
    private final Replica two = rig.replica();

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void withoutAGrantThereIsNoToken() {
        assertThat(one.tokens().current(ANN, "files")).isEmpty();
        assertThat(one.tokens().refreshed(ANN, "files", Secret.of("old"))).isEmpty();
    }

    @Test
    void aTokenIsThatOfOnePrincipal() {
        rig.signIn(one, ANN);
        rig.signIn(one, BOB);

        assertThat(rig.token(one, ANN)).isNotEqualTo(rig.token(one, BOB));
    }

    @Test
    void aTokenIsHandedOutWithoutAskingTheStoreEachTime() {
        rig.signIn(one, ANN);
        rig.token(one, ANN);
        int before = rig.watched.finds();

        for (int i = 0; i < 1_000; i++) {
            rig.token(one, ANN);
        }

        assertThat(rig.watched.finds() - before).isLessThan(10);
    }

    @Test
    void aServerThatTheSettingsNoLongerHaveGetsNoToken() {
        rig.signIn(one, ANN);
        rig.settings.set(ProtectedServer.of("other", rig.server.url()));

        assertThat(two.tokens().current(ANN, "files")).isEmpty();
    }

    @Test
    void anotherReplicaSeesASignOutWithinFiveSeconds() {
        rig.signIn(one, ANN);
        rig.token(two, ANN);

        one.authorizer().revoke(ANN, "files");
        rig.clock.advance(AccessTokens.MEMORY_MAX);

        assertThat(two.tokens().current(ANN, "files")).isEmpty();
    }

    @Test
    void aTokenIsRenewedBeforeItEndsWhileItIsStillUsed() throws Exception {
        Secret old = rig.signIn(one, ANN).accessToken();
        rig.token(one, ANN);
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        rig.issuer.script("/token", hit -> wait(asked, answer));
        rig.clock.advance(LIFE.minusSeconds(20));

        assertThat(rig.token(one, ANN)).isEqualTo(old);
        assertThat(asked.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(rig.token(one, ANN)).isEqualTo(old);
        answer.countDown();

        assertThat(one.tokens().refreshed(ANN, "files", old))
                .isPresent()
                .isNotEqualTo(Optional.of(old));
        assertThat(rig.issuer.refreshes()).isEqualTo(1);
    }

    @Test
    void aTokenThatHasEndedIsRenewed() {
        Secret old = rig.signIn(one, ANN).accessToken();
        rig.clock.advance(PAST);

        Secret renewed = rig.token(one, ANN);

        assertThat(renewed).isNotEqualTo(old);
        assertThat(rig.token(one, ANN)).isEqualTo(renewed);
        assertThat(rig.token(two, ANN)).isEqualTo(renewed);
        assertThat(rig.issuer.refreshes()).isEqualTo(1);
    }

    @Test
    void aRefreshTokenThatStaysIsUsedAgain() {
        rig.issuer.keepRefreshTokens();
        rig.signIn(one, ANN);
        rig.clock.advance(PAST);
        Secret first = rig.token(one, ANN);
        rig.clock.advance(PAST);

        assertThat(rig.token(one, ANN)).isNotEqualTo(first);
        assertThat(rig.issuer.refreshes()).isEqualTo(2);
    }

    @Test
    void f20ARefusedTokenIsRenewedOnceForAllThreads() throws Exception {
        Secret refused = rig.signIn(one, ANN).accessToken();
        List<Callable<Secret>> calls = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            Replica replica = i % 2 == 0 ? one : two;
            calls.add(() -> replica.tokens().refreshed(ANN, "files", refused).orElseThrow());
        }

        Set<Secret> tokens = all(calls);

        assertThat(tokens).hasSize(1).doesNotContain(refused);
        assertThat(rig.issuer.refreshes()).isEqualTo(1);
        assertThat(rig.issuer.reuses()).isZero();
    }

    @Test
    void f20ATokenThatIsRefusedAgainAtOnceEndsTheAttempts() {
        Secret first = rig.signIn(one, ANN).accessToken();
        Secret second = one.tokens().refreshed(ANN, "files", first).orElseThrow();

        assertThat(one.tokens().refreshed(ANN, "files", second)).isEmpty();
        assertThat(one.tokens().refreshed(ANN, "files", second)).isEmpty();
        assertThat(one.tokens().current(ANN, "files")).isEmpty();
        assertThat(rig.issuer.refreshes()).isEqualTo(1);

        Secret third = rig.signIn(one, ANN).accessToken();
        assertThat(rig.token(one, ANN)).isEqualTo(third);
    }

    /** The server's clock may be ahead, or the request slow: nothing is wrong with the grant. */
    @Test
    void f20ATokenOfTwoSecondsThatIsRefusedSoonIsRenewedAgain() {
        MovableClock still = new MovableClock(0);
        try (Rig rig = new Rig(new FakeAuthorizationServer("", still), still)) {
            Replica replica = rig.replica();
            rig.issuer.accessLife(Duration.ofSeconds(2));
            Secret token = rig.signIn(replica, ANN).accessToken();

            for (int renewals = 1; renewals <= 3; renewals++) {
                Secret refused = token;
                token = replica.tokens().refreshed(ANN, "files", refused).orElseThrow();
                // More than a quarter of its life, and not its end.
                still.advance(Duration.ofMillis(600));

                assertThat(token).isNotEqualTo(refused);
                assertThat(rig.issuer.refreshes()).isEqualTo(renewals);
            }
        }
    }

    @Test
    void f20ATokenOfTwoSecondsThatIsRefusedAtOnceEndsTheAttempts() {
        MovableClock still = new MovableClock(0);
        try (Rig rig = new Rig(new FakeAuthorizationServer("", still), still)) {
            Replica replica = rig.replica();
            rig.issuer.accessLife(Duration.ofSeconds(2));
            Secret first = rig.signIn(replica, ANN).accessToken();
            Secret second = replica.tokens().refreshed(ANN, "files", first).orElseThrow();
            still.advance(Duration.ofMillis(400));

            assertThat(replica.tokens().refreshed(ANN, "files", second)).isEmpty();
            assertThat(replica.tokens().current(ANN, "files")).isEmpty();
            assertThat(rig.issuer.refreshes()).isEqualTo(1);
        }
    }

    @Test
    void f20WithoutARefreshTokenTheUserSignsInAnew() {
        rig.signIn(one, ANN);
        StoredGrant stored = rig.stored(ANN);
        rig.stores.tokens().save(ANN, stored.grant());

        assertThat(two.tokens().refreshed(ANN, "files", stored.grant().accessToken())).isEmpty();
        assertThat(two.tokens().current(ANN, "files")).isEmpty();
        rig.clock.advance(PAST);
        assertThat(one.tokens().current(ANN, "files")).isEmpty();
        assertThat(rig.issuer.hits("/token")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 502, 503, 504})
    void f40AnIssuerThatIsDownLogsNobodyOut(int status) {
        Secret old = rig.signIn(one, ANN).accessToken();
        rig.token(one, ANN);
        rig.issuer.script("/token", hit -> Answer.html(status, "CANARY"));

        rig.clock.advance(LIFE.minusSeconds(20));
        assertThat(rig.token(one, ANN)).isEqualTo(old);
        rig.clock.advance(Duration.ofSeconds(30));
        assertThat(failure(() -> rig.token(one, ANN)).reason()).isEqualTo(Reason.UNREACHABLE);
        int asked = rig.issuer.hits("/token").size();
        assertThat(failure(() -> rig.token(one, ANN)).reason()).isEqualTo(Reason.UNREACHABLE);
        assertThat(rig.issuer.hits("/token")).hasSize(asked);

        rig.issuer.unscript("/token");
        rig.clock.advance(Duration.ofMinutes(2));
        assertThat(rig.token(one, ANN)).isNotEqualTo(old);
    }

    @Test
    void f40AnIssuerThatIsGoneLogsNobodyOut() {
        rig.signIn(one, ANN);
        rig.clock.advance(PAST);
        rig.issuer.close();

        assertThat(failure(() -> rig.token(one, ANN)).reason()).isEqualTo(Reason.UNREACHABLE);
        assertThat(rig.stored(ANN).grant().server()).isEqualTo("files");
    }

    @Test
    void f40AnIssuerIsAskedAgainWhenItSaid() {
        rig.signIn(one, ANN);
        rig.issuer.script("/token", hit -> Answer.empty(429).with("Retry-After", "30"));
        rig.clock.advance(PAST);
        assertThat(failure(() -> rig.token(one, ANN)).reason()).isEqualTo(Reason.UNREACHABLE);
        rig.issuer.unscript("/token");

        rig.clock.advance(Duration.ofSeconds(25));
        assertThat(failure(() -> rig.token(one, ANN)).reason()).isEqualTo(Reason.UNREACHABLE);
        rig.clock.advance(Duration.ofSeconds(10));
        assertThat(rig.token(one, ANN).reveal()).startsWith("access");
    }

    @Test
    void whatTheIssuerRefusesForGoodIsDeletedAndAskedForOnce() {
        rig.signIn(one, ANN);
        rig.issuer.revokeAll();
        rig.clock.advance(PAST);

        for (int i = 0; i < 5; i++) {
            assertThat(one.tokens().current(ANN, "files")).isEmpty();
            assertThat(two.tokens().current(ANN, "files")).isEmpty();
        }

        assertThat(rig.stores.tokens().find(ANN, "files")).isEmpty();
        assertThat(rig.issuer.hits("/token")).hasSize(2);
    }

    @Test
    void aRefusalDoesNotDeleteWhatSomebodyElseHasRenewed() {
        rig.signIn(one, ANN);
        Grant newer =
                new Grant(
                        "files",
                        rig.stored(ANN).grant().source(),
                        Secret.of("newer"),
                        Set.of(),
                        rig.clock.instant().plus(PAST).plus(LIFE));
        rig.issuer.script(
                "/token",
                hit -> {
                    rig.stores.tokens().save(ANN, newer, Secret.of("newer-refresh"));
                    return FakeAuthorizationServer.error(400, "invalid_grant");
                });
        rig.clock.advance(PAST);

        assertThat(rig.token(one, ANN)).isEqualTo(Secret.of("newer"));
        assertThat(rig.stored(ANN).grant()).isEqualTo(newer);
    }

    @Test
    void anIssuerThatForgotTheClientIsRegisteredWithAnew() {
        rig.signIn(one, ANN);
        rig.issuer.forgetClients();
        rig.clock.advance(PAST);

        assertThat(one.tokens().current(ANN, "files")).isEmpty();
        assertThat(rig.signIn(one, ANN).server()).isEqualTo("files");
        assertThat(rig.issuer.hits("/register")).hasSize(2);
    }

    @Test
    void aClientByHandThatIsRefusedLogsNobodyOut() {
        rig.issuer.addClient("by-hand", "secret", WEB);
        rig.settings.set(
                new ProtectedServer(
                        "files", rig.server.url(), "", "by-hand", Secret.of("secret"), Set.of()));
        rig.signIn(one, ANN);
        rig.issuer.addClient("by-hand", "changed", WEB);
        rig.clock.advance(PAST);

        assertThat(failure(() -> rig.token(one, ANN)).reason()).isEqualTo(Reason.UNREACHABLE);
        assertThat(rig.stored(ANN).grant().server()).isEqualTo("files");
    }

    @Test
    void f38AReplicaWaitsForTheOneThatRenews() throws Exception {
        rig.signIn(one, ANN);
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        rig.issuer.script("/token", hit -> wait(asked, answer));
        rig.clock.advance(PAST);

        CompletableFuture<Secret> first = CompletableFuture.supplyAsync(() -> rig.token(one, ANN));
        assertThat(asked.await(5, TimeUnit.SECONDS)).isTrue();
        CompletableFuture<Secret> second = CompletableFuture.supplyAsync(() -> rig.token(two, ANN));
        answer.countDown();

        assertThat(second.get(5, TimeUnit.SECONDS)).isEqualTo(first.get(5, TimeUnit.SECONDS));
        assertThat(rig.issuer.hits("/token")).hasSize(2);
    }

    @Test
    void f39AfterACrashTheOldRefreshTokenIsTriedOnce() {
        rig.signIn(one, ANN);
        crashWhileRenewing();
        rig.clock.advance(PAST);

        for (int i = 0; i < 3; i++) {
            assertThat(two.tokens().current(ANN, "files")).isEmpty();
        }

        // The sign-in, the one that crashed, and one more try.
        assertThat(rig.issuer.hits("/token")).hasSize(3);
        assertThat(rig.stores.tokens().find(ANN, "files")).isEmpty();
    }

    @Test
    void f39AfterACrashAnIssuerThatIsPatientGivesTokens() {
        rig.issuer.keepRefreshTokens();
        rig.signIn(one, ANN);
        crashWhileRenewing();
        rig.clock.advance(PAST);

        assertThat(rig.issuer.accepts(rig.token(two, ANN).reveal())).isTrue();
    }

    @Test
    void f39AStoreThatStumblesLosesNoToken() {
        rig.signIn(one, ANN);
        rig.watched.stumble(3);
        rig.clock.advance(PAST);

        assertThat(rig.issuer.accepts(rig.token(one, ANN).reveal())).isTrue();
        assertThat(rig.issuer.refreshes()).isEqualTo(1);
    }

    @Test
    void whoIsInterruptedLosesNoToken() throws Exception {
        rig.signIn(one, ANN);
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        rig.issuer.script("/token", hit -> wait(asked, answer));
        rig.clock.advance(PAST);
        CompletableFuture<Reason> reason = new CompletableFuture<>();
        Thread waiting =
                Thread.ofVirtual()
                        .start(() -> reason.complete(failure(() -> rig.token(one, ANN)).reason()));
        assertThat(asked.await(5, TimeUnit.SECONDS)).isTrue();

        waiting.interrupt();
        assertThat(reason.get(5, TimeUnit.SECONDS)).isEqualTo(Reason.UNREACHABLE);
        answer.countDown();

        assertThat(rig.issuer.accepts(rig.token(one, ANN).reveal())).isTrue();
        assertThat(rig.issuer.refreshes()).isEqualTo(1);
    }

    @Test
    void whoSignsOutWhileATokenIsRenewedIsSignedOut() throws Exception {
        rig.signIn(one, ANN);
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        rig.issuer.script("/token", hit -> wait(asked, answer));
        rig.clock.advance(PAST);
        CompletableFuture<Optional<Secret>> token =
                CompletableFuture.supplyAsync(() -> one.tokens().current(ANN, "files"));
        assertThat(asked.await(5, TimeUnit.SECONDS)).isTrue();

        rig.stores.tokens().delete(ANN, "files");
        answer.countDown();

        assertThat(token.get(5, TimeUnit.SECONDS)).isEmpty();
        assertThat(rig.stores.tokens().find(ANN, "files")).isEmpty();
        assertThat(rig.issuer.hits("/revoke")).hasSize(2);
    }

    @Test
    void closingWaitsForARenewal() throws Exception {
        rig.signIn(one, ANN);
        rig.token(one, ANN);
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        rig.issuer.script("/token", hit -> wait(asked, answer));
        rig.clock.advance(LIFE.minusSeconds(20));
        long before = rig.stored(ANN).version();
        rig.token(one, ANN);
        assertThat(asked.await(5, TimeUnit.SECONDS)).isTrue();

        CompletableFuture<Void> closed = CompletableFuture.runAsync(one.tokens()::close);
        answer.countDown();
        closed.get(10, TimeUnit.SECONDS);

        assertThat(rig.stored(ANN).version()).isNotEqualTo(before);
    }

    @Test
    void l09ARefreshGoesToTheEndpointOfTheSignIn() {
        rig.signIn(one, ANN);
        rig.server.describeNowhere();
        rig.issuer.metadataPaths.clear();
        int probes = rig.server.probes().size();
        int metadata = rig.issuer.requests().hits().size();
        rig.clock.advance(PAST);

        assertThat(rig.issuer.accepts(rig.token(two, ANN).reveal())).isTrue();
        assertThat(rig.server.probes()).hasSize(probes);
        assertThat(rig.issuer.requests().hits()).hasSize(metadata + 1);
    }

    @Test
    void l08NothingOfOneIssuerGoesToAnother() {
        Grant old = rig.signIn(one, ANN);
        Secret refreshToken =
                rig.stores
                        .tokens()
                        .refreshToken(ANN, "files", rig.stored(ANN).version())
                        .orElseThrow();
        try (FakeAuthorizationServer other = new FakeAuthorizationServer()) {
            rig.server.moveTo(other);
            rig.clock.advance(PAST);
            rig.token(one, ANN);
            assertThat(other.requests().hits()).isEmpty();

            AuthorizationStart start = one.authorizer().begin(ANN, "files", WEB);
            Grant moved = one.authorizer().complete(ANN, other.approve(start));

            assertThat(moved.issuer()).isEqualTo(other.issuer());
            assertThat(other.hits("/register")).hasSize(1);
            assertThat(other.requests().everything())
                    .doesNotContain(
                            old.accessToken().reveal(),
                            refreshToken.reveal(),
                            old.source().clientId());
        }
    }

    /** Another replica has asked for tokens, and died before it could save them. */
    private void crashWhileRenewing() {
        StoredGrant stored = rig.stored(ANN);
        assertThat(rig.stores.tokens().leaseRefresh(ANN, "files", stored.version(), Renewal.LEASE))
                .isPresent();
        Secret refreshToken =
                rig.stores.tokens().refreshToken(ANN, "files", stored.version()).orElseThrow();
        AuthorizationHttp http = new AuthorizationHttp(rig.client);
        OAuthClient client =
                new ClientRegistrar(http, rig.stores.registrations(), "", rig.clock)
                        .clientOf(rig.settings.get(), stored.grant().source())
                        .orElseThrow();
        TokenAnswer lost =
                new TokenEndpoint(http, rig.clock)
                        .refresh(stored.grant().source(), client, refreshToken);
        assertThat(lost).isInstanceOf(TokenAnswer.Issued.class);
    }

    private static @Nullable Answer wait(CountDownLatch asked, CountDownLatch answer) {
        asked.countDown();
        try {
            if (!answer.await(5, TimeUnit.SECONDS)) {
                throw new AssertionError("nobody lets the answer go");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return null;
    }

    private static <T> Set<T> all(List<Callable<T>> calls) throws Exception {
        Set<T> results = new HashSet<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<T> result : threads.invokeAll(calls)) {
                results.add(result.get());
            }
        }
        return results;
    }
}
