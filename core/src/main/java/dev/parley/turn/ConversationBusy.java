package dev.parley.turn;

import dev.parley.conversation.ConversationId;

/** A turn of this conversation is still running. */
public final class ConversationBusy extends RuntimeException {

    public ConversationBusy(ConversationId id) {
        super("an answer in conversation " + id + " is still running");
    }
}
