package dev.parley.tool;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A small picture a server gave itself, a tool, a prompt or a resource, as a {@code data:} URI.
 * Pictures that would have to be fetched are none: a request for one would tell its host who looks.
 * Nor is SVG, which can hold scripts.
 *
 * @param dataUri {@code data:image/…;base64,…}, of a type and with the first bytes of that type
 */
public record Icon(String dataUri) {

    /** The longest picture, decoded. */
    public static final int BYTES_MAX = 64 * 1024;

    private static final String SCHEME = "data:";
    private static final String ENCODING = ";base64,";

    /** What a file of each type begins with. */
    private static final Map<String, byte[]> MAGIC =
            Map.of(
                    "image/png", HexFormat.of().parseHex("89504e470d0a1a0a"),
                    "image/jpeg", HexFormat.of().parseHex("ffd8ff"),
                    "image/gif", "GIF8".getBytes(StandardCharsets.US_ASCII),
                    "image/webp", "RIFF".getBytes(StandardCharsets.US_ASCII));

    private static final byte[] WEBP = "WEBP".getBytes(StandardCharsets.US_ASCII);
    private static final int WEBP_AT = 8;

    public Icon {
        if (!isPicture(dataUri)) {
            throw new IllegalArgumentException("not a small picture in a data: URI");
        }
    }

    /** The icon at {@code uri}; empty when it is elsewhere, too large, or not what it says. */
    public static Optional<Icon> of(String uri) {
        return isPicture(uri) ? Optional.of(new Icon(uri)) : Optional.empty();
    }

    private static boolean isPicture(String uri) {
        int comma = uri.indexOf(ENCODING);
        int lengthMax = SCHEME.length() + 32 + ENCODING.length() + BYTES_MAX / 3 * 4 + 4;
        if (!uri.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                || comma < 0
                || uri.length() > lengthMax) {
            return false;
        }
        byte[] magic =
                MAGIC.get(uri.substring(SCHEME.length(), comma).toLowerCase(Locale.ROOT).strip());
        return magic != null && begins(decoded(uri.substring(comma + ENCODING.length())), magic);
    }

    private static byte[] decoded(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    private static boolean begins(byte[] file, byte[] magic) {
        boolean riff = Arrays.equals(magic, MAGIC.get("image/webp"));
        return file.length <= BYTES_MAX
                && startsAt(file, 0, magic)
                && (!riff || startsAt(file, WEBP_AT, WEBP));
    }

    private static boolean startsAt(byte[] file, int from, byte[] bytes) {
        return file.length >= from + bytes.length
                && Arrays.equals(file, from, from + bytes.length, bytes, 0, bytes.length);
    }
}
