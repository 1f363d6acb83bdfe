package dev.parley.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A PostgreSQL that is slow, in conflict, or loses a connection (F-26). */
@Timeout(60)
final class PostgresFaultTest {

    private static final String URL = PostgresProcess.shared().newDatabase();

    private static final int WRITERS = 6;

    private final Database database = Database.open(DatabaseConfig.postgres(URL));
    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger attempts = new AtomicInteger();

    @BeforeEach
    void makeTables() {
        write("DROP TABLE IF EXISTS kept, other");
        write("CREATE TABLE kept (id INTEGER PRIMARY KEY, times INTEGER NOT NULL)");
        write("CREATE TABLE other (id INTEGER PRIMARY KEY)");
        write("INSERT INTO kept (id, times) VALUES (1, 0), (2, 0)");
    }

    @AfterEach
    void close() {
        callers.close();
        database.close();
    }

    @Test
    void f26AWriterBehindALockedTableIsToldInTimeAndOthersGoOn() throws Exception {
        try (Connection other = DriverManager.getConnection(URL);
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE kept IN ACCESS EXCLUSIVE MODE");
            long start = System.nanoTime();
            Future<?> blocked = callers.submit(() -> write("UPDATE kept SET times = 9"));

            for (int i = 0; i < 100; i++) {
                int id = i;
                assertThat(
                                database.<Integer>inTransaction(
                                        Scope.ALL,
                                        handle ->
                                                handle.execute(
                                                        "INSERT INTO other (id) VALUES (?)", id)))
                        .isEqualTo(1);
                assertThat(count("other")).isEqualTo(i + 1);
            }
            assertThat(since(start)).isLessThan(Duration.ofSeconds(3));
            assertThat(blocked.isDone()).isFalse();

            assertUnavailable(blocked);
            assertThat(since(start)).isBetween(Duration.ofMillis(4500), Duration.ofMillis(6500));
        }

        assertThat(times(1)).isZero();
        write("UPDATE kept SET times = 1");
        assertThat(times(1)).isEqualTo(1);
    }

    @Test
    void f26WhenAllWritersAreHeldTheNextIsToldInTimeAndReadsGoOn() {
        CountDownLatch held = new CountDownLatch(WRITERS);
        List<Future<?>> sleepers =
                IntStream.range(0, WRITERS)
                        .<Future<?>>mapToObj(i -> callers.submit(() -> sleep(held)))
                        .toList();
        await(held);
        long start = System.nanoTime();

        Future<?> next = callers.submit(() -> write("UPDATE kept SET times = 1 WHERE id = 1"));
        for (int i = 0; i < 100; i++) {
            assertThat(times(1)).isZero();
        }
        assertThat(since(start)).isLessThan(Duration.ofSeconds(2));

        assertUnavailable(next);
        assertThat(since(start)).isBetween(Duration.ofMillis(1900), Duration.ofMillis(3000));
        sleepers.forEach(PostgresFaultTest::assertUnavailable);
        assertThat(since(start)).isLessThan(Duration.ofMillis(6500));
        write("UPDATE kept SET times = 2 WHERE id = 2");
        assertThat(times(1)).isZero();
        assertThat(times(2)).isEqualTo(2);
    }

    @Test
    void f26BothSidesOfADeadlockAreSavedInTheEnd() throws Exception {
        CountDownLatch bothHold = new CountDownLatch(2);

        Future<?> one = callers.submit(() -> countUp(1, 2, bothHold));
        Future<?> other = callers.submit(() -> countUp(2, 1, bothHold));

        one.get(10, TimeUnit.SECONDS);
        other.get(10, TimeUnit.SECONDS);
        // Three, unless the machine is so busy that the one that gave way is back before the other
        // has woken up: then the two are in each other's way once more.
        assertThat(attempts.get()).isBetween(3, 8);
        assertThat(List.of(times(1), times(2))).containsExactly(2, 2);
    }

    @Test
    void f26ASerializationFailureIsTriedAgainThreeTimes() {
        database.<Integer>inTransaction(
                Scope.ALL,
                handle -> {
                    handle.execute("UPDATE kept SET times = times + 1 WHERE id = 1");
                    return attempts.incrementAndGet() <= 3 ? raise(handle, "40001") : 0;
                });

        assertThat(attempts).hasValue(4);
        assertThat(times(1)).isEqualTo(1);
    }

    @Test
    void f26ASerializationFailureThatStaysIsTheCallersToRepeat() {
        assertThatThrownBy(
                        () ->
                                database.<Integer>inTransaction(
                                        Scope.ALL,
                                        handle -> {
                                            attempts.incrementAndGet();
                                            return raise(handle, "40001");
                                        }))
                .isInstanceOfSatisfying(
                        DatabaseException.class,
                        e -> {
                            assertThat(e.unavailable()).isTrue();
                            assertThat(e.outcomeUnknown()).isFalse();
                        });
        assertThat(attempts).hasValue(4);
    }

