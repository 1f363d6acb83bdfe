package dev.parley.openai;

import dev.parley.conversation.Part;
import dev.parley.openai.OpenAiRequests.UserPiece;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** What the model sees of a file the user added: a picture, its text, or its name only. */
final class AttachmentPiece {

    private AttachmentPiece() {}

    /** The piece for a file with {@code content}; without, as when there is no room for it. */
    static UserPiece of(Part.Attachment file, byte @Nullable [] content) {
        if (content == null) {
            return new UserPiece(
                    false,
                    "[file "
                            + file.name()
                            + " ("
                            + file.mediaType()
                            + ", "
                            + file.sizeBytes()
                            + " bytes): its content is not shown to you]");
        }
        return file.isPicture()
                ? new UserPiece(
                        true,
                        "data:"
                                + file.mediaType()
                                + ";base64,"
                                + Base64.getEncoder().encodeToString(content))
                : new UserPiece(
                        false,
                        "[file "
                                + file.name()
                                + "]\n"
                                + new String(content, StandardCharsets.UTF_8)
                                + "\n[end of file]");
    }
}
