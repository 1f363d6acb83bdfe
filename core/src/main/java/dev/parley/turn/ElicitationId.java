package dev.parley.turn;

import dev.parley.tool.Elicitation;

/** Names an {@link Elicitation} of a turn; made when it is asked, and hard to guess. */
public record ElicitationId(String value) {

    @Override
    public String toString() {
        return value;
    }
}
