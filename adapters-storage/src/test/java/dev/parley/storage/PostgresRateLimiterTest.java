package dev.parley.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.access.RateLimit;
import dev.parley.access.RateLimiter;
import dev.parley.access.RateLimiter.Decision;
import dev.parley.access.RateLimiterContract;
import dev.parley.token.PendingAuthorizationStoreContract.SettableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two replicas that count together. */
final class PostgresRateLimiterTest implements RateLimiterContract {

    private static Database database;
    private static Database secondDatabase;
    private final SettableClock clock = new SettableClock();
    private BucketRateLimiter limiter;
    private BucketRateLimiter second;

    @BeforeAll
    static void open() {
        String url = PostgresProcess.shared().newDatabase();
        database = Database.open(DatabaseConfig.postgres(url));
        secondDatabase = Database.open(DatabaseConfig.postgres(url));
    }

    @AfterAll
    static void close() {
        database.close();
        secondDatabase.close();
    }

    @BeforeEach
    void makeLimiters() {
        write("DELETE FROM rate_bucket");
        limiter = new BucketRateLimiter(database, clock);
        second = new BucketRateLimiter(secondDatabase, clock);
    }

    @AfterEach
    void closeLimiters() {
        limiter.close();
        second.close();
    }

    @Override
    public RateLimiter limiter() {
        return limiter;
    }

    @Override
    public SettableClock clock() {
        return clock;
    }

    @Test
    void h06OfAHundredAtOnceAtTwoReplicasExactlyTenAreAllowed() throws Exception {
        List<Callable<Decision>> takes = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            RateLimiter one = i % 2 == 0 ? limiter : second;
            takes.add(() -> one.take(TEN, "ann"));
        }

        int allowed = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Decision> answer : threads.invokeAll(takes)) {
                allowed += answer.get().allowed() ? 1 : 0;
            }
        }

        assertThat(allowed).isEqualTo(10);
    }

    @Test
    void h06WhatOneReplicaAllowedTheOtherCounts() {
        for (int i = 0; i < 10; i++) {
            assertThat((i % 2 == 0 ? limiter : second).take(TEN, "ann").remaining())
                    .isEqualTo(9 - i);
        }

        assertThat(limiter.take(TEN, "ann").allowed()).isFalse();
        assertThat(second.take(TEN, "ann").allowed()).isFalse();
    }

    @Test
    void h06TheTableHoldsNoNamesOrAddresses() {
        limiter.take(TEN, "203.0.113.7");

        List<String> ids = ids();
        assertThat(ids).hasSize(1).allMatch(id -> id.length() == 43);
    }

    @Test
    void h06RowsOfFullBucketsAreSweptAndOthersAreNot() throws Exception {
        for (int i = 0; i < 3; i++) {
            limiter.take(TEN, "old" + i);
        }
        // As they are once they are full, and as one that never got its state.
        write("UPDATE rate_bucket SET expires_at = 1");
        write("INSERT INTO rate_bucket (id) VALUES ('begun')");
        for (int i = 0; i < 10; i++) {
            limiter.take(TEN, "ann");
        }
        assertThat(ids()).hasSize(5);

        clock.set(clock.instant().plus(Duration.ofMinutes(1)));
        limiter.take(TEN, "ann");

        long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (ids().size() > 1) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
        assertThat(limiter.take(TEN, "ann").allowed()).isFalse();
    }

    @Test
    void h06ABucketIsKeptUntilItIsFull() {
        long before = System.currentTimeMillis();
        limiter.take(TEN, "ann");

        // One of ten is back after six minutes; a minute more for clocks that are apart.
        long expiresAt =
                database.read(
                        Scope.ALL,
                        handle ->
                                handle.select("SELECT expires_at FROM rate_bucket")
                                        .mapTo(Long.class)
                                        .one());
        assertThat(Duration.ofMillis(expiresAt - before))
                .isBetween(Duration.ofMinutes(7), Duration.ofMinutes(8));
    }

    @Test
    void aChangedLimitHasNewBuckets() {
        for (int i = 0; i < 10; i++) {
            limiter.take(TEN, "ann");
        }

        RateLimit twenty = new RateLimit(TEN.name(), 20, TEN.period());

        assertThat(limiter.take(twenty, "ann").remaining()).isEqualTo(19);
    }

    @Test
    void anInterruptedCallerIsAnsweredAndStaysInterrupted() {
        Thread.currentThread().interrupt();

        Decision decision = limiter.take(TEN, "ann");

        assertThat(Thread.interrupted()).isTrue();
        assertThat(decision.remaining()).isEqualTo(9);
        assertThat(second.take(TEN, "ann").remaining()).isEqualTo(8);
    }

    @Test
    void h06WhoIsRefusedAndGoesOnAskingCostsTheDatabaseNothingUntilItIsTime() {
        for (int i = 0; i < 10; i++) {
            limiter.take(TEN, "ann");
        }
        Decision refused = limiter.take(TEN, "ann");
        // If it asked, it would be told of a full bucket.
        write("DELETE FROM rate_bucket");

        Duration last = refused.retryAfter().minusMillis(1);
        clock.set(clock.instant().plus(last));
        assertThat(limiter.take(TEN, "ann"))
                .isEqualTo(
                        new Decision(
                                false, 0, Duration.ofMillis(1), refused.resetAfter().minus(last)));

        clock.set(clock.instant().plusMillis(1));
        assertThat(limiter.take(TEN, "ann").remaining()).isEqualTo(9);
    }

    private static List<String> ids() {
        return database.read(
                Scope.ALL,
                handle -> handle.select("SELECT id FROM rate_bucket").mapTo(String.class).list());
    }

    private static void write(String sql) {
        database.<Integer>inTransaction(Scope.ALL, handle -> handle.execute(sql));
    }
}
