package dev.parley.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.token.Secret;
import dev.parley.token.StoredGrant;
import dev.parley.vault.TestKeys;
import dev.parley.vault.Vault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class PostgresVaultRotationTest extends VaultRotationContract {

    private static final int USERS = 200;

    /** Each of the two replicas reads 25 times a second. */
    private static final int READ_EVERY_MILLIS = 40;

    private static final int RENEW_EVERY_MILLIS = 50;
    private static final int READS_PER_STAGE = 30;

    private static final String URL = PostgresProcess.shared().newDatabase();

    @Override
    Database open() {
        return Database.open(DatabaseConfig.postgres(URL));
    }

    @Override
    String where() {
        return URL;
    }

    /** A replica, whose keys change when it is rolled out anew. */
    private record Replica(Database database, AtomicReference<Vault> vault) {

        JdbiTokenStore tokens() {
            return new JdbiTokenStore(database, vault.get());
        }

        void rollOut(String... keys) {
            vault.set(TestKeys.vault(keys));
        }
    }

    /** Reads of tokens all the while, and what went wrong with them. */
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();

    private volatile CountDownLatch readsInStage = new CountDownLatch(0);

    @Test
    void v03AWholeRotationOnTwoReplicasFailsNoRead() throws Exception {
        save(new JdbiTokenStore(database(), vault(k1)), USERS);
        ScheduledExecutorService load = Executors.newScheduledThreadPool(8);
        List<Future<?>> running = new ArrayList<>();
        try (Database second = open()) {
            Replica a = new Replica(database(), new AtomicReference<>(vault(k1)));
            Replica b = new Replica(second, new AtomicReference<>(vault(k1)));
            for (Replica replica : List.of(a, b)) {
                running.add(every(READ_EVERY_MILLIS, load, () -> read(replica)));
                running.add(every(RENEW_EVERY_MILLIS, load, () -> renew(replica)));
            }

            stage(() -> {});
            stage(() -> a.rollOut(k1, k2));
            stage(() -> b.rollOut(k1, k2));
            stage(() -> a.rollOut(k2, k1));
            stage(() -> rotate(a));
            stage(() -> b.rollOut(k2, k1));
            stage(() -> rotate(b));
            assertThat(new VaultRotation(second, b.vault().get()).status().settled()).isTrue();
            stage(() -> a.rollOut(k2));
            stage(() -> b.rollOut(k2));

            assertThat(running).noneMatch(Future::isDone);
            load.shutdown();
            assertThat(load.awaitTermination(5, TimeUnit.SECONDS)).isTrue();
            assertThat(failures).isEmpty();
            for (int i = 0; i < USERS; i++) {
                assertThat(found(a.tokens(), user(i))).contains(grant("token" + i));
                assertThat(refreshToken(a.tokens(), user(i))).isPresent();
            }
        } finally {
            load.shutdownNow();
        }
    }

    private static Future<?> every(int millis, ScheduledExecutorService load, Runnable work) {
        return load.scheduleAtFixedRate(work, 0, millis, TimeUnit.MILLISECONDS);
    }

    /** One step of the rotation, with so many reads after it began. */
    private void stage(Runnable step) throws InterruptedException {
        readsInStage = new CountDownLatch(READS_PER_STAGE);
        step.run();
        assertThat(readsInStage.await(5, TimeUnit.SECONDS)).isTrue();
    }

    private static void rotate(Replica replica) {
        try (VaultRotation rotation =
                new VaultRotation(replica.database(), replica.vault().get())) {
            rotation.run();
        }
    }

    private void read(Replica replica) {
        int user = new Random().nextInt(USERS);
        try {
            JdbiTokenStore tokens = replica.tokens();
            Optional<StoredGrant> found = tokens.find(user(user), "files");
            if (!found.map(StoredGrant::grant).equals(Optional.of(grant("token" + user)))) {
                failures.add("user " + user + " has no grant");
            } else if (tokens.refreshToken(user(user), "files", found.get().version()).isEmpty()
                    // Nobody has renewed it in between.
                    && tokens.find(user(user), "files").equals(found)) {
                failures.add("user " + user + " has no refresh token");
            }
        } catch (RuntimeException e) {
            failures.add(e + ", because " + e.getCause());
        }
        readsInStage.countDown();
    }

    private void renew(Replica replica) {
        int user = new Random().nextInt(USERS);
        try {
            replica.tokens().save(user(user), grant("token" + user), Secret.of("renewed"));
        } catch (RuntimeException e) {
            failures.add(e + ", because " + e.getCause());
        }
    }
}
