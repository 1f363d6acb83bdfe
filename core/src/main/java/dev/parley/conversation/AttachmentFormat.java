package dev.parley.conversation;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What files may be: pictures of four formats, by their first bytes, and text in UTF-8. */
final class AttachmentFormat {

    private static final String TEXT = "text/plain";

    /** Of each format, how a file begins; a dot stands for any byte. */
    private static final Map<String, Pattern> PICTURES =
            Map.of(
                    "image/png", beginning("\\x89PNG\\r\\n\\x1a\\n"),
                    "image/jpeg", beginning("\\xff\\xd8\\xff"),
                    "image/gif", beginning("GIF8[79]a"),
                    "image/webp", beginning("RIFF....WEBP"));

    private static final int BEGINNING_BYTES = 16;

    private static final Pattern MEDIA_TYPE =
            Pattern.compile("[a-z0-9][a-z0-9.+-]{0,60}/[a-z0-9][a-z0-9.+-]{0,60}");

    private AttachmentFormat() {}

    static boolean isPicture(String mediaType) {
        return PICTURES.containsKey(mediaType);
    }

    /**
     * What a file is that is declared as {@code declared}, which may be nothing or nonsense.
     *
     * @throws AttachmentRefused when it is of no known format, or not of the declared one
     */
    static String of(String declared, byte[] content) {
        String type = bare(declared);
        Optional<String> picture = picture(content);
        if (picture.isPresent() && (type.isEmpty() || picture.orElseThrow().equals(type))) {
            return picture.orElseThrow();
        }
        if (isPicture(type)) {
            throw refused("The file is not the picture its name says (" + type + ").");
        }
        if (picture.isPresent() || !isText(content)) {
            throw refused(
                    "Only pictures (PNG, JPEG, GIF, WebP) and text files in UTF-8 can be"
                            + " attached.");
        }
        return MEDIA_TYPE.matcher(type).matches() ? type : TEXT;
    }

    /** Without parameters, in lower case. */
    private static String bare(String mediaType) {
        int semicolon = mediaType.indexOf(';');
        String bare = semicolon < 0 ? mediaType : mediaType.substring(0, semicolon);
        String type = bare.strip().toLowerCase(Locale.ROOT);
        // What programs say that do not know.
        return type.equals("application/octet-stream") ? "" : type;
    }

    private static Optional<String> picture(byte[] content) {
        int length = Math.min(content.length, BEGINNING_BYTES);
        String beginning = new String(content, 0, length, ISO_8859_1);
        return PICTURES.entrySet().stream()
                .filter(it -> it.getValue().matcher(beginning).lookingAt())
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private static boolean isText(byte[] content) {
        for (byte one : content) {
            if (one == 0) {
                return false;
            }
        }
        try {
            UTF_8.newDecoder().decode(ByteBuffer.wrap(content));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static Pattern beginning(String regex) {
        return Pattern.compile(regex, Pattern.DOTALL);
    }

    private static AttachmentRefused refused(String sentence) {
        return new AttachmentRefused(AttachmentRefused.Reason.UNSUPPORTED, sentence);
    }
}
