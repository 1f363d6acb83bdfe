package dev.parley.http;

import dev.parley.conversation.AttachmentId;
import dev.parley.conversation.ConversationId;
import dev.parley.conversation.MessageId;
import dev.parley.turn.ElicitationId;
import dev.parley.turn.TurnId;
import dev.parley.turn.TurnPosition;
import io.javalin.http.Context;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Ids as clients give them. */
final class PathIds {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    /** A fence and a sequence number, of no more digits than fit a long and an int. */
    private static final Pattern EVENT =
            Pattern.compile("([1-9][0-9]{0,17})\\.(0|[1-9][0-9]{0,8})");

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

    /**
     * A message's id.
     *
     * @throws Problem {@code invalid_id} when it is none
     */
    static MessageId message(String id) {
        if (!MessageId.legal(id)) {
            throw invalid("A message id is 1 to 64 of A-Z a-z 0-9 _ -.");
        }
        return new MessageId(id);
    }

    /** The turn a client names by {@code ?turn=}. */
    static Optional<TurnId> turn(Context context) {
        String turn = context.queryParam("turn");
        if (turn == null) {
            return Optional.empty();
        }
        if (!ID.matcher(turn).matches()) {
            throw invalid("A turn id is 1 to 64 of A-Z a-z 0-9 _ -.");
        }
        return Optional.of(new TurnId(turn));
    }

    /** The elicitation in the path. */
    static ElicitationId elicitation(Context context) {
        String id = context.pathParam("id");
        if (!ID.matcher(id).matches()) {
            throw invalid("An elicitation id is 1 to 64 of A-Z a-z 0-9 _ -.");
        }
        return new ElicitationId(id);
    }

    /** The attachment in the path. */
    static AttachmentId attachment(Context context) {
        String id = context.pathParam("id");
        if (!isId(id)) {
            throw invalid("An attachment id is 1 to 64 of A-Z a-z 0-9 _ -.");
        }
        return new AttachmentId(id);
    }

    static boolean isId(String id) {
        return ID.matcher(id).matches();
    }

    /** The session, the API key or the approval in the path. */
    static String hash(Context context) {
        String id = context.pathParam("id");
        if (!ID.matcher(id).matches()) {
            throw invalid("An id is 1 to 64 of A-Z a-z 0-9 _ -.");
        }
        return id;
    }

    /** The place behind the event that a client saw last; the start when it names none. */
    static TurnPosition after(Context context) {
        String text = context.header("Last-Event-ID");
        if (text == null) {
            text = context.queryParam("after");
        }
        if (text == null) {
            return TurnPosition.START;
        }
        Matcher id = EVENT.matcher(text);
        if (!id.matches()) {
            throw invalid("An event id is what came before as such, like 1.57.");
        }
        return new TurnPosition(Long.parseLong(id.group(1)), Integer.parseInt(id.group(2)));
    }

    static Problem invalid(String detail) {
        return new Problem(ProblemCode.INVALID_ID, detail);
    }
}
