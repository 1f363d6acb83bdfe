package dev.parley.turn;

/** A request key came with a request for another conversation than the first time. */
public final class RequestKeyReused extends RuntimeException {

    RequestKeyReused() {
        super("the request key was used for another conversation");
    }
}
