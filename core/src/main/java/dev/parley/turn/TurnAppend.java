package dev.parley.turn;

import dev.parley.conversation.Message;
import java.util.List;

/**
 * What one turn adds to the journal at once.
 *
 * @param fence that of the appending replica; see {@link TurnJournal}
 * @param first sequence number of the first event
 * @param events in order; an {@link TurnEvent.Ended} among them is the last and ends the turn
 * @param messages to be added to the end of the turn's conversation, in order
 */
public record TurnAppend(
        TurnId turn, long fence, int first, List<TurnEvent> events, List<Message> messages) {

    public TurnAppend {
        events = List.copyOf(events);
        messages = List.copyOf(messages);
        if (events.isEmpty()) {
            throw new IllegalArgumentException("nothing to append to turn " + turn);
        }
    }

    /** Sequence number of the last event. */
    public int last() {
        return first + events.size() - 1;
    }

    /** What is left of it when events up to {@code last}, one of its own, are there already. */
    public TurnAppend behind(int last) {
        return new TurnAppend(
                turn, fence, last + 1, events.subList(last + 1 - first, events.size()), messages);
    }

    public boolean ends() {
        return events.getLast() instanceof TurnEvent.Ended;
    }
}
