package dev.parley.turn;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Saves what all turns of this process write, in one transaction after the other: a thread that
 * takes whatever has piled up. After each transaction it rests as long as that took, so that many
 * turns make transactions larger and not more. Safe for use by many threads.
 */
final class JournalWriter implements AutoCloseable {

    private static final System.Logger LOGGER = System.getLogger(JournalWriter.class.getName());

    /** The longest rest, and the shortest pause before a failed transaction is tried again. */
    private static final Duration REST_MAX = Duration.ofMillis(50);

    private static final Duration RETRY_MAX = Duration.ofSeconds(1);

    private final TurnJournal journal;
    private final SavingPace pace;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Set<TurnWriter> waiting = new LinkedHashSet<>();
    private final Thread thread;
    private volatile boolean paused;
    private long nextDue = Long.MAX_VALUE;
    private boolean closed;

    // Used by the one thread only.
    private final Set<TurnWriter> unsaved = new LinkedHashSet<>();
    private long failingSince;
    private int failures;

    JournalWriter(TurnJournal journal, SavingPace pace) {
        this.journal = journal;
        this.pace = pace;
        this.thread = Thread.ofVirtual().name("turn-journal").start(this::run);
    }

    SavingPace pace() {
        return pace;
    }

    /** Whether turns are to wait, because nothing can be saved. */
    boolean paused() {
        return paused;
    }

    /** Has {@code writer} saved when it is due, which may be earlier than was known. */
    void wake(TurnWriter writer) {
        long due = writer.dueNanos();
        lock.lock();
        try {
            waiting.add(writer);
            if (due < nextDue) {
                nextDue = due;
                work.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Saves what is unsaved, if it can be at the first try, and ends. Returns at once. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            work.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the end after {@link #close}, at most {@code patience}. */
    void awaitEnd(Duration patience) throws InterruptedException {
        thread.join(patience);
    }

    private void run() {
        boolean more = true;
        while (more) {
            more = awaitDue();
            long began = System.nanoTime();
            save();
            if (more) {
                rest(System.nanoTime() - began);
            }
        }
    }

    /** Waits until something unsaved is due; false when this is the last round. */
    private boolean awaitDue() {
        lock.lock();
        try {
            awaitNanos(() -> nextDue == Long.MAX_VALUE ? nextDue : nextDue - System.nanoTime());
            unsaved.addAll(waiting);
            waiting.clear();
            nextDue = Long.MAX_VALUE;
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    /** A pause after a transaction; longer ones after failures. */
    private void rest(long tookNanos) {
        long rest =
                failures == 0
                        ? Math.min(tookNanos, REST_MAX.toNanos())
                        : Math.min(
                                REST_MAX.toNanos() << Math.min(failures - 1, 10),
                                RETRY_MAX.toNanos());
        long end = System.nanoTime() + rest;
        lock.lock();
        try {
            awaitNanos(() -> end - System.nanoTime());
        } finally {
            lock.unlock();
        }
    }

    /** Waits until nothing is left of the time, or the end has come. */
    private void awaitNanos(LongSupplier left) {
        for (long nanos = left.getAsLong(); nanos > 0 && !closed; nanos = left.getAsLong()) {
            try {
                work.awaitNanos(nanos);
            } catch (InterruptedException e) {
                // Nobody has a reason to interrupt this thread.
            }
        }
    }

    private void save() {
        List<TurnWriter> writers = new ArrayList<>();
        List<TurnAppend> appends = new ArrayList<>();
        for (TurnWriter writer : unsaved) {
            @Nullable TurnAppend next = writer.next();
            if (next != null) {
                writers.add(writer);
                appends.add(next);
            }
        }
        if (appends.isEmpty() || save(writers, appends)) {
            recovered();
        } else {
            failed();
        }
        keepUnsaved();
    }

    /** What was written meanwhile is due again; what is all saved tells when there is more. */
    private void keepUnsaved() {
        List<TurnWriter> clean = new ArrayList<>();
        long due = Long.MAX_VALUE;
        for (TurnWriter writer : unsaved) {
            long writerDue = writer.dueNanos();
            if (writerDue == Long.MAX_VALUE) {
                clean.add(writer);
            }
            due = Math.min(due, writerDue);
        }
        clean.forEach(unsaved::remove);
        lock.lock();
        try {
            nextDue = Math.min(nextDue, due);
        } finally {
            lock.unlock();
        }
    }

    /** True when the journal works; whatever it cannot take for its own sake is given up. */
    private boolean save(List<TurnWriter> writers, List<TurnAppend> appends) {
        try {
            Set<TurnId> refused = journal.append(appends);
            for (int i = 0; i < writers.size(); i++) {
                settle(writers.get(i), refused.contains(appends.get(i).turn()));
            }
            return true;
        } catch (RuntimeException e) {
            if (failures == 0) {
                LOGGER.log(WARNING, "turns cannot be saved; trying again", e);
            }
            return writers.size() > 1 && saveOneByOne(writers, appends);
        }
    }

    /** One turn's events that cannot be written must not keep back all others'. */
    private boolean saveOneByOne(List<TurnWriter> writers, List<TurnAppend> appends) {
        List<TurnWriter> failed = new ArrayList<>();
        for (int i = 0; i < writers.size(); i++) {
            try {
                Set<TurnId> refused = journal.append(List.of(appends.get(i)));
                settle(writers.get(i), !refused.isEmpty());
            } catch (RuntimeException e) {
                LOGGER.log(WARNING, "turn " + appends.get(i).turn() + " cannot be saved", e);
                failed.add(writers.get(i));
                if (failed.size() > 1) {
                    return false;
                }
            }
        }
        // Taken over from the last that could be saved, as after a crash.
        failed.forEach(TurnWriter::lose);
        return true;
    }

    private static void settle(TurnWriter writer, boolean refused) {
        if (refused) {
            writer.lose();
        } else {
            writer.saved();
        }
    }

    private void recovered() {
        if (failures > 0) {
            LOGGER.log(INFO, "turns are saved again");
            failures = 0;
            pause(false);
            unsaved.forEach(writer -> writer.log().savingDelayed(false));
        }
    }

    private void failed() {
        if (failures++ == 0) {
            failingSince = System.nanoTime();
        }
        Duration failing = Duration.ofNanos(System.nanoTime() - failingSince);
        if (failing.compareTo(pace.noticeAfter()) >= 0) {
            unsaved.forEach(writer -> writer.log().savingDelayed(true));
        }
        pause(failing.compareTo(pace.pauseAfter()) >= 0);
        if (failing.compareTo(pace.giveUpAfter()) >= 0) {
            unsaved.forEach(TurnWriter::giveUp);
        }
        if (failing.compareTo(pace.giveUpAfter().multipliedBy(2)) >= 0) {
            unsaved.forEach(TurnWriter::lose);
        }
    }

    private void pause(boolean pausing) {
        if (paused != pausing) {
            paused = pausing;
            unsaved.forEach(TurnWriter::reconsider);
        }
    }
}
