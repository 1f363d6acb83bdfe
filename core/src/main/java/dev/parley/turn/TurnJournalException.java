package dev.parley.turn;

/** The journal could not answer. Whether something was written is not known. */
public final class TurnJournalException extends RuntimeException {

    public TurnJournalException(String message, Throwable cause) {
        super(message, cause);
    }
}
