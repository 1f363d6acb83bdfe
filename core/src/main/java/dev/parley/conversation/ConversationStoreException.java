package dev.parley.conversation;

/** The conversation store could not answer; nothing was written. */
public final class ConversationStoreException extends RuntimeException {

    public ConversationStoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
