package dev.parley.conversation;

/** Names a conversation. Made by the client that starts it: 1 to 64 of {@code A-Z a-z 0-9 _ -}. */
public record ConversationId(String value) {

    public ConversationId {
        Ids.check("conversation id", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
