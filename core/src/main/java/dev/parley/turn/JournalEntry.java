package dev.parley.turn;

import java.util.List;

/**
 * Events of a turn as the journal holds them: one append, or its rest when a reader begins inside
 * it.
 *
 * @param fence that of the replica that appended them
 * @param first sequence number of the first event
 */
public record JournalEntry(TurnId turn, long fence, int first, List<TurnEvent> events) {

    public JournalEntry {
        events = List.copyOf(events);
    }

    /** Sequence number of the last event. */
    public int last() {
        return first + events.size() - 1;
    }

    /** The part behind sequence number {@code after}, which is less than {@link #last}. */
    public JournalEntry behind(int after) {
        return after < first
                ? this
                : new JournalEntry(
                        turn, fence, after + 1, events.subList(after + 1 - first, events.size()));
    }
}
