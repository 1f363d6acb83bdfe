package dev.parley.http;

/** The web server could not start; the message says why in one sentence. */
public final class ServerStartException extends RuntimeException {

    ServerStartException(String message, Throwable cause) {
        super(message, cause);
    }
}
