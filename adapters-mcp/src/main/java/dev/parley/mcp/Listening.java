package dev.parley.mcp;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whether the server can tell us now that its lists changed, and how often that began or ended
 * since. Safe for use by many threads.
 */
final class Listening {

    private final AtomicInteger gaps = new AtomicInteger();
    private volatile boolean begunOnce;
    private volatile boolean on;

    /** Over a pipe, which is there as long as the server is. */
    static Listening always() {
        Listening listening = new Listening();
        listening.begun();
        return listening;
    }

    boolean isOn() {
        return on;
    }

    /** Grows whenever a change may have been missed: what is older than this number is stale. */
    int gaps() {
        return gaps.get();
    }

    void begun() {
        if (begunOnce) {
            gaps.incrementAndGet();
        }
        begunOnce = true;
        on = true;
    }

    void ended() {
        gaps.incrementAndGet();
        on = false;
    }
}
