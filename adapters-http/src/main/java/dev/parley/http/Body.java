package dev.parley.http;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;

/** Reads request bodies up to a limit, whether or not their length is announced. */
final class Body {

    /** Far more than the page can send by mistake. */
    private static final int DISCARDED_BYTES_MAX = 16_000_000;

    private final int bytesMax;

    Body(int bytesMax) {
        this.bytesMax = bytesMax;
    }

    /**
     * Reads the whole body.
     *
     * @throws Problem {@code body_too_large}, at once when the length is announced
     */
    byte[] read(Context context) {
        if (context.req().getContentLengthLong() > bytesMax) {
            throw tooLarge();
        }
        try {
            byte[] body = context.req().getInputStream().readNBytes(bytesMax + 1);
            if (body.length > bytesMax) {
                throw tooLarge();
            }
            return body;
        } catch (IOException e) {
            throw Problem.invalidBody("The body could not be read to its end.");
        }
    }

    /** Reads on to the end of a body nobody wants, or gives up on it. */
    static void discard(Context context) throws IOException {
        InputStream rest = context.req().getInputStream();
        byte[] buffer = new byte[8192];
        int left = DISCARDED_BYTES_MAX;
        for (int read = 0; read >= 0 && left > 0; left -= read) {
            read = rest.read(buffer);
        }
    }

    private Problem tooLarge() {
        return new Problem(
                ProblemCode.BODY_TOO_LARGE, "A body may have at most " + bytesMax + " bytes.");
    }
}
