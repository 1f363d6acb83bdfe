package dev.parley.turn;

import dev.parley.conversation.ConversationId;

/** The principal has no such conversation. */
public final class ConversationNotFound extends RuntimeException {

    public ConversationNotFound(ConversationId id) {
        super("no conversation " + id);
    }
}
