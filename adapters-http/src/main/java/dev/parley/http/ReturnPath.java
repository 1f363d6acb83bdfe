package dev.parley.http;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where in the page a browser that was sent away comes back to. Only what looks like an address of
 * the page is one, so that nobody can have us send a browser elsewhere.
 */
record ReturnPath(String path) {

    /** No empty segment, none of dots, nothing encoded, no query. */
    private static final Pattern PAGE =
            Pattern.compile("/|(/[A-Za-z0-9_-][A-Za-z0-9._~-]{0,99}){1,4}");

    /** The start of the page. */
    static final ReturnPath ROOT = new ReturnPath("/");

    ReturnPath {
        if (!PAGE.matcher(path).matches()) {
            throw new IllegalArgumentException("not an address of the page: " + path);
        }
    }

    /** The path a request asks for; the start of the page when it is none of the page's. */
    static ReturnPath of(@Nullable String wanted) {
        return wanted != null && PAGE.matcher(wanted).matches() ? new ReturnPath(wanted) : ROOT;
    }
}
