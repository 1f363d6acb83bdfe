package dev.parley.turn;

import dev.parley.turn.TurnEvent.Ended;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The events of one turn, in order: written by the turn, read by any number of followers, each from
 * its own sequence number. The first event has number 1. Safe for use by many threads.
 *
 * <p>Writers take a lock; readers take none: an event is published by the volatile write of {@code
 * size} after it has been stored.
 */
public final class TurnLog {

    private static final int CAPACITY_FIRST = 32;

    private final TurnId turn;
    private final ReentrantLock writing = new ReentrantLock();
    private final List<TurnFollower> followers = new CopyOnWriteArrayList<>();
    private volatile TurnEvent[] events = new TurnEvent[CAPACITY_FIRST];
    private volatile int size;
    private volatile boolean ended;

    TurnLog(TurnId turn) {
        this.turn = turn;
    }

    public TurnId turn() {
        return turn;
    }

    /**
     * A reader of the events after sequence number {@code after}; 0 reads from the first.
     *
     * @throws IllegalArgumentException when {@code after} is negative or not yet written
     */
    public TurnFollower follow(int after) {
        if (after < 0 || after > size) {
            throw new IllegalArgumentException("turn " + turn + " has no event " + after);
        }
        TurnFollower follower = new TurnFollower(this, after);
        followers.add(follower);
        return follower;
    }

    /** Whether the turn is over and its last event is in the log. */
    public boolean ended() {
        return ended;
    }

    /** The number of events so far, which is the sequence number of the last. */
    public int size() {
        return size;
    }

    /** Adds an event. An event after {@link Ended} is a late one of an abandoned tool; dropped. */
    void append(TurnEvent event) {
        writing.lock();
        try {
            if (ended) {
                return;
            }
            int next = size;
            TurnEvent[] current = events;
            if (next == current.length) {
                current = Arrays.copyOf(current, next * 2);
                events = current;
            }
            current[next] = event;
            size = next + 1;
            ended = event instanceof Ended;
        } finally {
            writing.unlock();
        }
        for (TurnFollower follower : followers) {
            follower.wake();
        }
    }

    /** The events after {@code position}, a view of what is there now. */
    List<TurnEvent> from(int position) {
        int end = size;
        return position == end
                ? List.of()
                : Collections.unmodifiableList(Arrays.asList(events).subList(position, end));
    }

    void leave(TurnFollower follower) {
        followers.remove(follower);
    }
}
