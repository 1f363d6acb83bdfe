package dev.parley.prompt;

import java.util.List;

/**
 * What a server suggests for an argument.
 *
 * @param values best first, at most {@value #VALUES_MAX}
 * @param total how many there are, as far as the server knows; at least the number of values
 * @param hasMore whether there are more than these
 */
public record Completion(List<String> values, int total, boolean hasMore) {

    /** As the specification has it (MCP 2025-11-25, server/utilities/completion). */
    public static final int VALUES_MAX = 100;

    /** No suggestion. */
    public static final Completion NONE = new Completion(List.of(), 0, false);

    public Completion {
        values = List.copyOf(values);
        if (values.size() > VALUES_MAX) {
            throw new IllegalArgumentException("more than " + VALUES_MAX + " values");
        }
        if (total < values.size()) {
            throw new IllegalArgumentException(total + " in total, but " + values.size() + " here");
        }
    }
}
