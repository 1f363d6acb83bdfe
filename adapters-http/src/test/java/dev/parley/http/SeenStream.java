package dev.parley.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a client has seen of a turn, over as many connections as it took: whole events only, as the
 * page reads them. Used by one thread.
 */
final class SeenStream {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
    private final StringBuilder text = new StringBuilder();
    private final List<String> ids = new ArrayList<>();
    private final List<String> types = new ArrayList<>();
    private String turn = "";
    private boolean done;

    /** A whole stream. */
    static SeenStream of(String stream) throws IOException {
        SeenStream seen = new SeenStream();
        seen.read(stream.getBytes(UTF_8));
        return seen;
    }

    void read(byte[] bytes) throws IOException {
        for (byte it : bytes) {
            pending.write(it);
            if (it == '\n' && pending.size() >= 2) {
                String block = pending.toString(UTF_8);
                if (block.endsWith("\n\n")) {
                    pending.reset();
                    event(block);
                }
            }
        }
    }

    /** The connection is gone, and with it the event that was not whole. */
    void cut() {
        pending.reset();
    }

    /** All text deltas joined. */
    String text() {
        return text.toString();
    }

    /** The ids in the order in which they came. */
    List<String> ids() {
        return ids;
    }

    /** The id to go on after; empty before the first. */
    String lastId() {
        return ids.isEmpty() ? "" : ids.getLast();
    }

    /** The types of the chunks in the order in which they came. */
    List<String> types() {
        return types;
    }

    /** The turn's id; empty before its first event. */
    String turn() {
        return turn;
    }

    /** Whether the stream said that it was over. */
    boolean done() {
        return done;
    }

    private void event(String block) throws IOException {
        for (String line : block.split("\n", -1)) {
            if (line.startsWith("data: ")) {
                data(line.substring("data: ".length()));
            }
        }
        block.lines()
                .filter(it -> it.startsWith("id: "))
                .forEach(it -> ids.add(it.substring("id: ".length())));
    }

    private void data(String data) throws IOException {
        if (data.equals("[DONE]")) {
            done = true;
            return;
        }
        JsonNode chunk = JSON.readTree(data);
        types.add(chunk.get("type").asText());
        if (chunk.get("type").asText().equals("text-delta")) {
            text.append(chunk.get("delta").asText());
        }
        if (chunk.get("type").asText().equals("start")) {
            turn = chunk.get("messageMetadata").get("turnId").asText();
        }
    }
}
