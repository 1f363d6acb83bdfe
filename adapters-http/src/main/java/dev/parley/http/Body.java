package dev.parley.http;

import io.javalin.http.Context;
import java.io.IOException;

/** Reads request bodies up to a limit, whether or not their length is announced. */
final class Body {

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

    private Problem tooLarge() {
        return new Problem(
                ProblemCode.BODY_TOO_LARGE, "A body may have at most " + bytesMax + " bytes.");
    }
}
