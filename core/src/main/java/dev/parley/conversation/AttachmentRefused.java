package dev.parley.conversation;

/** A file is not taken. The message is a sentence for the user. */
public final class AttachmentRefused extends RuntimeException {

    /** Why. */
    public enum Reason {
        /** Nothing in it. */
        EMPTY,
        /** Larger than a file may be. */
        TOO_LARGE,
        /** Neither a picture of a known format nor text, or not what it is declared to be. */
        UNSUPPORTED,
        /** Its user keeps as much as they may. */
        NO_ROOM,
        /** More of them in one message than there may be. */
        TOO_MANY,
        /** There is no such file, or it is somebody else's. */
        UNKNOWN
    }

    private final Reason reason;

    public AttachmentRefused(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
