package dev.parley.http;

import dev.parley.conversation.ConversationId;
import io.javalin.http.Context;

/** Ids as clients give them. */
final class PathIds {

    private static final int SEQUENCE_DIGITS_MAX = 19;

    private PathIds() {}

    /** The conversation in the path. */
    static ConversationId conversation(Context context) {
        return conversation(context.pathParam("id"));
    }

    /**
     * A conversation's id.
     *
     * @throws Problem {@code invalid_id} when it is none
     */
    static ConversationId conversation(String id) {
        try {
            return new ConversationId(id);
        } catch (IllegalArgumentException e) {
            throw invalid("A conversation id is 1 to 64 of A-Z a-z 0-9 _ -.");
        }
    }

    /** The sequence number after which a client wants to go on; 0 when it names none. */
    static int after(Context context) {
        String text = context.header("Last-Event-ID");
        if (text == null) {
            text = context.queryParam("after");
        }
        if (text == null) {
            return 0;
        }
        if (text.isEmpty()
                || text.length() > SEQUENCE_DIGITS_MAX
                || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw invalid("An event id is a number of at most 19 digits.");
        }
        return (int) Math.min(Integer.MAX_VALUE, parse(text));
    }

    /** Nineteen digits can be more than a long holds, and are then beyond every log as well. */
    private static long parse(String digits) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    static Problem invalid(String detail) {
        return new Problem(ProblemCode.INVALID_ID, detail);
    }
}
