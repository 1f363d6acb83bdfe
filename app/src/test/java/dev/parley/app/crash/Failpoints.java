package dev.parley.app.crash;

import java.util.function.Supplier;

/**
 * Counts the places a program passes where it could die, and kills it at the one it was armed for,
 * as if the power had failed. Safe for use by many threads.
 */
final class Failpoints {

    private static final int KILLED = 137;

    private long passed;
    private long deadly;

    /** Counts from one again; the program dies at the {@code deadly}th place, or never if 0. */
    synchronized void arm(long deadly) {
        this.deadly = deadly;
        passed = 0;
    }

    /** The places passed since the program was armed. */
    synchronized long passed() {
        return passed;
    }

    /** Does {@code work}, with a place to die before and one after it. */
    <T> T around(Supplier<T> work) {
        pass();
        T result = work.get();
        pass();
        return result;
    }

    /** A place where the program may die. */
    synchronized void pass() {
        passed++;
        if (passed == deadly) {
            Runtime.getRuntime().halt(KILLED);
        }
    }
}
