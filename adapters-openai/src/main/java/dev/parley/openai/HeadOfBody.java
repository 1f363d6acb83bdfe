package dev.parley.openai;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Ends a body early: what comes after the limit is not read. */
final class HeadOfBody extends FilterInputStream {

    private int left;

    HeadOfBody(InputStream in, int bytesMax) {
        super(in);
        left = bytesMax;
    }

    @Override
    public int read() throws IOException {
        if (left == 0) {
            return -1;
        }
        left--;
        return super.read();
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (left == 0 && length > 0) {
            return -1;
        }
        int read = super.read(target, offset, Math.min(length, left));
        left -= Math.max(0, read);
        return read;
    }
}
