package dev.parley.cli;

import dev.parley.conversation.ToolStatus;
import java.util.Locale;

/** How text from models and servers may reach a terminal. */
final class Terminals {

    private Terminals() {}

    /**
     * The text with control characters made visible: an escape sequence from a tool could otherwise
     * write to the clipboard, rename the window or hide what is above it.
     */
    static String printable(String text) {
        if (text.chars().noneMatch(Terminals::dangerous)) {
            return text;
        }
        StringBuilder safe = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (dangerous(c)) {
                safe.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                safe.append(c);
            }
        }
        return safe.toString();
    }

    /** As {@link #printable}, and on one line. */
    static String line(String text) {
        return printable(text.replaceAll("\\s+", " ").strip());
    }

    static String name(ToolStatus status) {
        return status.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static boolean dangerous(int c) {
        boolean layout = c == '\n' || c == '\t';
        boolean direction = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
        return (Character.isISOControl(c) && !layout) || direction;
    }
}
