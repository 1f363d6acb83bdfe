package dev.parley.turn;

import java.util.List;

/** The values do not fit the form; nothing was sent, and the question is still open. */
public final class AnswerMisfit extends RuntimeException {

    /** A misfit for these reasons, a sentence each. */
    public AnswerMisfit(List<String> problems) {
        super(String.join(" ", problems));
    }
}
