package dev.parley.conversation;

/**
 * Names a file that a user has attached; made by the server: 1 to 64 of {@code A-Z a-z 0-9 _ -}.
 */
public record AttachmentId(String value) {

    public AttachmentId {
        Ids.check("attachment id", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
