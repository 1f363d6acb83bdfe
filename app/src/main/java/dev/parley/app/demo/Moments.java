package dev.parley.app.demo;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;

/** Says when something was as people do; the user's time zone is not known, so it names its own. */
final class Moments {

    private static final DateTimeFormatter WORDS =
            DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm 'UTC'", Locale.UK)
                    .withZone(ZoneOffset.UTC);

    private Moments() {}

    /** A moment as JSON has it, in words; any other text as it is. */
    static String inWords(String text) {
        try {
            return WORDS.format(Instant.parse(text));
        } catch (DateTimeParseException e) {
            return text;
        }
    }
}
