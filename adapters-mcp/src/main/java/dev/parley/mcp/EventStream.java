package dev.parley.mcp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads server-sent events of bounded size, by the rules of the HTML standard (section 9.2.6). For
 * one thread.
 */
final class EventStream {

    /**
     * One event that has data.
     *
     * @param type empty for the default
     */
    record Event(String type, String data) {

        /** Whether it carries a JSON-RPC message; those that only set the position are blank. */
        boolean isMessage() {
            return (type.isEmpty() || type.equals("message")) && !data.isBlank();
        }
    }

    private static final Pattern MILLIS = Pattern.compile("[0-9]{1,12}");
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final InputStream input;
    private final int eventBytesMax;
    private final StreamPosition position;
    private boolean begun;
    private boolean afterCarriageReturn;

    /**
     * The events of {@code input}, which is read without a buffer of its own, so that an idle
     * stream holds no memory: it should have one.
     *
     * @param position moves along
     */
    EventStream(InputStream input, int eventBytesMax, StreamPosition position) {
        this.input = input;
        this.eventBytesMax = eventBytesMax;
        this.position = position;
    }

    /**
     * The next event; nothing at the end of the stream, where an unfinished event does not count.
     *
     * @throws MessageTooLarge when an event or a line has more bytes than allowed
     */
    Optional<Event> next() throws IOException {
        String type = "";
        @Nullable String id = null;
        StringBuilder data = new StringBuilder();
        int bytesLeft = eventBytesMax;
        for (String line = line(bytesLeft); line != null; line = line(bytesLeft)) {
            if (line.isEmpty()) {
                if (id != null) {
                    position.reached(id);
                }
                if (!data.isEmpty()) {
                    data.setLength(data.length() - 1);
                    return Optional.of(new Event(type, data.toString()));
                }
                type = "";
                id = null;
                bytesLeft = eventBytesMax;
                continue;
            }
            int colon = line.indexOf(':');
            if (colon == 0) {
                continue;
            }
            bytesLeft = Math.max(0, bytesLeft - line.length());
            String value = valueOf(line, colon);
            switch (colon < 0 ? line : line.substring(0, colon)) {
                case "data" -> data.append(value).append('\n');
                case "event" -> type = value;
                case "id" -> id = value.indexOf('\0') < 0 ? value : id;
                case "retry" -> retry(value);
                default -> {}
            }
        }
        return Optional.empty();
    }

    private static String valueOf(String line, int colon) {
        if (colon < 0) {
            return "";
        }
        boolean spaced = line.length() > colon + 1 && line.charAt(colon + 1) == ' ';
        return line.substring(colon + (spaced ? 2 : 1));
    }

    private void retry(String millis) {
        if (MILLIS.matcher(millis).matches()) {
            position.retryAfter(Duration.ofMillis(Long.parseLong(millis)));
        }
    }

    /** A line ends with CR, LF or both; what comes after a CR is looked at with the next line. */
    private @Nullable String line(int bytesMax) throws IOException {
        int next = input.read();
        if (afterCarriageReturn && next == '\n') {
            next = input.read();
        }
        afterCarriageReturn = false;
        if (next == -1) {
            return null;
        }
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (; next != '\n' && next != '\r'; next = input.read()) {
            if (next == -1) {
                return null;
            }
            if (line.size() >= bytesMax) {
                throw new MessageTooLarge();
            }
            line.write(next);
        }
        afterCarriageReturn = next == '\r';
        return withoutByteOrderMark(line.toString(StandardCharsets.UTF_8));
    }

    private String withoutByteOrderMark(String line) {
        boolean first = !begun;
        begun = true;
        return first && line.startsWith(BYTE_ORDER_MARK) ? line.substring(1) : line;
    }
}
