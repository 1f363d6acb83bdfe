package dev.parley.tool;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Whether a text fits what a form asks for. */
final class TextRules {

    private static final Pattern EMAIL =
            Pattern.compile("[^\\s@\\p{Cntrl}]{1,64}@[^\\s@\\p{Cntrl}.]+(\\.[^\\s@\\p{Cntrl}.]+)*");

    /** Far more looks at a text than an honest pattern needs. */
    private static final int PATTERN_STEPS_MAX = 200_000;

    private TextRules() {}

    static Optional<String> problem(ElicitationField.Type.Text type, String text) {
        int length = text.codePointCount(0, text.length());
        if (length < type.lengthMin()) {
            return Optional.of("must have at least " + type.lengthMin() + " characters");
        }
        if (length > type.lengthMax()) {
            return Optional.of("must have at most " + type.lengthMax() + " characters");
        }
        if (!type.pattern().isEmpty() && !found(type.pattern(), text)) {
            return Optional.of("must match " + type.pattern());
        }
        return switch (type.format()) {
            case ANY -> Optional.empty();
            case EMAIL -> unless(EMAIL.matcher(text).matches(), "must be an e-mail address");
            case URI -> unless(isUri(text), "must be a complete address, such as https://host/");
            case DATE -> unless(parses(text, LocalDate::parse), "must be a date, as 2026-01-31");
            case DATE_TIME ->
                    unless(
                            parses(text, OffsetDateTime::parse),
                            "must be a date with a time, as 2026-01-31T08:00:00Z");
        };
    }

    /**
     * A pattern that is no regular expression of Java's, or that takes for ever, is left to the
     * server to check: it is the server's, and may be malicious.
     */
    private static boolean found(String pattern, String text) {
        try {
            return Pattern.compile(pattern).matcher(new Counted(text)).find();
        } catch (PatternSyntaxException | StackOverflowError | TooManySteps e) {
            return true;
        }
    }

    private static Optional<String> unless(boolean fits, String problem) {
        return fits ? Optional.empty() : Optional.of(problem);
    }

    private static boolean isUri(String text) {
        try {
            return new URI(text).isAbsolute();
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static boolean parses(String text, Parser parser) {
        try {
            parser.parse(text);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    @FunctionalInterface
    private interface Parser {
        @SuppressWarnings("UnusedReturnValue")
        Object parse(String text);
    }

    private static final class TooManySteps extends RuntimeException {
        TooManySteps() {
            super("too many steps", null, false, false);
        }
    }

    /** A text that may be looked at only so often: matching cannot be bounded in another way. */
    private static final class Counted implements CharSequence {

        private final String text;
        private int steps;

        Counted(String text) {
            this.text = text;
        }

        @Override
        public char charAt(int index) {
            if (++steps > PATTERN_STEPS_MAX) {
                throw new TooManySteps();
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.substring(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
