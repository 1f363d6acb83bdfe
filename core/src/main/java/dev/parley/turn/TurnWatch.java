package dev.parley.turn;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import dev.parley.conversation.Attachments;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps an eye on the journal, on a thread of its own: renews this replica's lease, takes over
 * turns of replicas that are gone, learns which of its own are to stop and what users answered, and
 * keeps mirrors up to date. Hints make it look at once; without them it looks once a second while
 * there is something to see.
 */
final class TurnWatch implements AutoCloseable {

    private static final System.Logger LOGGER = System.getLogger(TurnWatch.class.getName());

    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final Duration FORGET_EVERY = Duration.ofMinutes(1);

    /** The search for files in no message looks at all files. */
    private static final Duration FORGET_FILES_EVERY = Duration.ofMinutes(30);

    /** How long a client may take to come back for the rest of a turn that has ended. */
    private static final Duration EVENTS_KEPT = Duration.ofMinutes(5);

    /** How long a repeated request is recognized. */
    private static final Duration TURNS_KEPT = Duration.ofHours(24);

    private final TurnJournal journal;
    private final Attachments attachments;
    private final Duration lease;
    private final Turns turns;
    private final Mirrors mirrors;
    private final TurnJournal.Subscription subscription;
    private final Thread thread;
    private volatile boolean hinted;
    private volatile boolean closed;

    private long renewedNanos;
    private long forgotNanos = System.nanoTime();
    private long forgotFilesNanos = System.nanoTime();
    private boolean failing;

    /**
     * Begins to watch, with a lease: a replica without one could not keep the turns it opens.
     *
     * @throws TurnJournalException when the journal cannot answer
     */
    TurnWatch(TurnEnvironment environment, Turns turns, Mirrors mirrors) {
        this.journal = environment.journal();
        this.attachments = environment.attachments();
        this.lease = environment.lease();
        this.turns = turns;
        this.mirrors = mirrors;
        List<TakenTurn> taken = renew();
        this.thread =
                Thread.ofVirtual()
                        .name("turn-watch")
                        .unstarted(
                                () -> {
                                    takeOver(taken);
                                    run();
                                });
        this.subscription = journal.subscribe(this::hint);
        this.thread.start();
    }

    /** Has it look soon, as when there is something new to watch. */
    void hint() {
        hinted = true;
        LockSupport.unpark(thread);
    }

    /** Ends within the time of one look. Turns of this replica may be taken over then. */
    @Override
    public void close() {
        closed = true;
        subscription.close();
        LockSupport.unpark(thread);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!closed) {
            look();
            long patience = patience().toNanos();
            long until = System.nanoTime() + patience;
            for (long left = patience;
                    left > 0 && !hinted && !closed;
                    left = until - System.nanoTime()) {
                LockSupport.parkNanos(this, left);
            }
            hinted = false;
        }
        try {
            journal.leave(turns.replica());
        } catch (TurnJournalException e) {
            LOGGER.log(INFO, "the lease runs out by itself", e);
        }
    }

    private Duration patience() {
        Duration renew = renewEvery();
        boolean quiet = mirrors.isEmpty() && turns.running().isEmpty();
        return quiet || renew.compareTo(LOOK_EVERY) < 0 ? renew : LOOK_EVERY;
    }

    private Duration renewEvery() {
        return lease.dividedBy(3);
    }

    private void look() {
        try {
            List<TurnId> open = turns.running();
            if (!open.isEmpty()) {
                journal.stopping(turns.replica(), open).forEach(turns::stop);
            }
            List<ElicitationId> asked = turns.elicitations().ids();
            if (!asked.isEmpty()) {
                journal.answers(asked).forEach(turns.elicitations()::deliver);
            }
            mirrors.refresh();
            if (elapsed(renewedNanos, renewEvery())) {
                takeOver(renew());
                mirrors.prune();
            }
            if (elapsed(forgotNanos, FORGET_EVERY)) {
                forgotNanos = System.nanoTime();
                journal.forget(EVENTS_KEPT, TURNS_KEPT);
            }
            if (elapsed(forgotFilesNanos, FORGET_FILES_EVERY)) {
                forgotFilesNanos = System.nanoTime();
                attachments.deleteUnused();
            }
            failing = false;
        } catch (RuntimeException e) {
            if (!failing) {
                LOGGER.log(WARNING, "the journal of turns cannot be watched; trying again", e);
            }
            failing = true;
        }
    }

    private List<TakenTurn> renew() {
        List<TakenTurn> taken = journal.renew(turns.replica(), lease, turns.held());
        renewedNanos = System.nanoTime();
        return taken;
    }

    /** Each whatever becomes of the others; what fails is handed over again. */
    private void takeOver(List<TakenTurn> taken) {
        for (TakenTurn turn : taken) {
            try {
                turns.takeOver(turn);
            } catch (RuntimeException e) {
                LOGGER.log(WARNING, "turn " + turn.turn() + " cannot be taken over yet", e);
            }
        }
    }

    private static boolean elapsed(long sinceNanos, Duration time) {
        return System.nanoTime() - sinceNanos >= time.toNanos();
    }
}
