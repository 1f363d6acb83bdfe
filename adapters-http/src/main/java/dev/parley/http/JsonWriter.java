package dev.parley.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Writes JSON as UTF-8 into one growing buffer. Not safe for use by several threads.
 *
 * <p>A buffer of our own instead of a generator of Jackson's, because each of those holds 16 KiB
 * per thread, and every open stream has a thread.
 */
final class JsonWriter {

    /** Takes bytes, which are its own only until it returns. */
    @FunctionalInterface
    interface Sink {
        void write(ByteBuffer bytes) throws IOException;
    }

    private static final int CAPACITY_FIRST = 1024;
    private static final int CAPACITY_KEPT_MAX = 64 * 1024;
    private static final int SEGMENT_LENGTH = 512;

    /** The most bytes one char becomes: a backslash, a u and four digits. */
    private static final int CHAR_BYTES_MAX = 6;

    private static final int LONG_BYTES_MAX = 20;
    private static final byte[] HEX = {
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
    };

    /** What follows the backslash; zero where none is needed. */
    private static final byte[] ESCAPES = escapes();

    private byte[] buffer = new byte[CAPACITY_FIRST];
    private int length;
    private boolean separate;

    JsonWriter object() {
        return open('{');
    }

    JsonWriter endObject() {
        return close('}');
    }

    JsonWriter array() {
        return open('[');
    }

    JsonWriter endArray() {
        return close(']');
    }

    /** A member's name, which needs no escapes. */
    JsonWriter name(String name) {
        separate();
        ensure(name.length() + 3);
        buffer[length++] = '"';
        ascii(name);
        buffer[length++] = '"';
        buffer[length++] = ':';
        separate = false;
        return this;
    }

    /** A member's name that comes from outside. */
    JsonWriter key(String name) {
        string(name);
        ensure(1);
        buffer[length++] = ':';
        separate = false;
        return this;
    }

    JsonWriter string(String text) {
        openString().chars(text);
        return closeString();
    }

    JsonWriter number(long number) {
        separate();
        digits(number);
        separate = true;
        return this;
    }

    /** A number; one that JSON cannot hold becomes 0. */
    JsonWriter number(double number) {
        if (number == Math.rint(number) && Math.abs(number) < 1e15) {
            return number((long) number);
        }
        separate();
        plain(Double.isFinite(number) ? Double.toString(number) : "0");
        separate = true;
        return this;
    }

    JsonWriter bool(boolean value) {
        separate();
        plain(value ? "true" : "false");
        separate = true;
        return this;
    }

    /** A value that is JSON already. Its line ends, which can stand only between tokens, go. */
    JsonWriter json(String json) {
        separate();
        for (int from = 0; from < json.length(); from += SEGMENT_LENGTH) {
            int to = Math.min(json.length(), from + SEGMENT_LENGTH);
            ensure((to - from) * CHAR_BYTES_MAX);
            for (int i = from; i < to; i++) {
                char c = json.charAt(i);
                if (c == '\n' || c == '\r') {
                    buffer[length++] = ' ';
                } else {
                    encode(json, i, c);
                }
            }
        }
        separate = true;
        return this;
    }

    JsonWriter field(String name, String text) {
        return name(name).string(text);
    }

    JsonWriter field(String name, long number) {
        return name(name).number(number);
    }

    JsonWriter field(String name, boolean value) {
        return name(name).bool(value);
    }

    /** A member that is left out when its text is empty. */
    JsonWriter optional(String name, String text) {
        return text.isEmpty() ? this : field(name, text);
    }

    /** Bytes as they are; a value may follow without a comma. */
    JsonWriter raw(byte[] bytes) {
        ensure(bytes.length);
        System.arraycopy(bytes, 0, buffer, length, bytes.length);
        length += bytes.length;
        separate = false;
        return this;
    }

    /** Opens a string that is to be written in pieces. */
    JsonWriter openString() {
        separate();
        ensure(1);
        buffer[length++] = '"';
        return this;
    }

