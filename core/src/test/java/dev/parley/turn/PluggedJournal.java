package dev.parley.turn;

import dev.parley.conversation.ConversationId;
import dev.parley.token.Principal;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** A journal as one replica reaches it: the line can be unplugged and plugged in again. */
public final class PluggedJournal implements TurnJournal {

    private final TurnJournal journal;
    private volatile boolean unplugged;

    public PluggedJournal(TurnJournal journal) {
        this.journal = journal;
    }

    /** From now on nothing gets through: to the others, this replica is dead. */
    public void unplug() {
        unplugged = true;
    }

    public void plugIn() {
        unplugged = false;
    }

    private <T> T through(Supplier<T> call) {
        if (unplugged) {
            throw new TurnJournalException("the line is dead", new IllegalStateException());
        }
        return call.get();
    }

    @Override
    public TurnOpening open(TurnStart start) {
        return through(() -> journal.open(start));
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
    public Set<TurnId> stopping(ReplicaId replica, Collection<TurnId> turns) {
        return through(() -> journal.stopping(replica, turns));
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
