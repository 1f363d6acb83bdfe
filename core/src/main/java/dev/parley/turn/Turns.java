package dev.parley.turn;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;

import dev.parley.conversation.Conversation;
import dev.parley.conversation.ConversationId;
import dev.parley.model.Usage;
import dev.parley.token.Principal;
import dev.parley.tool.Approval;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The turns that this process runs: opens new ones, takes over those of replicas that are gone, and
 * gives each a virtual thread of its own. Safe for use by many threads.
 */
final class Turns implements AutoCloseable {

    private static final System.Logger LOGGER = System.getLogger(Turns.class.getName());

    private static final TurnOutcome UNSAVABLE =
            new TurnOutcome.Interrupted(
                    "storage_unavailable", "The answer could not be saved any more.");

    private static final TurnOutcome STOPPING =
            new TurnOutcome.Interrupted(
                    "server_stopping", "The server was stopped before the answer was whole.");

    /** How long {@link #close} waits for turns to save what they have. */
    private static final Duration CLOSING_MAX = Duration.ofSeconds(3);

    /** How often a turn is prepared anew because its conversation has just changed. */
    private static final int OPENINGS_MAX = 5;

    private final TurnEnvironment environment;
    private final TurnJournal journal;
    private final ReplicaId replica;
    private final JournalWriter writer;
    private final OpenElicitations elicitations;
    private final Map<ConversationId, RunningTurn> running = new ConcurrentHashMap<>();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final ScheduledThreadPoolExecutor timer;
    private volatile boolean closing;

    Turns(TurnEnvironment environment, SavingPace pace) {
        this.environment = environment;
        this.journal = environment.journal();
        this.replica = new ReplicaId(environment.ids().get());
        this.writer = new JournalWriter(journal, pace);
        this.elicitations = new OpenElicitations(journal, environment.ids());
        this.timer =
                new ScheduledThreadPoolExecutor(
                        1,
                        Thread.ofPlatform().daemon().name("turn-timer").factory(),
                        // A turn that begins while we close is cancelled, and needs no limit.
                        new ThreadPoolExecutor.DiscardPolicy());
        this.timer.setRemoveOnCancelPolicy(true);
    }

    ReplicaId replica() {
        return replica;
    }

    OpenElicitations elicitations() {
        return elicitations;
    }

    /** The turns that run here or are about to be opened. */
    List<TurnId> held() {
        return running.values().stream().map(RunningTurn::turn).toList();
    }

    /** The turns that run here. */
    List<TurnId> running() {
        return running.values().stream()
                .filter(RunningTurn::isOpen)
                .map(RunningTurn::turn)
                .toList();
    }

    /** The log of the principal's turn that runs here in the conversation. */
    Optional<TurnLog> log(Principal principal, ConversationId id) {
        return Optional.ofNullable(running.get(id))
                .filter(it -> it.ownedBy(principal) && it.isOpen())
                .map(RunningTurn::log);
    }

    /** Stops the principal's turn that runs here in the conversation; false when none does. */
    boolean stop(Principal principal, ConversationId id) {
        RunningTurn here = running.get(id);
        if (here == null || !here.ownedBy(principal)) {
            return false;
        }
        here.cancellation().cancel(new TurnOutcome.Stopped());
        return true;
    }

    /** Stops all turns of the principal that run here. */
    void stop(Principal principal) {
        running.values().stream()
                .filter(it -> it.ownedBy(principal))
                .forEach(it -> it.cancellation().cancel(new TurnOutcome.Stopped()));
    }

    /** Stops the turn if it runs here. */
    void stop(TurnId turn) {
        running.values().stream()
                .filter(it -> it.turn().equals(turn))
                .forEach(it -> it.cancellation().cancel(new TurnOutcome.Stopped()));
    }

    /**
     * Starts a turn on what {@code prepare} gives. The conversation is claimed before it is read,
     * so that of two callers here only one goes on; the journal settles it among replicas.
     */
    TurnLog start(
            Principal principal,
            ConversationId id,
            String requestKey,
            List<Approval> approvals,
            Supplier<TurnDraft> prepare,
            Function<TurnOpening.Repeated, TurnLog> repeated) {
        RunningTurn mine =
                new RunningTurn(new TurnId(environment.ids().get()), principal, requestKey);
        RunningTurn other = running.putIfAbsent(id, mine);
        if (other != null && other.answers(principal, requestKey)) {
            return other.log();
        }
        try {
            if (other != null) {
                throw other.ownedBy(principal)
                        ? new ConversationBusy(id)
                        : new ConversationNotFound(id);
            }
            return open(id, mine, approvals, prepare, repeated);
        } catch (RuntimeException | Error e) {
            abandon(id, mine, e);
            // What was asked before fits no more, but it has its answer.
            Optional<TurnOpening.Repeated> before =
                    requestKey.isEmpty() ? Optional.empty() : journal.opened(principal, requestKey);
            if (before.isPresent()) {
                return repeated.apply(before.get());
            }
            throw e;
        }
    }

