package dev.parley.app.crash;

import dev.parley.conversation.Conversation;
import dev.parley.conversation.ConversationId;
import dev.parley.conversation.ConversationStore;
import dev.parley.token.Principal;
import dev.parley.turn.JournalEntry;
import dev.parley.turn.TurnId;
import dev.parley.turn.TurnJournal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Keeps what clients sent and saw, and in the end makes a {@link History} of it with what is
 * stored. Safe for use by many threads.
 */
final class Recorder {

    private final List<Sending> sendings = new ArrayList<>();
    private final List<Reading> readings = new ArrayList<>();

    synchronized void add(Sending sending) {
        sendings.add(sending);
    }

    synchronized void add(Reading reading) {
        readings.add(reading);
    }

    synchronized int messagesAcknowledged() {
        return (int)
                sendings.stream()
                        .filter(it -> it.acknowledged().isPresent() && !it.text().isEmpty())
                        .map(Sending::text)
                        .distinct()
                        .count();
    }

    synchronized int turns() {
        return acknowledgedTurns().size();
    }

    /** The history, once all is over; nobody else uses an H2 database meanwhile. */
    synchronized History history(World world) {
        Principal owner = Principal.local();
        try (World.Stored stored = world.stored()) {
            TurnJournal journal = stored.journal();
            ConversationStore store = stored.conversations();
            List<RecordedTurn> turns = new ArrayList<>();
            acknowledgedTurns()
                    .forEach(
                            (turn, id) -> {
                                List<JournalEntry> entries = journal.read(Map.of(turn, 0));
                                boolean running =
                                        journal.running(owner, id).filter(turn::equals).isPresent();
                                turns.add(new RecordedTurn(turn, id, running, entries));
                            });
            Set<ConversationId> ids = new LinkedHashSet<>();
            sendings.forEach(sending -> ids.add(sending.conversation()));
            List<Conversation> conversations =
                    ids.stream().flatMap(id -> store.find(owner, id).stream()).toList();
            return new History(sendings, readings, turns, conversations, calls(world));
        }
    }

    private static List<WitnessedCall> calls(World world) {
        Path calls = world.folder().resolve(CrashService.CALLS);
        return DurableFile.lines(calls).stream().map(WitnessedCall::of).toList();
    }

    private Map<TurnId, ConversationId> acknowledgedTurns() {
        Map<TurnId, ConversationId> turns = new LinkedHashMap<>();
        for (Sending sending : sendings) {
            sending.acknowledged().ifPresent(turn -> turns.put(turn, sending.conversation()));
        }
        return turns;
    }
}
