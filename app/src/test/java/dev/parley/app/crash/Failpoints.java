package dev.parley.app.crash;

import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Counts the places a program passes where it could die, and has it die at the one it was armed
 * for, as if the power had failed. Safe for use by many threads.
 */
final class Failpoints {

    private final Runnable death;
    private long passed;
    private long deadly;
    private volatile boolean dead;

    /** Failpoints of a program that {@code death} ends. */
    Failpoints(Runnable death) {
        this.death = death;
    }

    /** Counts from one again; the program dies at the {@code deadly}th place, or never if 0. */
    synchronized void arm(long deadly) {
        this.deadly = deadly;
        passed = 0;
    }

    /** Lets nobody pass any more. */
    void die() {
        dead = true;
    }

    /** Does {@code work}, with a place to die before and one after it. */
    <T> T around(Supplier<T> work) {
        pass();
        T result = work.get();
        pass();
        return result;
    }

    /** A place where the program may die. */
    void pass() {
        check();
        if (isDeadly()) {
            dead = true;
            death.run();
            check();
        }
    }

    /**
     * A place that only the living pass; for programs that are a part of a process, whose threads
     * outlive them. They do nothing more, as threads of a dead process do not.
     */
    void check() {
        while (dead) {
            LockSupport.park(this);
        }
    }

    private synchronized boolean isDeadly() {
        passed++;
        return passed == deadly;
    }
}
