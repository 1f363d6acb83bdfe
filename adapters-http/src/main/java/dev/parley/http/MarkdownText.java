package dev.parley.http;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Foreign text for a Markdown document of ours: it stays where it was put, and brings no HTML with
 * it.
 */
final class MarkdownText {

    /** Code in a line, which is left alone; or the beginning of a tag, which no address is. */
    private static final Pattern CODE_OR_TAG =
            Pattern.compile("(`+)(?!`).*?(?<!`)\\1(?!`)|<(?=[A-Za-z/!?])(?!https?://|mailto:)");

    /** The line that begins or ends a fenced block; in a list, it begins behind the marker. */
    private static final Pattern FENCE =
            Pattern.compile("\\s*(?:(?:[-*+]|\\d{1,9}[.)])\\s+)*(`{3,}|~{3,})(.*)");

    private static final Pattern SPECIAL = Pattern.compile("[\\\\`*_\\[\\]<>#|~&]");
    private static final Pattern TICKS = Pattern.compile("`+");

    private MarkdownText() {}

    /** Markdown of somebody else's, in which all that it opens is closed. */
    static String closed(String markdown) {
        StringBuilder text = new StringBuilder();
        String open = "";
        for (String line : markdown.lines().toList()) {
            Matcher fence = FENCE.matcher(line);
            boolean isFence = fence.matches();
            if (open.isEmpty() && isFence && opens(fence)) {
                open = fence.group(1);
                text.append(line);
            } else if (!open.isEmpty()) {
                if (isFence && closes(fence, open)) {
                    open = "";
                }
                text.append(line);
            } else {
                text.append(withoutTags(line));
            }
            text.append('\n');
        }
        return open.isEmpty() ? text.toString() : text.append(open).append('\n').toString();
    }

    /** The same as a quotation. */
    static String quoted(String markdown) {
        return closed(markdown).replaceAll("(?m)^(?=.)", "> ").replaceAll("(?m)^$(?!\\z)", ">");
    }

    /** A block of code that nothing in it ends. */
    static String fenced(String language, String code) {
        int longest = 2;
        Matcher ticks = TICKS.matcher(code);
        while (ticks.find()) {
            longest = Math.max(longest, ticks.end() - ticks.start());
        }
        String fence = "`".repeat(longest + 1);
        String end = code.endsWith("\n") ? "" : "\n";
        return fence + language + "\n" + code + end + fence + "\n";
    }

    /** One line in which nothing is Markdown or HTML. */
    static String plain(String text) {
        String line = text.replaceAll("\\s+", " ").strip();
        return SPECIAL.matcher(line).replaceAll("\\\\$0");
    }

    /** One line for a place where there is HTML. */
    static String html(String text) {
        return text.replaceAll("\\s+", " ")
                .strip()
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;");
    }

    private static boolean opens(Matcher fence) {
        return fence.group(1).startsWith("~") || fence.group(2).indexOf('`') < 0;
    }

    private static boolean closes(Matcher fence, String open) {
        return fence.group(1).startsWith(open) && fence.group(2).isBlank();
    }

    private static String withoutTags(String line) {
        return CODE_OR_TAG
                .matcher(line)
                .replaceAll(
                        it ->
                                it.group().equals("<")
                                        ? "\\\\<"
                                        : Matcher.quoteReplacement(it.group()));
    }
}
