package dev.parley.egress;

/**
 * No connection came about: the name is unknown, the port is closed, nobody answers, or the
 * certificate is not one to trust. Which of these it was is in the cause only, so that nobody can
 * look around in a network through Parley. Nothing was sent.
 */
public final class EgressUnreachable extends EgressException {

    EgressUnreachable(String host, Throwable cause) {
        super("Parley could not connect to " + host + ".");
        initCause(cause);
    }
}
