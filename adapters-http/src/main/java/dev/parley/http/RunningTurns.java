package dev.parley.http;

import dev.parley.token.Principal;
import dev.parley.turn.TurnLog;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Bounds how many turns of one user run at the same time, as far as they were started at this
 * replica. Safe for use by many threads.
 */
final class RunningTurns {

    private final int perUserMax;
    private final ReentrantLock lock = new ReentrantLock();

    /** By the principal's key; no empty lists. */
    private final Map<String, List<Started>> running = new HashMap<>();

    /** A turn that runs, or is being started and has no log yet. */
    private static final class Started {
        private final String requestKey;
        private volatile @Nullable TurnLog log;

        private Started(String requestKey) {
            this.requestKey = requestKey;
        }

        private boolean isOver() {
            TurnLog seen = log;
            return seen != null && (seen.ended() || seen.cut());
        }
    }

    RunningTurns(int perUserMax) {
        this.perUserMax = perUserMax;
    }

    /**
     * Starts one more. A repeat of a request whose turn still runs starts none, and is let through.
     *
     * @param requestKey as the client named the request; empty for none
     * @throws Problem {@code too_many_turns}
     */
    TurnLog start(Principal principal, String requestKey, Supplier<TurnLog> start) {
        Started started = enter(principal.key(), requestKey);
        try {
            TurnLog log = start.get();
            started.log = log;
            return log;
        } finally {
            if (started.log == null) {
                leave(principal.key(), started);
            }
        }
    }

    private Started enter(String user, String requestKey) {
        lock.lock();
        try {
            forgetOver();
            List<Started> turns = running.computeIfAbsent(user, it -> new ArrayList<>());
            for (Started turn : turns) {
                if (!requestKey.isEmpty() && turn.requestKey.equals(requestKey)) {
                    return new Started(requestKey);
                }
            }
            if (turns.size() >= perUserMax) {
                throw new Problem(
                        ProblemCode.TOO_MANY_TURNS,
                        "You have "
                                + perUserMax
                                + " answers running; wait for one to end, or stop one.");
            }
            Started started = new Started(requestKey);
            turns.add(started);
            return started;
        } finally {
            lock.unlock();
        }
    }

    private void leave(String user, Started started) {
        lock.lock();
        try {
            running.computeIfPresent(
                    user,
                    (it, turns) -> {
                        turns.remove(started);
                        return turns.isEmpty() ? null : turns;
                    });
        } finally {
            lock.unlock();
        }
    }

    /** A log is kept no longer than until the next turn of anybody begins. */
    private void forgetOver() {
        running.values().forEach(turns -> turns.removeIf(Started::isOver));
        running.values().removeIf(List::isEmpty);
    }
}
