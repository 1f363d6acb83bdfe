package dev.parley.app.crash;

import dev.parley.app.crash.Violation.Kind;
import dev.parley.turn.JournalEntry;
import dev.parley.turn.TurnEvent;
import dev.parley.turn.TurnId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Readers saw every event once, in order, and nothing that is not there: but for text that was not
 * yet durable when its replica died (P7).
 */
final class ReadingRules {

    private final History history;
    private final Map<TurnId, Map<Integer, Seen>> kept = new HashMap<>();
    private final List<Violation> violations = new ArrayList<>();

    ReadingRules(History history) {
        this.history = history;
    }

    List<Violation> check() {
        history.turns().forEach(this::keep);
        history.readings().forEach(this::checkReading);
        return violations;
    }

    private void keep(RecordedTurn turn) {
        Map<Integer, Seen> events = new HashMap<>();
        for (JournalEntry entry : turn.entries()) {
            int sequence = entry.first();
            for (TurnEvent event : entry.events()) {
                events.put(sequence, Seen.of(entry.fence(), sequence, event));
                sequence++;
            }
        }
        kept.put(turn.turn(), events);
    }

    private void checkReading(Reading reading) {
        String who = reading.reader() + " of " + reading.turn();
        Map<Integer, Seen> events = kept.getOrDefault(reading.turn(), Map.of());
        int next = 1;
        long fence = 1;
        for (Seen seen : reading.seen()) {
            if (seen.sequence() != next || seen.fence() < fence) {
                violate(Kind.GAP, who + ": " + seen.line() + " behind " + fence + "." + (next - 1));
            }
            checkKept(who, seen, events.get(seen.sequence()));
            next = seen.sequence() + 1;
            fence = seen.fence();
        }
    }

    private void checkKept(String who, Seen seen, @Nullable Seen there) {
        if (there == null || there.fence() != seen.fence()) {
            // Only what was overtaken by a new owner may be lost, and only if it was live.
            if (!seen.live() || (there != null && there.fence() < seen.fence())) {
                violate(
                        Kind.TAKEN_BACK,
                        who
                                + ": "
                                + seen.line()
                                + ", there is "
                                + (there == null ? "nothing" : there.line()));
            }
        } else if (!there.equals(seen)) {
            violate(Kind.SEEN_OTHERWISE, who + ": " + seen.line() + ", there is " + there.line());
        }
    }

    private void violate(Kind kind, String where) {
        violations.add(new Violation(kind, where));
    }
}
