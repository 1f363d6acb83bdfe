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
}