    /**
     * A piece of a string. A character cut in two by the end of a piece is written as two escapes,
     * which readers join again.
     */
    JsonWriter chars(String text) {
        for (int from = 0; from < text.length(); from += SEGMENT_LENGTH) {
            int to = Math.min(text.length(), from + SEGMENT_LENGTH);
            ensure((to - from) * CHAR_BYTES_MAX);
            for (int i = from; i < to; i++) {
                char c = text.charAt(i);
                byte escape = c < 0x80 ? ESCAPES[c] : 0;
                if (escape == 0) {
                    encode(text, i, c);
                } else if (escape == 'u') {
                    unicodeEscape(c);
                } else {
                    buffer[length++] = '\\';
                    buffer[length++] = escape;
                }
            }
        }
        return this;
    }

    JsonWriter closeString() {
        ensure(1);
        buffer[length++] = '"';
        separate = true;
        return this;
    }

    /** Decimal digits with nothing around them. */
    JsonWriter digits(long number) {
        ensure(LONG_BYTES_MAX);
        if (number < 10 && number >= 0) {
            buffer[length++] = (byte) ('0' + number);
        } else {
            ascii(Long.toString(number));
        }
        return this;
    }

    int size() {
        return length;
    }

    byte[] toBytes() {
        return Arrays.copyOf(buffer, length);
    }

    /** Gives everything to {@code sink} and starts anew, with a small buffer if it had grown. */
    void drainTo(Sink sink) throws IOException {
        ByteBuffer written = ByteBuffer.wrap(buffer, 0, length);
        length = 0;
        separate = false;
        sink.write(written);
        if (buffer.length > CAPACITY_KEPT_MAX) {
            buffer = new byte[CAPACITY_FIRST];
        }
    }

    private JsonWriter open(char bracket) {
        separate();
        ensure(1);
        buffer[length++] = (byte) bracket;
        separate = false;
        return this;
    }

    private JsonWriter close(char bracket) {
        ensure(1);
        buffer[length++] = (byte) bracket;
        separate = true;
        return this;
    }

    private void separate() {
        if (separate) {
            ensure(1);
            buffer[length++] = ',';
        }
    }

    private void plain(String text) {
        ensure(text.length());
        ascii(text);
    }

    private void ascii(String text) {
        for (int i = 0; i < text.length(); i++) {
            buffer[length++] = (byte) text.charAt(i);
        }
    }

    /** Writes the char at {@code index}; the second half of a pair is written with the first. */
    private void encode(String text, int index, char c) {
        if (c < 0x80) {
            buffer[length++] = (byte) c;
        } else if (c < 0x800) {
            buffer[length++] = (byte) (0xC0 | (c >> 6));
            buffer[length++] = (byte) (0x80 | (c & 0x3F));
        } else if (!Character.isSurrogate(c)) {
            buffer[length++] = (byte) (0xE0 | (c >> 12));
            buffer[length++] = (byte) (0x80 | ((c >> 6) & 0x3F));
            buffer[length++] = (byte) (0x80 | (c & 0x3F));
        } else if (startsPair(text, index)) {
            int point = Character.toCodePoint(c, text.charAt(index + 1));
            buffer[length++] = (byte) (0xF0 | (point >> 18));
            buffer[length++] = (byte) (0x80 | ((point >> 12) & 0x3F));
            buffer[length++] = (byte) (0x80 | ((point >> 6) & 0x3F));
            buffer[length++] = (byte) (0x80 | (point & 0x3F));
        } else if (index == 0 || !startsPair(text, index - 1)) {
            unicodeEscape(c);
        }
    }

    private static boolean startsPair(String text, int index) {
        return Character.isHighSurrogate(text.charAt(index))
                && index + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(index + 1));
    }

    private void unicodeEscape(char c) {
        buffer[length++] = '\\';
        buffer[length++] = 'u';
        buffer[length++] = HEX[c >> 12];
        buffer[length++] = HEX[(c >> 8) & 0xF];
        buffer[length++] = HEX[(c >> 4) & 0xF];
        buffer[length++] = HEX[c & 0xF];
    }

    private void ensure(int more) {
        if (buffer.length - length < more) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + more));
        }
    }

    private static byte[] escapes() {
        byte[] escapes = new byte[0x80];
        Arrays.fill(escapes, 0, 0x20, (byte) 'u');
        escapes['"'] = '"';
        escapes['\\'] = '\\';
        escapes['\n'] = 'n';
        escapes['\r'] = 'r';
        escapes['\t'] = 't';
        return escapes;
    }
}
