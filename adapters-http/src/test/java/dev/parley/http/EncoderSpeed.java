package dev.parley.http;

import dev.parley.turn.TurnEvent;
import dev.parley.turn.TurnEvent.TextDelta;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Measures what encoding costs; run by hand, with the test class path. */
final class EncoderSpeed {

    private static final int EVENTS = 1_000;
    private static final int ROUNDS = 20_000;

    private EncoderSpeed() {}

    public static void main(String[] arguments) throws IOException {
        List<TurnEvent> merged = new ArrayList<>();
        List<TurnEvent> single = new ArrayList<>();
        for (int i = 0; i < EVENTS; i++) {
            merged.add(new TextDelta(0, " token"));
            // Two blocks in turn, so that none can be merged.
            single.add(new TextDelta(i % 2, " token"));
        }
        for (int pass = 0; pass < 3; pass++) {
            report("merged", merged);
            report("single", single);
            report("turn", RecordedTurns.PARALLEL_TOOLS.events());
        }
    }

    private static void report(String what, List<TurnEvent> events) throws IOException {
        JsonWriter json = new JsonWriter();
        UiChunks chunks = new UiChunks(json);
        long bytes = 0;
        long start = System.nanoTime();
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < events.size(); ) {
                i += chunks.encode(events, i, 1, i + 1);
                if (json.size() > 32_000) {
                    bytes += json.size();
                    json.drainTo(written -> {});
                }
            }
            bytes += json.size();
            json.drainTo(written -> {});
        }
        double micros = (System.nanoTime() - start) / 1e3 / ROUNDS / events.size();
        System.out.printf("%s: %.3f µs per event, %d bytes%n", what, micros, bytes);
    }
}