    @Test
    void f26AMistakeIsNotTriedAgain() {
        assertThatThrownBy(
                        () ->
                                database.<Integer>inTransaction(
                                        Scope.ALL,
                                        handle -> {
                                            attempts.incrementAndGet();
                                            return handle.execute("x");
                                        }))
                .isInstanceOfSatisfying(
                        DatabaseException.class, e -> assertThat(e.unavailable()).isFalse());
        assertThat(attempts).hasValue(1);
    }

    @Test
    void f26AConnectionThatBreaksBeforeTheCommitIsReplaced() {
        database.<Integer>inTransaction(
                Scope.ALL,
                handle -> {
                    handle.execute("UPDATE kept SET times = times + 1 WHERE id = 1");
                    return attempts.incrementAndGet() == 1 ? cutOwnConnection(handle) : 0;
                });
        int read =
                database.read(
                        Scope.ALL,
                        handle -> {
                            if (attempts.incrementAndGet() == 3) {
                                cutOwnConnection(handle);
                            }
                            return times(handle, 1);
                        });

        assertThat(attempts).hasValue(4);
        assertThat(read).isEqualTo(1);
    }

    @Test
    void f26AConnectionThatBreaksInTheCommitLeavesTheOutcomeUnknown() {
        write(
                """
                CREATE OR REPLACE FUNCTION cut() RETURNS TRIGGER LANGUAGE plpgsql AS
                $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$
                """);
        write(
                """
                CREATE CONSTRAINT TRIGGER cut AFTER INSERT ON other
                DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION cut()
                """);

        assertThatThrownBy(
                        () ->
                                database.<Integer>inTransaction(
                                        Scope.ALL,
                                        handle -> {
                                            attempts.incrementAndGet();
                                            return handle.execute(
                                                    "INSERT INTO other (id) VALUES (1)");
                                        }))
                .isInstanceOfSatisfying(
                        DatabaseException.class,
                        e -> {
                            assertThat(e.outcomeUnknown()).isTrue();
                            assertThat(e.unavailable()).isTrue();
                        })
                .hasMessageContaining("may or may not");
        assertThat(attempts).hasValue(1);
        write("UPDATE kept SET times = 1 WHERE id = 1");
    }

    @Test
    void whatIsSaidIsInNoMessageOfAFailure() {
        assertThatThrownBy(
                        () ->
                                database.<Integer>inTransaction(
                                        Scope.ALL,
                                        handle ->
                                                handle.createUpdate(
                                                                "INSERT INTO kept (id, times)"
                                                                        + " VALUES (:id, 1)")
                                                        .bind("id", "my secret")
                                                        .execute()))
                .hasStackTraceContaining("PSQLException")
                .satisfies(
                        e -> {
                            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                                assertThat(cause.getMessage()).doesNotContain("my secret");
                            }
                        });
    }

    private int write(String sql) {
        return database.<Integer>inTransaction(Scope.ALL, handle -> handle.execute(sql));
    }

    private int sleep(CountDownLatch held) {
        return database.<Integer>inTransaction(
                Scope.ALL,
                handle -> {
                    held.countDown();
                    return handle.execute("SELECT pg_sleep(20)");
                });
    }

    private int countUp(int first, int second, CountDownLatch bothHold) {
        return database.<Integer>inTransaction(
                Scope.ALL,
                handle -> {
                    attempts.incrementAndGet();
                    handle.execute("UPDATE kept SET times = times + 1 WHERE id = ?", first);
                    bothHold.countDown();
                    await(bothHold);
                    return handle.execute("UPDATE kept SET times = times + 1 WHERE id = ?", second);
                });
    }

    private int count(String table) {
        return database.read(
                Scope.ALL,
                handle ->
                        handle.createQuery("SELECT COUNT(*) FROM " + table)
                                .mapTo(Integer.class)
                                .one());
    }

    private int times(int id) {
        return database.read(Scope.ALL, handle -> times(handle, id));
    }

    private static int times(Handle handle, int id) {
        return handle.createQuery("SELECT times FROM kept WHERE id = :id")
                .bind("id", id)
                .mapTo(Integer.class)
                .one();
    }

    private static int raise(Handle handle, String sqlState) {
        return handle.execute(
                "DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '" + sqlState + "'; END $$");
    }

    private static int cutOwnConnection(Handle handle) {
        return handle.execute("SELECT pg_terminate_backend(pg_backend_pid())");
    }

    private static void assertUnavailable(Future<?> work) {
        assertThatThrownBy(() -> work.get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        DatabaseException.class,
                        e -> {
                            assertThat(e.unavailable()).isTrue();
                            assertThat(e.outcomeUnknown()).isFalse();
                        });
    }

    private static Duration since(long startNanos) {
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(5, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }
}
