package dev.parley.conversation;

/** The beginning of a text that is too long. */
public final class Beginning {

    private Beginning() {}

    /**
     * The first {@code length} characters; one less where that would part the two halves of a
     * character outside the basic plane.
     *
     * @param length at least 1, and at most the text's
     */
    public static String of(String text, int length) {
        boolean parted = Character.isHighSurrogate(text.charAt(length - 1));
        return text.substring(0, parted ? length - 1 : length);
    }
}
