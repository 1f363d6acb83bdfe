package dev.parley.turn;

import dev.parley.conversation.ConversationId;
import dev.parley.token.Principal;
import java.util.List;

/**
 * A turn to be opened in a {@link TurnJournal}.
 *
 * @param owner in the workspace in which it is to run
 * @param replica who runs it
 * @param requestKey chosen by the client so that a repeated request opens no second turn; unique
 *     for the owner; at most {@value #REQUEST_KEY_LENGTH_MAX} characters; empty for none
 * @param edit what it changes in the conversation
 * @param events its first events, from sequence number 1
 */
public record TurnStart(
        TurnId turn,
        Principal owner,
        ConversationId conversation,
        ReplicaId replica,
        String requestKey,
        ConversationEdit edit,
        List<TurnEvent> events) {

    public static final int REQUEST_KEY_LENGTH_MAX = 255;

    /** The fence of every turn that was never taken over. */
    public static final long FENCE_FIRST = 1;

    public TurnStart {
        if (requestKey.length() > REQUEST_KEY_LENGTH_MAX) {
            throw new IllegalArgumentException(
                    "a request key has at most " + REQUEST_KEY_LENGTH_MAX + " characters");
        }
        events = List.copyOf(events);
    }
}
