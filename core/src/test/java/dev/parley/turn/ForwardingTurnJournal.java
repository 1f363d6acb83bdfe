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
import java.util.function.Supplier;

/** A journal that hands every call on to another; tests override what they are about. */
public class ForwardingTurnJournal implements TurnJournal {

    private final TurnJournal journal;

    public ForwardingTurnJournal(TurnJournal journal) {
        this.journal = journal;
    }

    /** Does one call of the journal. */
    protected <T> T through(Supplier<T> call) {
        return call.get();
    }

    @Override
    public TurnOpening open(TurnStart start) {
        return through(() -> journal.open(start));
    }

    @Override
    public Optional<TurnOpening.Repeated> opened(Principal owner, String requestKey) {
        return through(() -> journal.opened(owner, requestKey));
    }

    @Override
    public Set<TurnId> append(List<TurnAppend> appends) {
        return through(() -> journal.append(appends));
    }

    @Override
    public List<JournalEntry> read(Map<TurnId, Integer> after) {
        return through(() -> journal.read(after));
    }

    @Override
    public Optional<TurnId> running(Principal owner, ConversationId conversation) {
        return through(() -> journal.running(owner, conversation));
    }

    @Override
    public boolean holds(Principal owner, ConversationId conversation, TurnId turn) {
        return through(() -> journal.holds(owner, conversation, turn));
    }

    @Override
    public boolean requestStop(Principal owner, ConversationId conversation) {
        return through(() -> journal.requestStop(owner, conversation));
    }

    @Override
    public int requestStop(Principal owner) {
        return through(() -> journal.requestStop(owner));
    }

    @Override
    public Set<TurnId> stopping(ReplicaId replica, Collection<TurnId> turns) {
        return through(() -> journal.stopping(replica, turns));
    }

    @Override
    public boolean ask(TurnId turn, long fence, ElicitationId id, Elicitation elicitation) {
        return through(() -> journal.ask(turn, fence, id, elicitation));
    }

    @Override
    public Optional<Elicitation> asked(Principal owner, ElicitationId id) {
        return through(() -> journal.asked(owner, id));
    }

    @Override
    public AnswerReceipt answer(Principal owner, ElicitationId id, ElicitationAnswer answer) {
        return through(() -> journal.answer(owner, id, answer));
    }

    @Override
    public Map<ElicitationId, ElicitationAnswer> answers(Collection<ElicitationId> ids) {
        return through(() -> journal.answers(ids));
    }

    @Override
    public Optional<ElicitationAnswer> endElicitation(ElicitationId id) {
        return through(() -> journal.endElicitation(id));
    }

    @Override
    public List<TakenTurn> renew(ReplicaId replica, Duration lease, Collection<TurnId> held) {
        return through(() -> journal.renew(replica, lease, held));
    }

    @Override
    public void leave(ReplicaId replica) {
        through(
                () -> {
                    journal.leave(replica);
                    return true;
                });
    }

    @Override
    public UsageReport usage(Principal owner) {
        return through(() -> journal.usage(owner));
    }

    @Override
    public UsageSum usage(Principal owner, ConversationId conversation) {
        return through(() -> journal.usage(owner, conversation));
    }

    @Override
    public void forget(Duration eventsKept, Duration turnsKept) {
        through(
                () -> {
                    journal.forget(eventsKept, turnsKept);
                    return true;
                });
    }

    @Override
    public Subscription subscribe(Runnable hint) {
        return journal.subscribe(hint);
    }
}
