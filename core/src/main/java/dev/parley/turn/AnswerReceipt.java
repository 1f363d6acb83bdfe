package dev.parley.turn;

/** What the journal did with an answer to an elicitation. */
public enum AnswerReceipt {
    /** It is the answer, and will reach the turn. */
    TAKEN,
    /** There was one before, or the turn does not wait for it any more. */
    TOO_LATE,
    /** The principal was not asked this. */
    UNKNOWN
}
