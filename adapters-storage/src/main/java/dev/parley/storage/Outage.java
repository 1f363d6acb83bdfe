package dev.parley.storage;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Whether somebody who does not answer is worth another question: while they are away, one caller
 * asks from time to time, and the others need not wait. Safe for use by many threads.
 */
final class Outage {

    /** How often one asks. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private static final long NONE = 0;

    /** When to ask next, by the clock of {@link System#nanoTime}, or {@link #NONE}. */
    private final AtomicLong askNext = new AtomicLong(NONE);

    boolean mayAsk() {
        long next = askNext.get();
        return next == NONE
                || (System.nanoTime() - next >= 0 && askNext.compareAndSet(next, afterPause()));
    }

    void begin() {
        askNext.set(afterPause());
    }

    void end() {
        askNext.set(NONE);
    }

    /** Never {@link #NONE}; a nanosecond is nothing. */
    private static long afterPause() {
        return (System.nanoTime() + PAUSE.toNanos()) | 1;
    }
}
