package dev.parley.turn;

import java.util.function.Supplier;

/** A journal as one replica reaches it: the line can be unplugged and plugged in again. */
public final class PluggedJournal extends ForwardingTurnJournal {

    private volatile boolean unplugged;

    public PluggedJournal(TurnJournal journal) {
        super(journal);
    }

    /** From now on nothing gets through: to the others, this replica is dead. */
    public void unplug() {
        unplugged = true;
    }

    public void plugIn() {
        unplugged = false;
    }

    @Override
    protected <T> T through(Supplier<T> call) {
        if (unplugged) {
            throw new TurnJournalException("the line is dead", new IllegalStateException());
        }
        return super.through(call);
    }
}
