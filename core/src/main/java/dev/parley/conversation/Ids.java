package dev.parley.conversation;

/** The one rule for ids that may come from outside. */
final class Ids {

    private static final int LENGTH_MAX = 64;

    private Ids() {}

    static boolean legal(String value) {
        return !value.isEmpty()
                && value.length() <= LENGTH_MAX
                && value.chars().allMatch(Ids::legal);
    }

    static void check(String what, String value) {
        if (!legal(value)) {
            throw new IllegalArgumentException(
                    what
                            + " must be 1 to "
                            + LENGTH_MAX
                            + " of A-Z a-z 0-9 _ -: '"
                            + excerpt(value)
                            + "'");
        }
    }

    private static boolean legal(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '_'
                || c == '-';
    }

    private static String excerpt(String value) {
        return value.length() <= LENGTH_MAX ? value : value.substring(0, LENGTH_MAX) + "…";
    }
}
