package dev.parley.http;

import dev.parley.token.Principal;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/** Counts the streams that are open at this replica. Safe for use by many threads. */
final class StreamSlots {

    private final int perUserMax;
    private final Semaphore left;
    private final Map<String, Integer> open = new ConcurrentHashMap<>();

    /** The right to one stream, given back when closed. */
    interface Slot extends AutoCloseable {
        @Override
        void close();
    }

    StreamSlots(int perUserMax, int totalMax) {
        this.perUserMax = perUserMax;
        this.left = new Semaphore(totalMax);
    }

    /**
     * Takes one, before anything is done for it.
     *
     * @throws Problem {@code too_many_streams} or {@code server_full}
     */
    Slot take(Principal principal) {
        String key = principal.key();
        if (open.merge(key, 1, Integer::sum) > perUserMax) {
            giveBack(key);
            throw new Problem(
                    ProblemCode.TOO_MANY_STREAMS,
                    "You follow " + perUserMax + " answers already; close one of those pages.");
        }
        if (!left.tryAcquire()) {
            giveBack(key);
            throw new Problem(
                    ProblemCode.SERVER_FULL,
                    "Too many answers are being followed here; try again shortly.");
        }
        return () -> {
            left.release();
            giveBack(key);
        };
    }

    private void giveBack(String key) {
        open.computeIfPresent(key, (it, count) -> count == 1 ? null : count - 1);
    }
}
