package dev.parley.mcp;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What is done to texts of servers before anyone sees them. */
final class McpTexts {

    private static final Pattern CONTROL =
            Pattern.compile("[\\p{Cntrl}\\u2028\\u2029\\u202A-\\u202E]+");
    private static final int SENTENCE_MAX = 300;

    private McpTexts() {}

    static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    /** One line of at most 300 characters without control characters. */
    static String sentence(@Nullable String text) {
        return cut(CONTROL.matcher(orEmpty(text)).replaceAll(" ").strip(), SENTENCE_MAX);
    }

    static String cut(String text, int lengthMax) {
        return text.length() <= lengthMax ? text : text.substring(0, lengthMax) + "…";
    }
}
