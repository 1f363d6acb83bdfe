package dev.parley.mcp;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads lines of bounded length in UTF-8. For one thread. */
final class LineReader implements AutoCloseable {

    private final InputStream input;
    private final int lineBytesMax;

    LineReader(InputStream input, int lineBytesMax) {
        this.input = new BufferedInputStream(input, 16 * 1024);
        this.lineBytesMax = lineBytesMax;
    }

    /**
     * The next line, or null at the end.
     *
     * @throws IOException when the line is too long, or reading fails
     */
    @Nullable String line() throws IOException {
        return read(true);
    }

    /** The next line, cut where it gets too long, or null at the end. */
    @Nullable String cutLine() throws IOException {
        return read(false);
    }

    private @Nullable String read(boolean strict) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int next = input.read();
        if (next == -1) {
            return null;
        }
        for (; next != -1 && next != '\n'; next = input.read()) {
            if (line.size() < lineBytesMax) {
                line.write(next);
            } else if (strict) {
                throw new IOException("it sent a line of more than " + lineBytesMax + " bytes");
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        input.close();
    }
}
