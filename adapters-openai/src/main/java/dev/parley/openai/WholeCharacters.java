package dev.parley.openai;

/**
 * Keeps the halves of a surrogate pair together that a server put into two deltas, and replaces a
 * half that stays alone: no event may hold text that cannot be written as UTF-8.
 */
final class WholeCharacters {

    private static final char NONE = 0;
    private static final char REPLACEMENT = '\uFFFD';

    private char held = NONE;

    /** The whole of a text with each lone half replaced: JSON in UTF-8 cannot hold one. */
    static String in(String text) {
        WholeCharacters characters = new WholeCharacters();
        String whole = characters.next(text);
        return characters.held == NONE ? whole : whole + characters.rest();
    }

    /** What can be passed on now that {@code delta} came; may be empty. */
    String next(String delta) {
        if (held == NONE && !hasSurrogate(delta)) {
            return delta;
        }
        StringBuilder whole = new StringBuilder(delta.length() + 1);
        for (int i = 0; i < delta.length(); i++) {
            char c = delta.charAt(i);
            if (held != NONE) {
                if (Character.isLowSurrogate(c)) {
                    whole.append(held).append(c);
                    held = NONE;
                    continue;
                }
                whole.append(REPLACEMENT);
                held = NONE;
            }
            if (Character.isHighSurrogate(c)) {
                held = c;
            } else {
                whole.append(Character.isLowSurrogate(c) ? REPLACEMENT : c);
            }
        }
        return whole.toString();
    }

    /** What is left when nothing more comes; mostly empty. */
    String rest() {
        if (held == NONE) {
            return "";
        }
        held = NONE;
        return String.valueOf(REPLACEMENT);
    }

    private static boolean hasSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }
}
