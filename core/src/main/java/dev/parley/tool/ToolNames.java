package dev.parley.tool;

import dev.parley.token.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * How tools are named to the model: {@code server__tool}, at most 64 of {@code A-Z a-z 0-9 _ -},
 * which every provider accepts.
 *
 * <p>Where the plain name would be illegal, too long or readable in two ways, illegal characters
 * become {@code _} and a hash of the two real names is added. So the name of a tool depends on
 * nothing but its server and itself, and no two tools share one.
 */
public final class ToolNames {

    private static final String SEPARATOR = "__";
    private static final int LENGTH_MAX = 64;
    private static final int HASH_LENGTH = 8;
    private static final Pattern ILLEGAL = Pattern.compile("[^A-Za-z0-9_-]");
    private static final Pattern PLAIN_SERVER = Pattern.compile("[A-Za-z0-9-]+(_[A-Za-z0-9-]+)*");
    private static final Pattern PLAIN_TOOL = Pattern.compile("[A-Za-z0-9-][A-Za-z0-9_-]*");

    /** What an added hash looks like; a plain name that ends like it could pass for one. */
    private static final Pattern HASHED = Pattern.compile(".*_[0-9a-f]{" + HASH_LENGTH + "}");

    private ToolNames() {}

    /** The name under which the model sees {@code remoteName} of {@code server}. */
    public static String exposed(String server, String remoteName) {
        String plain = server + SEPARATOR + remoteName;
        if (plain.length() <= LENGTH_MAX
                && PLAIN_SERVER.matcher(server).matches()
                && PLAIN_TOOL.matcher(remoteName).matches()
                && !HASHED.matcher(plain).matches()) {
            return plain;
        }
        String legal = ILLEGAL.matcher(plain).replaceAll("_");
        int lengthMax = LENGTH_MAX - HASH_LENGTH - 1;
        String cut = legal.length() <= lengthMax ? legal : legal.substring(0, lengthMax);
        return cut + "_" + hash(server + "\n" + remoteName);
    }

    private static String hash(String text) {
        byte[] digest = Sha256.of(text.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest, 0, HASH_LENGTH / 2);
    }
}
