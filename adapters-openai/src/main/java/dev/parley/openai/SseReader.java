package dev.parley.openai;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Reads server-sent events from a body, one at a time, into one reused buffer (WHATWG HTML, 9.2.6).
 * Not for use by many threads.
 *
 * <p>Differs from the standard in one point: an event whose last line is whole is given at the end
 * of the body even without the empty line that should follow, since some servers leave it out.
 */
final class SseReader {

    /** What came is not a stream of events this reader is willing to hold. */
    static final class TooLongException extends IOException {
        TooLongException() {
            super("an event is longer than " + EVENT_BYTES_MAX + " bytes");
        }
    }

    static final int EVENT_BYTES_MAX = 4 << 20;

    /** Holds a usual event; thousands of streams wait at once, so it begins small. */
    private static final int BUFFER_BYTES = 4 << 10;

    private final InputStream in;
    private byte[] buffer = new byte[BUFFER_BYTES];
    private int position;
    private int limit;
    private boolean begun;
    private boolean skipLineFeed;

    private int dataStart;
    private int dataEnd;
    private boolean hasData;
    private boolean error;

    SseReader(InputStream in) {
        this.in = in;
    }

    /**
     * Reads the next event that has data. Blocks until it is there.
     *
     * @return false at the end of the body
     */
    boolean next() throws IOException {
        hasData = false;
        error = false;
        while (true) {
            int end = endOfLine();
            if (end < 0) {
                return hasData;
            }
            int start = position;
            endLine(end);
            if (start == end) {
                if (hasData) {
                    return true;
                }
                error = false;
            } else {
                field(start, end);
            }
        }
    }

    /** The array that holds the event's data; valid until the next call of {@link #next}. */
    byte[] buffer() {
        return buffer;
    }

    int dataStart() {
        return dataStart;
    }

    int dataLength() {
        return dataEnd - dataStart;
    }

    /** Whether the event was named {@code error}. */
    boolean isError() {
        return error;
    }

    boolean dataIs(byte[] text) {
        return Arrays.equals(buffer, dataStart, dataEnd, text, 0, text.length);
    }

    /** Where the line that begins at position ends, or -1 when the body ends before it does. */
    private int endOfLine() throws IOException {
        int scan = position;
        while (true) {
            if (skipLineFeed && scan < limit) {
                // The second half of CR LF; it may come in a later read than the first.
                skipLineFeed = false;
                if (buffer[scan] == '\n') {
                    scan++;
                    position = scan;
                }
            }
            for (; scan < limit; scan++) {
                byte b = buffer[scan];
                if (b == '\n' || b == '\r') {
                    return scan;
                }
            }
            int scanned = scan - position;
            if (!fill()) {
                return -1;
            }
            scan = position + scanned;
        }
    }

    private void endLine(int end) {
        skipLineFeed = buffer[end] == '\r';
        position = end + 1;
    }

    private boolean fill() throws IOException {
        int keep = hasData ? dataStart : position;
        if (limit == buffer.length) {
            if (keep > 0) {
                shift(keep);
            } else if (buffer.length >= EVENT_BYTES_MAX) {
                throw new TooLongException();
            } else {
                buffer = Arrays.copyOf(buffer, Math.min(buffer.length * 2, EVENT_BYTES_MAX));
            }
        } else if (keep == limit) {
            shift(keep);
        }
        int read = in.read(buffer, limit, buffer.length - limit);
        if (read < 0) {
            return false;
        }
        limit += read;
        return begun || skipByteOrderMark();
    }

    private void shift(int keep) {
        System.arraycopy(buffer, keep, buffer, 0, limit - keep);
        limit -= keep;
        position -= keep;
        dataStart -= keep;
        dataEnd -= keep;
    }

    /** Reads on until the first three bytes are there, or fewer that cannot be the mark. */
    private boolean skipByteOrderMark() throws IOException {
        byte[] mark = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
        int same = Arrays.mismatch(buffer, 0, Math.min(limit, 3), mark, 0, 3);
        if (same == limit && limit < 3) {
            return fill();
        }
        begun = true;
        if (same == -1) {
            position = 3;
        }
        return true;
    }

    private void field(int start, int end) {
        if (is(start, end, 'd', "data")) {
            data(value(start + 4, end), end);
        } else if (is(start, end, 'e', "event")) {
            int value = value(start + 5, end);
            error = end - value == 5 && buffer[value] == 'e' && is(value, end, 'e', "error");
        }
    }

    private void data(int start, int end) {
        if (!hasData) {
            hasData = true;
            dataStart = start;
            dataEnd = end;
            return;
        }
        // Lines of one event are moved together in place: there is room, as a name stood between.
        buffer[dataEnd] = '\n';
        System.arraycopy(buffer, start, buffer, dataEnd + 1, end - start);
        dataEnd += 1 + end - start;
    }

    /** Whether the line is a field of this name; without a colon it is one with an empty value. */
    private boolean is(int start, int end, char first, String name) {
        int length = name.length();
        if (buffer[start] != first || end - start < length) {
            return false;
        }
        for (int i = 1; i < length; i++) {
            if (buffer[start + i] != name.charAt(i)) {
                return false;
            }
        }
        return end - start == length || buffer[start + length] == ':';
    }

    private int value(int colon, int end) {
        int start = Math.min(colon + 1, end);
        return start < end && buffer[start] == ' ' ? start + 1 : start;
    }
}
