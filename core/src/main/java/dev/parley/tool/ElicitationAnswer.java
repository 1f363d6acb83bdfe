package dev.parley.tool;

import java.util.Map;

/**
 * What became of an {@link Elicitation}.
 *
 * @param values by the names of the form's fields; none unless it was accepted
 */
public record ElicitationAnswer(Action action, Map<String, ElicitationValue> values) {

    /** The three ways in which a question can end. */
    public enum Action {
        /** The user sends the form, or agrees to open the address. */
        ACCEPT,
        /** The user says no. */
        DECLINE,
        /** Nobody answered: the user dismissed it, or the call was over first. */
        CANCEL
    }

    public static final ElicitationAnswer DECLINED =
            new ElicitationAnswer(Action.DECLINE, Map.of());
    public static final ElicitationAnswer CANCELLED =
            new ElicitationAnswer(Action.CANCEL, Map.of());

    public ElicitationAnswer {
        values = Map.copyOf(values);
        if (action != Action.ACCEPT && !values.isEmpty()) {
            throw new IllegalArgumentException("only who accepts gives values, not " + action);
        }
    }

    public static ElicitationAnswer accepted(Map<String, ElicitationValue> values) {
        return new ElicitationAnswer(Action.ACCEPT, values);
    }
}
