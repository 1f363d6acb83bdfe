package dev.parley.turn;

import dev.parley.conversation.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What one turn writes to: hands its events and messages to the journal, and shows each event in
 * the log once it may be seen. That is at once for {@linkplain TurnEvent#live live} ones with
 * nothing unsaved before them that is not, and as soon as they are durable for the others. Safe for
 * use by many threads: the turn, its tools and the {@link JournalWriter}.
 */
final class TurnWriter {

    /** Who runs the turn. Its methods are called on the journal's thread and must be quick. */
    interface Owner {

        /** The end of the turn is durable, and is about to be seen. */
        void ended();

        /** Saving has failed for too long; the turn should come to its end. */
        void unsavable();

        /** Another replica has the turn, or it was deleted: nothing is written any more. */
        void lost();
    }

    private final TurnLog log;
    private final long fence;
    private final JournalWriter journal;
    private final Owner owner;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<TurnEvent> unsaved = new ArrayList<>();
    private final List<Message> messages = new ArrayList<>();
    private int saved;
    private int shown;
    private int unsavedChars;
    private long unsavedSince;
    private boolean urgent;
    private boolean wasLive;
    private boolean over;
    private boolean lost;
    private @Nullable TurnAppend underWay;

    /** A writer that goes on behind what {@code log} holds, all of which is durable. */
    TurnWriter(TurnLog log, long fence, JournalWriter journal, Owner owner) {
        this.log = log;
        this.fence = fence;
        this.journal = journal;
        this.owner = owner;
        this.saved = log.size();
    }

    TurnLog log() {
        return log;
    }

    /** The fence under which this turn is written. */
    long fence() {
        return fence;
    }

    /** Adds an event. What follows the end, as from a tool that was left alone, is dropped. */
    void append(TurnEvent event) {
        append(List.of(), List.of(event));
    }

    /**
     * Adds messages to the conversation together with the events that show them.
     *
     * <p>Waits while far too much is unsaved; an interrupt ends the wait and stays set.
     */
    void append(List<Message> added, List<TurnEvent> events) {
        boolean wake = false;
        lock.lock();
        try {
            // Before anything is added: whoever saves meanwhile must find all of it or nothing.
            awaitRoom();
            if (over) {
                return;
            }
            for (TurnEvent event : events) {
                over = event instanceof TurnEvent.Ended;
                wake |= add(event);
            }
            messages.addAll(added);
            show(0);
        } finally {
            lock.unlock();
        }
        if (wake) {
            journal.wake(this);
        }
    }

    /**
     * Waits until all that was added is durable.
     *
     * @return false when the turn is lost: what was added last is not durable, and never will be
     * @throws InterruptedException when interrupted while waiting
     */
    boolean awaitSaved() throws InterruptedException {
        lock.lock();
        try {
            int last = saved + unsaved.size();
            while (saved < last && !lost) {
                changed.await();
            }
            return !lost;
        } finally {
            lock.unlock();
        }
    }

    /** When what is unsaved should be saved, in nanoseconds of the system's clock. */
    long dueNanos() {
        lock.lock();
        try {
            if (unsaved.isEmpty()) {
                return Long.MAX_VALUE;
            }
            return unsavedSince + (isDue() ? 0 : journal.pace().deltasWait().toNanos());
        } finally {
            lock.unlock();
        }
    }

    /**
     * What to give to the journal next; null when nothing is unsaved. The same again until it is
     * known to be {@link #saved}: a repetition must not differ from what may have been written.
     */
    @Nullable TurnAppend next() {
        lock.lock();
        try {
            if (underWay == null && !unsaved.isEmpty()) {
                underWay = new TurnAppend(log.turn(), fence, saved + 1, unsaved, messages);
                messages.clear();
                urgent = false;
            }
            return underWay;
        } finally {
            lock.unlock();
        }
    }

    /** What {@link #next} gave is durable. */
    void saved() {
        lock.lock();
        try {
            TurnAppend append = underWay;
            if (append == null) {
                return;
            }
            underWay = null;
            if (append.ends()) {
                owner.ended();
            }
            int count = append.events().size();
            show(count);
            unsaved.subList(0, count).clear();
            shown -= count;
            saved = append.last();
            unsavedSince = System.nanoTime();
            unsavedChars = unsaved.stream().mapToInt(TurnWriter::chars).sum();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The journal refuses what this turn writes. */
    void lose() {
        owner.lost();
        lock.lock();
        try {
            over = true;
            lost = true;
            underWay = null;
            unsaved.clear();
            shown = 0;
            log.cutOff();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Saving has failed for too long. */
    void giveUp() {
        owner.unsavable();
        reconsider();
    }

    /** Lets a turn that waits for room look again. */
    void reconsider() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** True when the journal must be told: something is unsaved, or due earlier than before. */
    private boolean add(TurnEvent event) {
        boolean first = unsaved.isEmpty();
        if (first) {
            unsavedSince = System.nanoTime();
        }
        boolean wasDue = isDue();
        unsaved.add(event);
        unsavedChars += chars(event);
        // The first words of a block are saved at once, as they are shown at once.
        urgent |= !event.live() || !wasLive;
        wasLive = event.live();
        return first || (isDue() && !wasDue);
    }

    private boolean isDue() {
        return urgent || unsavedChars >= SavingPace.UNSAVED_CHARS;
    }

    /** Shows what may be seen when the first {@code durable} unsaved events are durable. */
    private void show(int durable) {
        while (shown < unsaved.size() && (shown < durable || unsaved.get(shown).live())) {
            log.append(fence, unsaved.get(shown));
            shown++;
        }
    }

    /** A turn that has all saved does not wait: nothing would tell it to look again. */
    private void awaitRoom() {
        try {
            while (!over
                    && (unsavedChars > SavingPace.UNSAVED_CHARS_MAX
                            || (journal.paused() && !unsaved.isEmpty()))) {
                changed.await();
            }
        } catch (InterruptedException e) {
            // The turn is to end; the little it still says has room.
            Thread.currentThread().interrupt();
        }
    }

    private static int chars(TurnEvent event) {
        return switch (event) {
            case TurnEvent.TextDelta delta -> delta.text().length();
            case TurnEvent.ReasoningDelta delta -> delta.text().length();
            case TurnEvent.ToolInputDelta delta -> delta.argumentsJson().length();
            default -> 0;
        };
    }
}
