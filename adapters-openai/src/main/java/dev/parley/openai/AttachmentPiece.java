package dev.parley.openai;

import dev.parley.conversation.Part;
import dev.parley.openai.OpenAiRequests.UserPiece;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What the model sees of a file the user added: a picture, its text, or its name only. */
final class AttachmentPiece {

    /** The formats OpenAI reads; other servers take at most these. */
    private static final Set<String> IMAGES =
            Set.of("image/png", "image/jpeg", "image/gif", "image/webp");

    private AttachmentPiece() {}

    static UserPiece of(Part.Attachment attachment) {
        String mediaType = bare(attachment.mediaType());
        if (IMAGES.contains(mediaType) && attachment.url().startsWith("data:")) {
            return new UserPiece(true, attachment.url());
        }
        if (isText(mediaType)) {
            Optional<String> text = content(attachment.url());
            if (text.isPresent()) {
                return new UserPiece(
                        false,
                        "[file " + attachment.filename() + "]\n" + text.get() + "\n[end of file]");
            }
        }
        return new UserPiece(
                false,
                "[file "
                        + attachment.filename()
                        + " ("
                        + mediaType
                        + "): its content cannot be shown to you]");
    }

    private static boolean isText(String mediaType) {
        return mediaType.startsWith("text/")
                || mediaType.equals("application/json")
                || mediaType.equals("application/xml")
                || mediaType.endsWith("+json")
                || mediaType.endsWith("+xml");
    }

    private static String bare(String mediaType) {
        int semicolon = mediaType.indexOf(';');
        String bare = semicolon < 0 ? mediaType : mediaType.substring(0, semicolon);
        return bare.strip().toLowerCase(Locale.ROOT);
    }

    /** The text of a {@code data:} URL; empty when it is none. */
    private static Optional<String> content(String url) {
        int comma = url.indexOf(',');
        if (!url.startsWith("data:") || comma < 0) {
            return Optional.empty();
        }
        String data = url.substring(comma + 1);
        try {
            if (url.substring(0, comma).endsWith(";base64")) {
                byte[] bytes = Base64.getMimeDecoder().decode(data);
                return Optional.of(new String(bytes, StandardCharsets.UTF_8));
            }
            // Unlike a form, a data URL does not write a space as plus.
            String escaped = data.replace("+", "%2B");
            return Optional.of(URLDecoder.decode(escaped, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
