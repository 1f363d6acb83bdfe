package dev.parley.oauth;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Short pauses between looks at a store in which another replica is expected to write. */
final class Pauses {

    private static final long FIRST_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final long deadlineNanos;
    private long nextNanos = FIRST_NANOS;

    /**
     * @param total the longest that all pauses together take
     */
    Pauses(Duration total) {
        this.deadlineNanos = System.nanoTime() + total.toNanos();
    }

    /**
     * Pauses, a little longer each time; false, at once, when it was for too long or interrupted.
     */
    boolean pause() {
        if (System.nanoTime() - deadlineNanos >= 0 || Thread.currentThread().isInterrupted()) {
            return false;
        }
        // Spread, so that the replicas do not all look at the same moment.
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(nextNanos / 2, nextNanos + 1));
        nextNanos = Math.min(LONGEST_NANOS, nextNanos * 2);
        return true;
    }
}
