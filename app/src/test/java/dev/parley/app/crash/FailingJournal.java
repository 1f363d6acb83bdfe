package dev.parley.app.crash;

import dev.parley.conversation.ConversationId;
import dev.parley.token.Principal;
import dev.parley.tool.Elicitation;
import dev.parley.tool.ElicitationAnswer;
import dev.parley.turn.AnswerReceipt;
import dev.parley.turn.ElicitationId;
import dev.parley.turn.JournalEntry;
import dev.parley.turn.ReplicaId;
import dev.parley.turn.TakenTurn;
import dev.parley.turn.TurnAppend;
import dev.parley.turn.TurnId;
import dev.parley.turn.TurnJournal;
import dev.parley.turn.TurnOpening;
import dev.parley.turn.TurnStart;
import dev.parley.turn.UsageReport;
import dev.parley.turn.UsageSum;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A journal around whose every change of a turn the program may die. */
record FailingJournal(TurnJournal journal, Failpoints failpoints) implements TurnJournal {

    @Override
    public TurnOpening open(TurnStart start) {
        return failpoints.around(() -> journal.open(start));
    }

    @Override
    public Optional<TurnOpening.Repeated> opened(Principal owner, String requestKey) {
        failpoints.check();
        return journal.opened(owner, requestKey);
    }

    @Override
    public Set<TurnId> append(List<TurnAppend> appends) {
        return failpoints.around(() -> journal.append(appends));
    }

    @Override
    public List<JournalEntry> read(Map<TurnId, Integer> after) {
        failpoints.check();
        return journal.read(after);
    }

    @Override
    public Optional<TurnId> running(Principal owner, ConversationId conversation) {
        failpoints.check();
        return journal.running(owner, conversation);
    }

    @Override
    public boolean holds(Principal owner, ConversationId conversation, TurnId turn) {
        failpoints.check();
        return journal.holds(owner, conversation, turn);
    }

    @Override
    public boolean ask(TurnId turn, long fence, ElicitationId id, Elicitation elicitation) {
        return failpoints.around(() -> journal.ask(turn, fence, id, elicitation));
    }

    @Override
    public Optional<Elicitation> asked(Principal owner, ElicitationId id) {
        failpoints.check();
        return journal.asked(owner, id);
    }

    @Override
    public AnswerReceipt answer(Principal owner, ElicitationId id, ElicitationAnswer answer) {
        return failpoints.around(() -> journal.answer(owner, id, answer));
    }

    @Override
    public Map<ElicitationId, ElicitationAnswer> answers(Collection<ElicitationId> ids) {
        failpoints.check();
        return journal.answers(ids);
    }

    @Override
    public Optional<ElicitationAnswer> endElicitation(ElicitationId id) {
        return failpoints.around(() -> journal.endElicitation(id));
    }

    @Override
    public boolean requestStop(Principal owner, ConversationId conversation) {
        return failpoints.around(() -> journal.requestStop(owner, conversation));
    }

    @Override
    public int requestStop(Principal owner) {
        return failpoints.around(() -> journal.requestStop(owner));
    }

    @Override
    public Set<TurnId> stopping(ReplicaId replica, Collection<TurnId> turns) {
        failpoints.check();
        return journal.stopping(replica, turns);
    }

    /** A renewal is a place to die only if it took something over: the rest are the clock's. */
    @Override
    public List<TakenTurn> renew(ReplicaId replica, Duration lease, Collection<TurnId> held) {
        failpoints.check();
        List<TakenTurn> taken = journal.renew(replica, lease, held);
        taken.forEach(turn -> failpoints.pass());
        return taken;
    }

    @Override
    public void leave(ReplicaId replica) {
        failpoints.check();
        journal.leave(replica);
    }

    @Override
    public UsageReport usage(Principal owner) {
        failpoints.check();
        return journal.usage(owner);
    }

    @Override
    public UsageSum usage(Principal owner, ConversationId conversation) {
        failpoints.check();
        return journal.usage(owner, conversation);
    }

    @Override
    public void forget(Duration eventsKept, Duration turnsKept) {
        failpoints.check();
        journal.forget(eventsKept, turnsKept);
    }

    @Override
    public Subscription subscribe(Runnable hint) {
        return journal.subscribe(hint);
    }
}
