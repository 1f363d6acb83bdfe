package dev.parley.openai;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;

/**
 * A body that tells its watch when it waits, and that an interrupt ends even when bytes are there.
 */
final class WatchedBody extends InputStream {

    private final InputStream in;
    private final CallWatch watch;

    WatchedBody(InputStream in, CallWatch watch) {
        this.in = in;
        this.watch = watch;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted before a read");
        }
        watch.waits();
        int read = in.read(target, offset, length);
        watch.arrived();
        return read;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }
}
