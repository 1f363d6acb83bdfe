package dev.parley.turn;

import dev.parley.conversation.ConversationId;
import dev.parley.token.Principal;
import dev.parley.tool.Elicitation;
import dev.parley.tool.ElicitationAnswer;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The durable record of turns: who runs them, and their events in order. What a method wrote is
 * durable when it returns.
 *
 * <p>A turn belongs to the {@linkplain ReplicaId replica} that opened it, as long as that renews
 * its lease. When the lease has run out, by the clock of the database, another replica may take the
 * turn over: the turn's <em>fence</em>, a number, grows by one, and what the former replica appends
 * with the old one is refused. So at any time at most one replica writes to a turn and its
 * conversation.
 *
 * <p>Implementations are safe for use by many threads and many processes. Every method blocks until
 * the journal has answered, does not react to interrupts (the flag stays set), and throws {@link
 * TurnJournalException} when it cannot answer. Calls may be repeated then: each says what a
 * repetition does.
 */
public interface TurnJournal {

    /** How long a replica that says nothing keeps its turns. */
    Duration LEASE_DEFAULT = Duration.ofSeconds(15);

    /** The most turns {@link #renew} hands over at once. */
    int TAKEN_MAX = 64;

    /**
     * Opens a turn with fence {@link TurnStart#FENCE_FIRST}, its first events, and its change to
     * the conversation, all or nothing. A conversation has at most one turn that has not ended; a
     * request key opens at most one turn of its owner, for as long as the turn is known ({@link
     * #forget}).
     *
     * <p>Checked in this order: repeated, not found, busy, outdated. A repetition after a failure
     * either opens the turn or, with a request key, answers {@link TurnOpening.Repeated}; a turn
     * that was opened although the call failed is handed over by {@link #renew}.
     */
    TurnOpening open(TurnStart start);

    /** The turn the owner has opened with this request key, if one is known. */
    Optional<TurnOpening.Repeated> opened(Principal owner, String requestKey);

    /**
     * Appends to any number of turns in one transaction: for each, all or nothing. Of an append
     * whose events are there already, from a call that failed, only what is missing is added: most
     * often nothing. It is no refusal.
     *
     * @param appends at most one for each turn, each continuing where the turn's events end
     * @return the turns that refuse: ended, taken over by another replica, or deleted with their
     *     conversation
     * @throws IllegalArgumentException when an append leaves a gap; nothing is written
     */
    Set<TurnId> append(List<TurnAppend> appends);

    /**
     * The events behind the given sequence numbers, by turn and in order. A turn without new ones,
     * or that is not known, is missing from the answer.
     */
    List<JournalEntry> read(Map<TurnId, Integer> after);

    /** The turn of the conversation that has not ended, if the owner has such a one. */
    Optional<TurnId> running(Principal owner, ConversationId conversation);

    /** Whether the turn is one of the owner's conversation, ended or not, with its events kept. */
    boolean holds(Principal owner, ConversationId conversation, TurnId turn);

    /**
     * Asks whoever runs the conversation's turn to stop it.
     *
     * @return false when none is running
     */
    boolean requestStop(Principal owner, ConversationId conversation);

    /**
     * Asks whoever runs turns of the owner to stop them: all that run now.
     *
     * @return how many there are; a repetition counts those again that still run
     */
    int requestStop(Principal owner);

    /**
     * Which of these turns, which the replica runs, are to be given up: asked to stop, taken over
     * by another, or not running any more, ended or deleted.
     */
    Set<TurnId> stopping(ReplicaId replica, Collection<TurnId> turns);

    /**
     * Lets a question of a running turn be answered, by the turn's owner and at any replica.
     *
     * @param fence that of the replica that asks
     * @return false when the turn refuses, as {@link #append} has it; also true when the question
     *     is there already, from a call that failed
     */
    boolean ask(TurnId turn, long fence, ElicitationId id, Elicitation elicitation);

    /** What the principal was asked under this id, for as long as the turn is known. */
    Optional<Elicitation> asked(Principal owner, ElicitationId id);

    /**
     * Answers a question, once: a repetition is too late, as is an answer to a turn that has ended
     * or that another replica took over after it had asked.
     */
    AnswerReceipt answer(Principal owner, ElicitationId id, ElicitationAnswer answer);

    /** The answers that were taken to these questions and not yet given away by their end. */
    Map<ElicitationId, ElicitationAnswer> answers(Collection<ElicitationId> ids);

    /**
     * Ends a question: it is not answered any more, and what the user said is forgotten here.
     *
     * @return the answer if one was taken; a repetition gives none
     */
    Optional<ElicitationAnswer> endElicitation(ElicitationId id);

    /**
     * Keeps this replica's turns for another {@code lease}, and takes over turns that nobody runs:
     * those of replicas whose lease has run out, and this one's own that it does not know of.
     *
     * @param held the turns this replica runs or is about to open
     * @return the turns taken over, at most {@link #TAKEN_MAX}; if the call fails after all, a
     *     later one hands them over again
     */
    List<TakenTurn> renew(ReplicaId replica, Duration lease, Collection<TurnId> held);

    /** Ends the replica's lease at once: its turns, if any are left, may be taken over. */
    void leave(ReplicaId replica);

    /**
     * What the owner's turns have used. It changes together with the turns' events, and stays when
     * these are forgotten or their conversation is deleted.
     */
    UsageReport usage(Principal owner);

    /** What the turns of the owner's conversation have used; nothing when there is no such one. */
    UsageSum usage(Principal owner, ConversationId conversation);

    /**
     * Drops the events of turns that ended longer than {@code eventsKept} ago, since what they said
     * is in the conversation, and forgets turns that ended longer than {@code turnsKept} ago.
     */
    void forget(Duration eventsKept, Duration turnsKept);

    /**
     * Has {@code hint} called, on any thread, when another replica may have appended, asked for a
     * stop or taken an answer. Hints may be late, too many or missing: whoever waits also looks by
     * itself now and then.
     *
     * @return ends the subscription
     */
    Subscription subscribe(Runnable hint);

    /** Ends a subscription; no hint comes after {@link #close}, but for one under way. */
    @FunctionalInterface
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
