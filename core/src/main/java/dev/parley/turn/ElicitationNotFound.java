package dev.parley.turn;

/** The principal was not asked any such thing. */
public final class ElicitationNotFound extends RuntimeException {

    public ElicitationNotFound(ElicitationId id) {
        super("no elicitation " + id);
    }
}
