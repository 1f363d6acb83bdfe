package dev.parley.mcp;

import java.time.Duration;

/** The time one validation may take. Used by the one thread that validates. */
final class SchemaBudget {

    /** Not all of it is spent, and no one waits for it any longer. */
    static final class Spent extends RuntimeException {

        Spent() {
            super("validation took too long", null, false, false);
        }
    }

    private final long endNanos;

    private SchemaBudget(long endNanos) {
        this.endNanos = endNanos;
    }

    /** A budget that is spent {@code time} from now. */
    static SchemaBudget of(Duration time) {
        return new SchemaBudget(System.nanoTime() + time.toNanos());
    }

    void check() {
        if (System.nanoTime() - endNanos > 0) {
            throw new Spent();
        }
    }
}
