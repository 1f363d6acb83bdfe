package dev.parley.mcp;

import org.jspecify.annotations.Nullable;

/**
 * The connection a request went over is gone; the next use opens another. The message ends the
 * sentence "The connection to the server broke: ".
 */
final class ConnectionBroken extends RuntimeException {

    ConnectionBroken(String reason, @Nullable Throwable cause) {
        super(reason, cause);
    }
}
