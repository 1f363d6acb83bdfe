package dev.parley.mcp;

import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.regex.RegularExpressions;
import java.util.regex.Pattern;

/**
 * A regular expression of a server. Java's matcher backtracks and cannot be interrupted, but it
 * reads its text character by character: the text looks at the clock.
 */
final class BoundedPattern implements RegularExpression {

    private static final int LENGTH_MAX = 1_000;

    /** Looking at the clock costs more than a character. */
    private static final int READS_BETWEEN_CHECKS = 256;

    private final Pattern pattern;
    private final SchemaBudget budget;

    /**
     * Compiles {@code regex}.
     *
     * @throws IllegalArgumentException when it is none, or too long
     */
    BoundedPattern(String regex, SchemaBudget budget) {
        if (regex.length() > LENGTH_MAX) {
            throw new IllegalArgumentException(
                    "a pattern is longer than " + LENGTH_MAX + " characters");
        }
        budget.check();
        this.pattern =
                Pattern.compile(
                        RegularExpressions.replaceLongformCharacterProperties(
                                RegularExpressions.replaceDollarAnchors(regex)));
        this.budget = budget;
    }

    @Override
    public boolean matches(String value) {
        return pattern.matcher(new Clocked(value, budget)).find();
    }

    private static final class Clocked implements CharSequence {

        private final String text;
        private final SchemaBudget budget;
        private int reads;

        Clocked(String text, SchemaBudget budget) {
            this.text = text;
            this.budget = budget;
        }

        @Override
        public char charAt(int index) {
            reads++;
            if (reads % READS_BETWEEN_CHECKS == 0) {
                budget.check();
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Clocked(text.substring(start, end), budget);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
