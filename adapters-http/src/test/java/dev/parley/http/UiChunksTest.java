package dev.parley.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.turn.TurnEvent;
import dev.parley.turn.TurnEvent.ReasoningDelta;
import dev.parley.turn.TurnEvent.TextDelta;
import dev.parley.turn.TurnEvent.ToolStarted;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class UiChunksTest {

    /**
     * Run with {@code -Dtest.jvm.flags=-Dparley.sse.write=true} to write the files anew; then read
     * the diff.
     */
    private static final boolean WRITE = Boolean.getBoolean("parley.sse.write");

    private static final Path FOLDER = Path.of("src", "test", "resources", "sse");

    @ParameterizedTest
    @EnumSource
    void eventsAreTheBytesOnRecord(RecordedTurns turn) throws IOException {
        byte[] encoded = encode(turn.events(), 1);

        if (WRITE) {
            Files.write(FOLDER.resolve(turn.file()), encoded);
        }

        assertThat(new String(encoded, UTF_8)).isEqualTo(new String(recorded(turn), UTF_8));
        assertThat(encoded).isEqualTo(recorded(turn));
    }

    /** A second opinion on the escapes: another reader finds the text that went in. */
    @ParameterizedTest
    @EnumSource
    void textIsReadAsItWasWritten(RecordedTurns turn) throws IOException {
        StringBuilder read = new StringBuilder();
        for (String line : new String(encode(turn.events(), 1), UTF_8).split("\n", -1)) {
            if (line.startsWith("data: {\"type\":\"text-delta\"")) {
                read.append(new ObjectMapper().readTree(line.substring(6)).get("delta").asText());
            }
        }

        StringBuilder written = new StringBuilder();
        for (TurnEvent event : turn.events()) {
            if (event instanceof TextDelta delta) {
                written.append(delta.text());
            }
        }
        assertThat(read.toString()).isEqualTo(written.toString());
    }

    @Test
    void deltasOfOneBlockThatAreReadyTogetherBecomeOneChunk() throws IOException {
        List<TurnEvent> events =
                List.of(
                        new TextDelta(0, "a"),
                        new TextDelta(0, "b"),
                        new TextDelta(1, "c"),
                        new ReasoningDelta(1, "d"),
                        new ReasoningDelta(1, "e"));

        String encoded = new String(encode(events, 7), UTF_8);

        assertThat(encoded)
                .isEqualTo(
                        """
                        id: 1.8
                        data: {"type":"text-delta","id":"text-0","delta":"ab"}

                        id: 1.9
                        data: {"type":"text-delta","id":"text-1","delta":"c"}

                        id: 1.11
                        data: {"type":"reasoning-delta","id":"reasoning-1","delta":"de"}

                        """);
    }

    @Test
    void mergedChunksStayBounded() throws IOException {
        List<TurnEvent> events = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            events.add(new TextDelta(0, "#".repeat(1_000)));
        }

        String encoded = new String(encode(events, 1), UTF_8);

        assertThat(encoded.lines().mapToInt(String::length).max().orElseThrow()).isLessThan(20_000);
        assertThat(encoded.chars().filter(c -> c == '#').count()).isEqualTo(1_000_000);
    }

    @Test
    void eventWithoutAChunkLeavesNoTrace() throws IOException {
        assertThat(encode(List.of(new ToolStarted("call-1", true)), 3)).isEmpty();
    }

    private static byte[] encode(List<TurnEvent> events, int firstSequence) throws IOException {
        JsonWriter json = new JsonWriter();
        UiChunks chunks = new UiChunks(json);
        for (int i = 0; i < events.size(); ) {
            i += chunks.encode(events, i, 1, firstSequence + i);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        json.drainTo(it -> out.write(it.array(), it.arrayOffset(), it.remaining()));
        return out.toByteArray();
    }

    static byte[] recorded(RecordedTurns turn) throws IOException {
        try (InputStream in = Files.newInputStream(FOLDER.resolve(turn.file()))) {
            return in.readAllBytes();
        }
    }
}
