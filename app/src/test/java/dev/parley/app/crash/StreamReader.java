package dev.parley.app.crash;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the stream of one turn over many connections, as a page does: what a cut leaves of an event
 * counts for nothing, and the next connection begins behind the last whole event that had an id.
 * Used by one thread.
 */
final class StreamReader {

    private static final Pattern TURN = Pattern.compile("\"turnId\":\"([^\"]+)\"");
    private static final Pattern DELTA =
            Pattern.compile("\"type\":\"text-delta\".*\"delta\":\"([^\"]*)\"");

    private final StringBuilder text = new StringBuilder();
    private final List<String> ids = new ArrayList<>();
    private @Nullable String turn;
    private int finishes;
    private boolean done;

    /** Reads until {@code cut} bytes or whole events were read, or the stream has ended. */
    void read(InputStream in, boolean wholeEvents, int cut) throws IOException {
        StringBuilder event = new StringBuilder();
        int read = 0;
        for (int c = in.read(); c >= 0; c = in.read()) {
            event.append((char) c);
            boolean whole = event.length() > 1 && event.toString().endsWith("\n\n");
            if (whole) {
                accept(event.toString());
                event.setLength(0);
            }
            read += wholeEvents ? (whole ? 1 : 0) : 1;
            if (read >= cut) {
                return;
            }
        }
    }

    Optional<String> turn() {
        return Optional.ofNullable(turn);
    }

    Optional<String> lastId() {
        return ids.isEmpty() ? Optional.empty() : Optional.of(ids.getLast());
    }

    List<String> ids() {
        return List.copyOf(ids);
    }

    /** All text, in the order it was seen. */
    String text() {
        return text.toString();
    }

    boolean done() {
        return done;
    }

    int finishes() {
        return finishes;
    }

    private void accept(String event) {
        for (String line : event.split("\n", -1)) {
            if (line.startsWith("id: ")) {
                ids.add(line.substring("id: ".length()));
            } else if (line.startsWith("data: ")) {
                acceptData(line.substring("data: ".length()));
            }
        }
    }

    private void acceptData(String data) {
        done |= data.equals("[DONE]");
        finishes += data.startsWith("{\"type\":\"finish\"") ? 1 : 0;
        Matcher start = TURN.matcher(data);
        if (start.find()) {
            turn = start.group(1);
        }
        Matcher delta = DELTA.matcher(data);
        if (delta.find()) {
            text.append(delta.group(1));
        }
    }
}
