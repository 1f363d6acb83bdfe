package dev.parley.turn;

/** The service is closing and starts no more turns. */
public final class ServiceStopping extends RuntimeException {

    public ServiceStopping() {
        super("the server is stopping");
    }
}
