package dev.parley.oauth;

import static dev.parley.oauth.Rig.ANN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.oauth.RecordingServer.Hit;
import dev.parley.oauth.Rig.Replica;
import dev.parley.token.Secret;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class RefreshRaceTest {

    private static final int THREADS = 50;
    private static final int REFRESHES = 20;

    /** All clocks run faster than ours, so that the test does not. */
    private static final int SPEED = 4;

    private final AtomicLong calls = new AtomicLong();
    private final AtomicLong refusals = new AtomicLong();
    private final Set<Secret> tokens = ConcurrentHashMap.newKeySet();

    @Test
    @Timeout(120)
    void f38TwoReplicasOfFiftyThreadsRenewOncePerToken() throws Exception {
        MovableClock clock = new MovableClock(SPEED);
        try (Rig rig = new Rig(new FakeAuthorizationServer("", clock), clock)) {
            List<Replica> replicas = List.of(rig.replica(), rig.replica());
            rig.issuer.accessLife(Duration.ofSeconds(2));
            tokens.add(rig.signIn(replicas.getFirst(), ANN).accessToken());
            List<Callable<Long>> callers = new ArrayList<>();
            for (int i = 0; i < 2 * THREADS; i++) {
                Replica replica = replicas.get(i % 2);
                callers.add(() -> callUntilRenewedOftenEnough(rig, replica));
            }

            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (Future<Long> caller : threads.invokeAll(callers)) {
                    assertThat(caller.get()).isPositive();
                }
            }
            replicas.forEach(it -> it.tokens().close());

            List<String> used =
                    rig.issuer.hits("/token").stream()
                            .map(Hit::form)
                            .filter(it -> "refresh_token".equals(it.get("grant_type")))
                            .map(it -> it.getOrDefault("refresh_token", ""))
                            .toList();
            assertThat(rig.issuer.reuses()).isZero();
            assertThat(rig.issuer.refreshes()).isGreaterThanOrEqualTo(REFRESHES);
            assertThat(used).hasSize(rig.issuer.refreshes()).doesNotHaveDuplicates();
            assertThat(tokens).hasSizeLessThanOrEqualTo(1 + rig.issuer.refreshes());
            assertThat(refusals.get()).isLessThan(calls.get() / 10);
        }
    }

    private long callUntilRenewedOftenEnough(Rig rig, Replica replica) {
        long made = 0;
        while (rig.issuer.refreshes() < REFRESHES) {
            Secret token = rig.token(replica, ANN);
            if (!rig.issuer.accepts(token.reveal())) {
                // It ended on its way: the server says 401, and the call is repeated.
                refusals.incrementAndGet();
                token = replica.tokens().refreshed(ANN, "files", token).orElseThrow();
            }
            tokens.add(token);
            made++;
            calls.incrementAndGet();
            // What a call to a server takes.
            LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
        }
        return made;
    }
}
