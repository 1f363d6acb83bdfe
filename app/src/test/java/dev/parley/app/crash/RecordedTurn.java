package dev.parley.app.crash;

import dev.parley.conversation.ConversationId;
import dev.parley.turn.JournalEntry;
import dev.parley.turn.TurnEvent;
import dev.parley.turn.TurnId;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A turn as the journal holds it in the end.
 *
 * @param running whether it still counts as running
 */
record RecordedTurn(
        TurnId turn, ConversationId conversation, boolean running, List<JournalEntry> entries) {

    RecordedTurn {
        entries = List.copyOf(entries);
    }

    List<TurnEvent> events() {
        return entries.stream().flatMap(entry -> entry.events().stream()).toList();
    }

    <T extends TurnEvent> Stream<T> events(Class<T> type) {
        return events().stream().filter(type::isInstance).map(type::cast);
    }

    /** Whether an event that is {@code wanted} comes before the first that is {@code before}. */
    boolean holdsBefore(Predicate<TurnEvent> wanted, Predicate<TurnEvent> before) {
        return events().stream().takeWhile(before.negate()).anyMatch(wanted);
    }
}
