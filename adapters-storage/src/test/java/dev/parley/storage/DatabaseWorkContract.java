package dev.parley.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a unit of work may rely on, whatever the database. */
@Timeout(30)
abstract class DatabaseWorkContract {

    private final CountDownLatch started = new CountDownLatch(writers());
    private final CountDownLatch release = new CountDownLatch(1);
    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
    private Database database;
    private List<Future<Integer>> held = List.of();

    /** A database that only this class uses. */
    abstract DatabaseConfig config();

    abstract DatabaseConfig config(Duration waitMax);

    /** How many threads there are that write. */
    abstract int writers();

    @BeforeEach
    void open() {
        database = Database.open(config());
        database.<Integer>inTransaction(
                Scope.ALL, handle -> handle.execute("DROP TABLE IF EXISTS kept"));
        database.<Integer>inTransaction(
                Scope.ALL, handle -> handle.execute("CREATE TABLE kept (id INTEGER PRIMARY KEY)"));
    }

    @AfterEach
    void close() {
        release.countDown();
        database.close();
        callers.close();
    }

    @Test
    void whatTheWorkThrowsRollsItBackAndReachesTheCaller() {
        assertThatThrownBy(
                        () ->
                                database.inTransaction(
                                        Scope.ALL,
                                        handle -> {
                                            insert(handle, 1);
                                            throw new IllegalArgumentException("no");
                                        }))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no");
        assertThat(kept()).isEmpty();
    }

    @Test
    void aTakenKeyIsToldFromOtherFailures() {
        database.<Integer>inTransaction(Scope.ALL, handle -> insert(handle, 1));

        assertThatThrownBy(
                        () ->
                                database.<Integer>inTransaction(
                                        Scope.ALL, handle -> insert(handle, 1)))
                .isInstanceOfSatisfying(
                        DatabaseException.class, e -> assertThat(e.keyTaken()).isTrue());
        assertThatThrownBy(
                        () ->
                                database.<Integer>inTransaction(
                                        Scope.ALL, handle -> handle.execute("x")))
                .isInstanceOfSatisfying(
                        DatabaseException.class, e -> assertThat(e.keyTaken()).isFalse());
    }

    @Test
    void oneFailureAmongWaitingWritesIsItsCallersAlone() throws Exception {
        holdWriters();
        Future<Integer> first = write(1);
        Future<Integer> taken = write(1);
        Future<Integer> last = write(2);
        awaitQueued(3);

        release.countDown();

        assertThat(List.of(outcome(first), outcome(taken))).containsExactlyInAnyOrder(true, false);
        assertThat(outcome(last)).isTrue();
        assertThat(kept()).containsExactlyInAnyOrder(1, 2);
    }

    @Test
    void aCallerThatGaveUpWroteNothing() throws Exception {
        database.close();
        database = Database.open(config(Duration.ofMillis(200)));
        holdWriters();

        assertThatThrownBy(
                        () ->
                                database.<Integer>inTransaction(
                                        Scope.ALL, handle -> insert(handle, 1)))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining("200 ms");

        release.countDown();
        database.<Integer>inTransaction(Scope.ALL, handle -> insert(handle, 2));
        assertThat(kept()).containsExactly(2);
    }

    @Test
    void aCallerThatGaveUpWhileItsWorkRanWroteNothing() {
        database.close();
        database = Database.open(config(Duration.ofMillis(200)));

        assertThatThrownBy(
                        () ->
                                database.<Integer>inTransaction(
                                        Scope.ALL,
                                        handle -> {
                                            int inserted = insert(handle, 1);
                                            await(release);
                                            return inserted;
                                        }))
                .isInstanceOf(DatabaseException.class);

        release.countDown();
        database.<Integer>inTransaction(Scope.ALL, handle -> insert(handle, 2));
        assertThat(kept()).containsExactly(2);
    }

    @Test
    void workInsideWorkIsRefusedBecauseItWouldWaitForItself() {
        assertThatThrownBy(
                        () ->
                                database.<Integer>inTransaction(
                                        Scope.ALL,
                                        handle ->
                                                database.inTransaction(
                                                        Scope.ALL, h -> insert(h, 1))))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void readsDoNotWaitForWrites() throws Exception {
        holdWriters();

        assertThat(kept()).isEmpty();
    }

    @Test
    void closeFailsWhatWaitsAndEndsInTime() throws Exception {
        holdWriters();
        Future<Integer> waiting = write(1);
        awaitQueued(1);
        long start = System.nanoTime();

        database.close();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
        assertThatThrownBy(() -> waiting.get(5, TimeUnit.SECONDS))
                .hasCauseInstanceOf(DatabaseException.class);
        assertThatThrownBy(this::kept).isInstanceOf(DatabaseException.class);
    }

    @Test
    void closeLetsRunningWorkFinish() throws Exception {
        holdWriters();
        Future<?> closing = callers.submit(database::close);
        release.countDown();

        closing.get(5, TimeUnit.SECONDS);

        for (Future<Integer> work : held) {
            assertThat(work.get(5, TimeUnit.SECONDS)).isZero();
        }
    }

    @Test
    void closeLeavesNoThreads() throws InterruptedException {
        database.close();
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        database = Database.open(config());
        assertThat(kept()).isEmpty();

        database.close();

        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (!before.contains(thread) && !thread.getName().startsWith("ForkJoinPool")) {
                // The pool's own threads may still be on their way out.
                assertThat(thread.join(Duration.ofSeconds(5))).as(thread.getName()).isTrue();
            }
        }
    }

    @Test
    void closingTwiceDoesNothingMore() {
        database.close();

        database.close();
    }

    /** Keeps the writing threads busy until {@link #release}, so that other writes pile up. */
    private void holdWriters() throws InterruptedException {
        held =
                IntStream.range(0, writers())
                        .mapToObj(
                                i ->
                                        callers.submit(
                                                () ->
                                                        database.<Integer>inTransaction(
                                                                Scope.ALL,
                                                                handle -> {
                                                                    started.countDown();
                                                                    await(release);
                                                                    return 0;
                                                                })))
                        .toList();
        assertThat(started.await(5, TimeUnit.SECONDS)).isTrue();
    }

    private Future<Integer> write(int id) {
        return callers.submit(
                () -> database.<Integer>inTransaction(Scope.ALL, handle -> insert(handle, id)));
    }

    private void awaitQueued(int count) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        while (database.writesWaiting() < count) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private List<Integer> kept() {
        return database.read(
                Scope.ALL,
                handle -> handle.createQuery("SELECT id FROM kept").mapTo(Integer.class).list());
    }

    private static int insert(Handle handle, int id) {
        return handle.createUpdate("INSERT INTO kept (id) VALUES (:id)").bind("id", id).execute();
    }

    private static boolean outcome(Future<Integer> write) throws Exception {
        try {
            return write.get(5, TimeUnit.SECONDS) == 1;
        } catch (ExecutionException e) {
            assertThat(e).hasCauseInstanceOf(DatabaseException.class);
            return false;
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError("a storage thread was interrupted", e);
        }
    }
}
