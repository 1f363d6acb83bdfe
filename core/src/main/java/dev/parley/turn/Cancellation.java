package dev.parley.turn;

import java.util.concurrent.Callable;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Stops a turn from any thread, but interrupts its thread only in the windows the turn opens for
 * it: while it waits for the model or for tools. Elsewhere an interrupt could hit a store.
 */
final class Cancellation {

    /** Thrown inside the turn when it is to end. */
    static final class Cancelled extends RuntimeException {

        private final transient TurnOutcome outcome;

        Cancelled(TurnOutcome outcome) {
            super("turn cancelled", null, false, false);
            this.outcome = outcome;
        }

        TurnOutcome outcome() {
            return outcome;
        }
    }

    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable TurnOutcome outcome;
    private @Nullable Thread window;

    /** Ends the turn with {@code with}; the first call wins. Returns at once. */
    void cancel(TurnOutcome with) {
        lock.lock();
        try {
            if (outcome != null) {
                return;
            }
            outcome = with;
            if (window != null) {
                window.interrupt();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Runs {@code work} on the calling thread, the one of the turn, as a window in which it may be
     * interrupted. The flag is clear again when this returns.
     *
     * @throws Cancelled when the turn was cancelled, before or meanwhile, whatever {@code work} did
     */
    <T> T interruptibly(Callable<T> work) {
        open();
        T result;
        try {
            result = work.call();
        } catch (Exception e) {
            close();
            throw e instanceof RuntimeException unchecked
                    ? unchecked
                    : new IllegalStateException(e);
        } catch (Error e) {
            close();
            throw e;
        }
        close();
        return result;
    }

    private void open() {
        lock.lock();
        try {
            throwIfCancelled();
            window = Thread.currentThread();
        } finally {
            lock.unlock();
        }
    }

    /** The answer to "did a cancel interrupt us?" is settled under the lock, so no flag leaks. */
    private void close() {
        lock.lock();
        try {
            window = null;
            Thread.interrupted();
            throwIfCancelled();
        } finally {
            lock.unlock();
        }
    }

    private void throwIfCancelled() {
        if (outcome != null) {
            throw new Cancelled(outcome);
        }
    }
}
