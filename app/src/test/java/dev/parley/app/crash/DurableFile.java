package dev.parley.app.crash;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A file of lines, each on the disk when {@link #add} returns: what survives whatever kills the
 * program. Safe for use by many threads, and by several processes, each with an object of its own.
 */
final class DurableFile implements AutoCloseable {

    private final FileChannel channel;

    DurableFile(Path path) {
        try {
            channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The lines of the file; what a dying program left of a last line is none. */
    static List<String> lines(Path path) {
        try {
            if (!Files.exists(path)) {
                return List.of();
            }
            String all = Files.readString(path);
            return all.substring(0, all.lastIndexOf('\n') + 1).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    synchronized void add(String line) {
        try {
            channel.write(ByteBuffer.wrap((line + "\n").getBytes(UTF_8)));
            channel.force(false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
