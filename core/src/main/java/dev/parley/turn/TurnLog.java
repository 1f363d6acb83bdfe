package dev.parley.turn;

import dev.parley.turn.TurnEvent.Ended;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The events of one turn that may be seen, in order: written by the turn, or copied from the
 * journal when another replica runs it; read by any number of followers, each from its own sequence
 * number. The first event has number 1. Safe for use by many threads.
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
    private volatile boolean cut;
    private volatile boolean savingDelayed;
    private volatile List<Span> spans = List.of();

    /** The events behind number {@code after} were written under {@code fence}. */
    private record Span(int after, long fence) {}

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

    /**
     * A reader of the events behind {@code seen}.
     *
     * @return empty when this log has no such event: it was shown before it was durable, and is
     *     lost
     */
    public Optional<TurnFollower> resume(TurnPosition seen) {
        boolean known =
                seen.sequence() == 0
                        || (seen.sequence() <= size && fenceOf(seen.sequence()) == seen.fence());
        return known ? Optional.of(follow(seen.sequence())) : Optional.empty();
    }

    /** Whether the turn is over and its last event is in the log. */
    public boolean ended() {
        return ended;
    }

    /** The number of events so far, which is the sequence number of the last. */
    public int size() {
        return size;
    }

    /** Whether no more will come although the turn has not ended here: another replica has it. */
    public boolean cut() {
        return cut;
    }

    /** Whether what is shown is not yet saved, for longer than it should take. */
    public boolean savingDelayed() {
        return savingDelayed;
    }

    /** Adds an event. An event after {@link Ended} is a late one of an abandoned tool; dropped. */
    void append(long fence, TurnEvent event) {
        writing.lock();
        try {
            if (ended || cut) {
                return;
            }
            int next = size;
            if (spans.isEmpty() || spans.getLast().fence() != fence) {
                List<Span> grown = new ArrayList<>(spans);
                grown.add(new Span(next, fence));
                spans = List.copyOf(grown);
            }
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
        wake();
    }

    /** Adds what the log lacks of a journal's entry; two copies at a time do no harm. */
    void copy(JournalEntry entry) {
        writing.lock();
        try {
            int known = size - (entry.first() - 1);
            if (known >= 0 && known < entry.events().size()) {
                entry.events()
                        .subList(known, entry.events().size())
                        .forEach(event -> append(entry.fence(), event));
            }
        } finally {
            writing.unlock();
        }
    }

    /** Ends the log without an end of the turn. */
    void cutOff() {
        writing.lock();
        try {
            cut = !ended;
        } finally {
            writing.unlock();
        }
        wake();
    }

    void savingDelayed(boolean delayed) {
        if (savingDelayed != delayed) {
            savingDelayed = delayed;
            wake();
        }
    }

    boolean followed() {
        return !followers.isEmpty();
    }

    /** The events after {@code position} under one fence, a view of what is there now. */
    List<TurnEvent> from(int position) {
        int end = endOfSpan(position, size);
        return position == end
                ? List.of()
                : Collections.unmodifiableList(Arrays.asList(events).subList(position, end));
    }

    /** The fence under which the event with this number was written. */
    long fenceOf(int sequence) {
        long fence = TurnStart.FENCE_FIRST;
        for (Span span : spans) {
            if (span.after() < sequence) {
                fence = span.fence();
            }
        }
        return fence;
    }

    private int endOfSpan(int position, int size) {
        for (Span span : spans) {
            if (span.after() > position && span.after() < size) {
                return span.after();
            }
        }
        return size;
    }

    private void wake() {
        for (TurnFollower follower : followers) {
            follower.wake();
        }
    }

    void leave(TurnFollower follower) {
        followers.remove(follower);
    }
}
