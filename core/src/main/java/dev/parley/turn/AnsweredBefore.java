package dev.parley.turn;

/** A request was repeated whose turn ended long ago: its answer is in the conversation. */
public final class AnsweredBefore extends RuntimeException {

    AnsweredBefore(TurnId turn) {
        super("the request was answered by turn " + turn);
    }
}
