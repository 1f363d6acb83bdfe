package dev.parley.turn;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One reader of a {@link TurnLog}, at its own pace. Used by one thread. A follower that falls
 * behind or goes away costs the turn nothing.
 */
public final class TurnFollower implements AutoCloseable {

    private final TurnLog log;
    private int position;
    private boolean savingDelayed;
    private volatile @Nullable Thread waiting;

    TurnFollower(TurnLog log, int position) {
        this.log = log;
        this.position = position;
    }

    /** Sequence number of the last event taken; 0 before the first. */
    public int position() {
        return position;
    }

    /** The fence under which the last event taken was written. */
    public long fence() {
        return log.fenceOf(position);
    }

    /**
     * Whether every event has been taken and no more will come: the turn has ended, or its log is
     * {@link TurnLog#cut}.
     */
    public boolean atEnd() {
        return over() && position == log.size();
    }

    /** Whether saving was delayed, see {@link TurnLog#savingDelayed}, at the last {@link #take}. */
    public boolean savingDelayed() {
        return savingDelayed;
    }

    /**
     * Takes all events that are ready, waiting for the first one.
     *
     * @param patience how long to wait at most
     * @return the events in order, all of one fence, the last one with sequence number {@link
     *     #position}; empty when none came in time, the log is over, or {@link #savingDelayed} has
     *     changed
     * @throws InterruptedException when interrupted while waiting
     */
    public List<TurnEvent> take(Duration patience) throws InterruptedException {
        if (nothingNew()) {
            await(System.nanoTime() + patience.toNanos());
        }
        savingDelayed = log.savingDelayed();
        List<TurnEvent> events = log.from(position);
        position += events.size();
        return events;
    }

    private boolean over() {
        return log.ended() || log.cut();
    }

    private boolean nothingNew() {
        return position == log.size() && !over() && savingDelayed == log.savingDelayed();
    }

    private void await(long deadline) throws InterruptedException {
        waiting = Thread.currentThread();
        try {
            // Asked again after "waiting" is set: the writer looks at it only after it has added.
            while (nothingNew()) {
                long nanos = deadline - System.nanoTime();
                if (nanos <= 0) {
                    return;
                }
                LockSupport.parkNanos(this, nanos);
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
        } finally {
            waiting = null;
        }
    }

    void wake() {
        Thread thread = waiting;
        if (thread != null) {
            LockSupport.unpark(thread);
        }
    }

    /** Leaves the log. The turn goes on. */
    @Override
    public void close() {
        log.leave(this);
    }
}