    /** Goes on with a turn of a replica that is gone; if that fails, it is handed over again. */
    void takeOver(TakenTurn taken) {
        ConversationId id = taken.conversation();
        RunningTurn mine = new RunningTurn(taken.turn(), taken.owner(), "");
        if (closing || running.putIfAbsent(id, mine) != null) {
            return;
        }
        try {
            List<TurnEvent> events = new ArrayList<>();
            TurnLog log = new TurnLog(taken.turn());
            for (JournalEntry entry : journal.read(Map.of(taken.turn(), 0))) {
                events.addAll(entry.events());
                log.copy(entry);
            }
            Conversation conversation =
                    environment
                            .conversations()
                            .find(taken.owner(), id)
                            .orElseThrow(() -> new ConversationNotFound(id));
            Recovery recovery = new Recovery(conversation, events);
            Recovery.Next next = recovery.next(taken.fence());
            LOGGER.log(
                    INFO,
                    "turn {0} of conversation {1} taken over: {2}",
                    taken.turn(),
                    id,
                    next.getClass().getSimpleName());
            Transcript transcript =
                    new Transcript(
                            environment, conversation, recovery.answerId(), recovery.model());
            begin(
                    id,
                    mine,
                    writer(id, mine, log, taken.fence()),
                    out ->
                            Turn.resume(
                                    environment,
                                    mine.owner(),
                                    out,
                                    mine.cancellation(),
                                    transcript,
                                    recovery,
                                    next,
                                    elicitations));
        } catch (RuntimeException | Error e) {
            abandon(id, mine, e);
            throw e;
        }
    }

    /**
     * Interrupts all turns and waits until they have saved what they have, at most 3 s. Starts no
     * more.
     */
    @Override
    public void close() {
        closing = true;
        timer.shutdownNow();
        running.values().forEach(it -> it.cancellation().cancel(STOPPING));
        long end = System.nanoTime() + CLOSING_MAX.toNanos();
        try {
            for (RunningTurn turn : running.values()) {
                turn.awaitOpen(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
            }
            for (Thread thread : threads) {
                thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
            }
            writer.close();
            writer.awaitEnd(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            writer.close();
        }
    }

    private void abandon(ConversationId id, RunningTurn mine, Throwable reason) {
        running.remove(id, mine);
        mine.opened().completeExceptionally(reason);
    }

    private TurnLog open(
            ConversationId id,
            RunningTurn mine,
            List<Approval> approvals,
            Supplier<TurnDraft> prepare,
            Function<TurnOpening.Repeated, TurnLog> repeated) {
        for (int opening = 0; opening < OPENINGS_MAX; opening++) {
            TurnDraft draft = prepare.get();
            // Asked after the claim: close() sets the flag, then waits for what is claimed.
            if (closing) {
                throw new ServiceStopping();
            }
            Transcript transcript = new Transcript(environment, draft);
            List<TurnEvent> events = new ArrayList<>();
            events.add(
                    new TurnEvent.Started(
                            mine.turn(), id, transcript.answerId(), transcript.model()));
            approvals.forEach(approval -> events.add(new TurnEvent.ApprovalAnswered(approval)));
            switch (journal.open(mine.start(id, replica, draft.edit(), events))) {
                case TurnOpening.Opened opened -> {
                    TurnLog log = new TurnLog(mine.turn());
                    events.forEach(event -> log.append(TurnStart.FENCE_FIRST, event));
                    return begin(
                            id,
                            mine,
                            writer(id, mine, log, TurnStart.FENCE_FIRST),
                            out ->
                                    Turn.run(
                                            environment,
                                            mine.owner(),
                                            out,
                                            mine.cancellation(),
                                            transcript,
                                            approvals,
                                            elicitations));
                }
                case TurnOpening.Repeated it -> {
                    running.remove(id, mine);
                    TurnLog log = repeated.apply(it);
                    mine.opened().complete(log);
                    return log;
                }
                case TurnOpening.Busy busy -> throw new ConversationBusy(id);
                case TurnOpening.NotFound notFound -> throw new ConversationNotFound(id);
                case TurnOpening.Outdated outdated -> {
                    // Another replica was quicker; look at what it left.
                }
            }
        }
        throw new ConversationBusy(id);
    }

    private TurnWriter writer(ConversationId id, RunningTurn mine, TurnLog log, long fence) {
        return new TurnWriter(
                log,
                fence,
                writer,
                new TurnWriter.Owner() {
                    @Override
                    public void ended() {
                        // Freed before the end is seen: who sees it may send the next message.
                        running.remove(id, mine);
                    }

                    @Override
                    public void unsavable() {
                        mine.cancellation().cancel(UNSAVABLE);
                    }

                    @Override
                    public void lost() {
                        running.remove(id, mine);
                        mine.cancellation().cancel(TurnOutcome.LOST);
                    }
                });
    }

    private TurnLog begin(
            ConversationId id, RunningTurn mine, TurnWriter out, Consumer<TurnWriter> turn) {
        mine.opened().complete(out.log());
        Thread thread =
                Thread.ofVirtual()
                        .name("turn-" + mine.turn())
                        .unstarted(() -> run(id, mine, out, turn));
        threads.add(thread);
        thread.start();
        return out.log();
    }

    private void run(
            ConversationId id, RunningTurn mine, TurnWriter out, Consumer<TurnWriter> turn) {
        ScheduledFuture<?> limit = limitTime(mine.cancellation());
        try {
            turn.accept(out);
        } catch (RuntimeException | Error e) {
            LOGGER.log(ERROR, "turn " + mine.turn() + " failed inside Parley", e);
            out.append(new TurnEvent.Ended(Turn.INTERNAL_ERROR, Usage.NONE));
        } finally {
            limit.cancel(false);
            awaitSaved(out);
            running.remove(id, mine);
            threads.remove(Thread.currentThread());
        }
    }

    /** The turn counts as running until its end is saved; nobody interrupts its thread by now. */
    private static void awaitSaved(TurnWriter out) {
        try {
            out.awaitSaved();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private ScheduledFuture<?> limitTime(Cancellation cancellation) {
        Duration turnTimeMax = environment.limits().turnTimeMax();
        TurnOutcome tooLong =
                new TurnOutcome.Interrupted(
                        "turn_time_limit",
                        "Stopped after "
                                + turnTimeMax.toSeconds()
                                + " seconds, the limit of one turn.");
        return timer.schedule(
                () -> cancellation.cancel(tooLong), turnTimeMax.toMillis(), TimeUnit.MILLISECONDS);
    }
}
