package dev.parley.turn;

/** The question was answered before, or its tool call is over. */
public final class ElicitationOver extends RuntimeException {

    public ElicitationOver(ElicitationId id) {
        super("elicitation " + id + " is over");
    }
}
