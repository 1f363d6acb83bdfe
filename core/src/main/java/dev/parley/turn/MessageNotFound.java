package dev.parley.turn;

import dev.parley.conversation.MessageId;

/** The conversation has no such message, or none that this can be done with. */
public final class MessageNotFound extends RuntimeException {

    public MessageNotFound(MessageId id) {
        super("no such message in the conversation: " + id);
    }
}
