package dev.parley.storage;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * One piece of work on its way from the caller, who waits, to a storage thread, which does it. Safe
 * for use by those two threads.
 *
 * <p>A caller that gives up must be able to say that nothing was written. So the two race for one
 * state: either the caller abandons the work first and it is rolled back, or the thread has begun
 * to commit and the caller waits for the outcome.
 */
final class UnitOfWork<T> {

    /** How long a caller waits for a commit that had begun when its patience ended. */
    private static final Duration COMMIT_MAX = Duration.ofSeconds(10);

    private enum State {
        PENDING,
        COMMITTING,
        ABANDONED
    }

    /** What to do with a connection. It may run again after a rollback, so it does only that. */
    @FunctionalInterface
    interface Work<T> {
        T run(Handle handle);
    }

    private final Scope scope;
    private final Work<T> callback;
    private final AtomicReference<State> state = new AtomicReference<>(State.PENDING);
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean begun;
    // Written before and read after the latch opens.
    private @Nullable T result;
    private @Nullable RuntimeException failure;

    UnitOfWork(Scope scope, Work<T> callback) {
        this.scope = scope;
        this.callback = callback;
    }

    /** Whose rows it is about. */
    Scope scope() {
        return scope;
    }

    boolean committing() {
        return state.get() == State.COMMITTING;
    }

    boolean abandoned() {
        return state.get() == State.ABANDONED;
    }

    /** Does the work; its result waits for {@link #succeed}. */
    void run(Handle handle) {
        begun = true;
        result = callback.run(handle);
    }

    /** From here on the caller waits for the outcome; false when it has left already. */
    boolean beginCommit() {
        return state.compareAndSet(State.PENDING, State.COMMITTING);
    }

    /** Takes {@link #beginCommit} back: the work was rolled back and will be done again. */
    void revokeCommit() {
        state.compareAndSet(State.COMMITTING, State.PENDING);
    }

    void succeed() {
        ended.countDown();
    }

    void fail(RuntimeException reason) {
        failure = reason;
        ended.countDown();
    }

    /**
     * Waits for the outcome, whatever interrupts come; the thread keeps its interrupt flag.
     *
     * @param queueMax how long until the work must have begun on a connection
     * @throws DatabaseException when the database failed or did not answer within {@code waitMax}
     * @throws RuntimeException what the callback threw
     */
    T await(Duration queueMax, Duration waitMax) {
        Duration queue = queueMax.compareTo(waitMax) < 0 ? queueMax : waitMax;
        if (!endedWithin(queue)) {
            if (!begun) {
                abandon(
                        "The database is away or overloaded: it did not begin the work within "
                                + queue.toMillis()
                                + " ms.");
            }
            if (!endedWithin(waitMax.minus(queue))) {
                abandon("The database did not answer within " + waitMax.toMillis() + " ms.");
                awaitCommit();
            }
        }
        return outcome();
    }

    /** Throws, unless the commit has begun. */
    private void abandon(String reason) {
        if (state.compareAndSet(State.PENDING, State.ABANDONED)) {
            throw DatabaseException.unavailable(reason);
        }
    }

    private void awaitCommit() {
        if (!endedWithin(COMMIT_MAX)) {
            throw DatabaseException.unknown(
                    "The database did not finish a commit within " + COMMIT_MAX.toMillis() + " ms",
                    Optional.empty());
        }
    }

    private boolean endedWithin(Duration limit) {
        boolean interrupted = false;
        long deadline = System.nanoTime() + limit.toNanos();
        try {
            while (true) {
                try {
                    return ended.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @SuppressWarnings("NullAway") // A result is null only if the callback's type says so.
    private T outcome() {
        if (failure != null) {
            throw failure;
        }
        return result;
    }
}
