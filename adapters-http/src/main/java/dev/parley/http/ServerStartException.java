package dev.parley.http;

import java.net.BindException;
import java.nio.channels.UnresolvedAddressException;

/** The web server could not start; the message says why in one sentence. */
public final class ServerStartException extends RuntimeException {

    private ServerStartException(String message, Throwable cause) {
        super(message, cause);
    }

    static ServerStartException of(HttpConfig config, Throwable cause) {
        return new ServerStartException(
                "Cannot listen on "
                        + config.host()
                        + " port "
                        + config.port()
                        + ": "
                        + reason(cause)
                        + ".",
                cause);
    }

    /** The system says why only in words, somewhere down the causes. */
    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause != null) {
            String message = String.valueOf(cause.getMessage());
            if (message.contains("in use") && cause instanceof BindException) {
                return "the port is in use by another program";
            }
            if (message.contains("Permission denied")) {
                return "ports below 1024 need special rights";
            }
            if (message.contains("assign requested address")
                    || cause instanceof UnresolvedAddressException) {
                return "the host is not an address of this machine";
            }
            cause = cause.getCause();
        }
        return "the system refused";
    }
}
