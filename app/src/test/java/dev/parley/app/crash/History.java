package dev.parley.app.crash;

import dev.parley.conversation.Conversation;
import java.util.List;

/**
 * All there is to know of a run once it is over: what clients sent and saw, what is stored, and
 * what was really executed.
 *
 * @param sendings in the order they were made
 * @param turns those of one conversation in the order they ran
 * @param calls what the tools' server received, in order
 */
record History(
        List<Sending> sendings,
        List<Reading> readings,
        List<RecordedTurn> turns,
        List<Conversation> conversations,
        List<WitnessedCall> calls) {

    History {
        sendings = List.copyOf(sendings);
        readings = List.copyOf(readings);
        turns = List.copyOf(turns);
        conversations = List.copyOf(conversations);
        calls = List.copyOf(calls);
    }
}
