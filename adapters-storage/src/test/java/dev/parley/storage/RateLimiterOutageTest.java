package dev.parley.storage;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.parley.access.RateLimit;
import dev.parley.access.RateLimiter.Decision;
import dev.parley.access.SignedIn;
import dev.parley.token.PendingAuthorizationStoreContract.SettableClock;
import dev.parley.token.Principal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** Rate limits while the database does not answer. */
@Timeout(60)
final class RateLimiterOutageTest {

    private static final PostgresProcess SERVER = PostgresProcess.shared();
    private static final RateLimit TEN = new RateLimit("turns", 10, Duration.ofHours(1));

    /** Two seconds, and what a busy machine adds. */
    private static final Duration ANSWER_MAX = Duration.ofMillis(3_500);

    private final String url = SERVER.newDatabase();
    private final Database database = Database.open(DatabaseConfig.postgres(url));
    private final SettableClock clock = new SettableClock();
    private final BucketRateLimiter limiter = new BucketRateLimiter(database, clock);
    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
    private final Logger logger = (Logger) LoggerFactory.getLogger(BucketRateLimiter.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private boolean down;

    @BeforeEach
    void watchLog() {
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void close() {
        logger.detachAppender(log);
        if (down) {
            SERVER.start();
        }
        callers.close();
        limiter.close();
        database.close();
    }

    @Test
    void h06WhileTheDatabaseIsStoppedAQuarterIsAllowedAndAfterwardsAllIsCountedTogether() {
        for (int i = 0; i < 9; i++) {
            assertThat(limiter.take(TEN, "ann").allowed()).isTrue();
        }
        saveSomethingElse();
        stop();

        List<Boolean> allowed = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            allowed.add(takenInTime("bob").allowed());
        }
        start();

        assertThat(allowed).startsWith(true, true);
        assertThat(allowed.subList(2, 20)).containsOnly(false);
        awaitCommonCount();
        assertThat(limiter.take(TEN, "ann").remaining()).isZero();
        assertThat(limiter.take(TEN, "ann").allowed()).isFalse();
    }

    @Test
    void h06OfALimitOfOneOneIsAllowedWhileTheDatabaseIsStopped() {
        RateLimit one = new RateLimit("sign-ins", 1, Duration.ofHours(1));
        stop();

        assertThat(limiter.take(one, "ann").allowed()).isTrue();
        assertThat(limiter.take(one, "ann").allowed()).isFalse();
        assertThat(limiter.take(one, "bob").allowed()).isTrue();
    }

    @Test
    void h06ManyCallersOfAStoppedDatabaseAreAllAnsweredInTime() throws Exception {
        stop();
        List<Future<Decision>> answers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            answers.add(callers.submit(() -> takenInTime("ann")));
        }

        int allowed = 0;
        for (Future<Decision> answer : answers) {
            allowed += answer.get(10, TimeUnit.SECONDS).allowed() ? 1 : 0;
        }

        assertThat(allowed).isEqualTo(2);
    }

    @Test
    void h06AHungDatabaseIsNotWaitedForAndTurnsDoNotWaitForTheLimiter() throws Exception {
        limiter.take(TEN, "ann");
        try (Connection other = DriverManager.getConnection(url);
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE rate_bucket");
            List<Future<Decision>> answers = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                answers.add(callers.submit(() -> takenInTime("bob")));
            }
            for (int i = 0; i < 20; i++) {
                long start = System.nanoTime();
                database.<Integer>inTransaction(
                        Scope.ALL, handle -> handle.execute("UPDATE account SET disabled = TRUE"));
                assertThat(Duration.ofNanos(System.nanoTime() - start))
                        .isLessThan(Duration.ofSeconds(1));
            }

            int allowed = 0;
            for (Future<Decision> answer : answers) {
                allowed += answer.get(10, TimeUnit.SECONDS).allowed() ? 1 : 0;
            }
            assertThat(allowed).isEqualTo(2);
            other.rollback();
        }

        awaitCommonCount();
    }

    @Test
    void anOutageIsLoggedOnceAMinuteAndWithoutKeys() {
        stop();
        for (int i = 0; i < 5; i++) {
            limiter.take(TEN, "203.0.113.7");
        }
        assertThat(log.list).hasSize(1);

        clock.set(clock.instant().plus(Duration.ofSeconds(59)));
        awaitAnotherQuestion();
        assertThat(log.list).hasSize(1);

        clock.set(clock.instant().plus(Duration.ofSeconds(1)));
        awaitAnotherQuestion();
        assertThat(log.list)
                .hasSize(2)
                .noneMatch(it -> it.getFormattedMessage().contains("203.0.113.7"));
    }

    @Test
    void aClosedLimiterCountsForItself() {
        limiter.close();

        assertThat(limiter.take(TEN, "ann").remaining()).isEqualTo(1);
    }

    private Decision takenInTime(String key) {
        long start = System.nanoTime();
        Decision decision = limiter.take(TEN, key);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(ANSWER_MAX);
        return decision;
    }

    /** Until a bucket nobody has used says that it is one of ten, not of a quarter. */
    private void awaitCommonCount() {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        for (int i = 0; limiter.take(TEN, "new" + i).remaining() != 9; i++) {
            assertThat(System.nanoTime()).isLessThan(deadline);
        }
    }

    /** Whoever asks the database is the one who waits for it. */
    private void awaitAnotherQuestion() {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        Duration waited = Duration.ZERO;
        while (waited.compareTo(Duration.ofMillis(500)) < 0) {
            long start = System.nanoTime();
            limiter.take(TEN, "ann");
            waited = Duration.ofNanos(System.nanoTime() - start);
            assertThat(System.nanoTime()).isLessThan(deadline);
        }
    }

    /**
     * What is saved for good takes the counts before it to disk; they do not go there themselves.
     */
    private void saveSomethingElse() {
        new JdbiAccountStore(database)
                .signedIn(new SignedIn(Principal.local(), Set.of()), clock.instant());
    }

    private void stop() {
        SERVER.stop();
        down = true;
    }

    private void start() {
        SERVER.start();
        down = false;
    }
}
