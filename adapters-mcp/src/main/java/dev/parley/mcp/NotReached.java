package dev.parley.mcp;

import java.io.IOException;

/** An HTTP request of which the server surely has seen no byte of the body. */
final class NotReached extends IOException {

    NotReached(IOException cause) {
        super("not sent", cause);
    }
}
