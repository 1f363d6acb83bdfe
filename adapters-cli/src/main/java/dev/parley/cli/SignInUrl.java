package dev.parley.cli;

import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * An address of an authorization server that may be handed to the system's browser. A server wrote
 * it, and what opens browsers is often a script: what could mean something to a shell, or look like
 * an option, is refused, although no shell is asked (CVE-2025-6514).
 */
record SignInUrl(String url) {

    private static final int LENGTH_MAX = 8192;

    /** What URLs are made of, without quotes, dollars, parentheses, semicolons and backslashes. */
    private static final Pattern PLAIN =
            Pattern.compile("https?://[A-Za-z0-9._~:/?#\\[\\]@&*+,=%-]{1," + LENGTH_MAX + "}");

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    SignInUrl {
        if (!isSafe(url)) {
            throw new IllegalArgumentException("not an address to open in a browser");
        }
    }

    /** The address, if it may be opened: https, or http on a loopback address. */
    static Optional<SignInUrl> of(String url) {
        return isSafe(url) ? Optional.of(new SignInUrl(url)) : Optional.empty();
    }

    private static boolean isSafe(String url) {
        if (!PLAIN.matcher(url).matches()) {
            return false;
        }
        try {
            URI uri = URI.create(url);
            return uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && (uri.getScheme().equals("https") || LOOPBACK.contains(uri.getHost()));
        } catch (IllegalArgumentException notAUrl) {
            return false;
        }
    }
}
