package dev.parley.conversation;

/** Names a message, unique in its conversation: 1 to 64 of {@code A-Z a-z 0-9 _ -}. */
public record MessageId(String value) {

    public MessageId {
        Ids.check("message id", value);
    }

    /** Whether {@code value} could be an id, for ids that are only a wish of the client. */
    public static boolean legal(String value) {
        return Ids.legal(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
