package dev.parley.openai;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** How long a provider asked to wait (RFC 9110, 10.2.3, and OpenAI's header in milliseconds). */
final class RetryAfter {

    private static final Duration MAX = Duration.ofDays(1);

    private RetryAfter() {}

    /** Between zero and a day; null when neither header says something. */
    static @Nullable Duration of(@Nullable String millis, @Nullable String value, Instant now) {
        if (millis != null) {
            Duration wait = ofMillis(millis, 1);
            if (wait != null) {
                return wait;
            }
        }
        if (value == null) {
            return null;
        }
        Duration wait = ofMillis(value, 1000);
        return wait != null ? wait : ofDate(value, now);
    }

    private static @Nullable Duration ofMillis(String number, int millisEach) {
        try {
            double millis = Double.parseDouble(number.strip()) * millisEach;
            return Double.isNaN(millis)
                    ? null
                    : Duration.ofMillis((long) Math.clamp(millis, 0.0, (double) MAX.toMillis()));
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static @Nullable Duration ofDate(String date, Instant now) {
        try {
            Instant then = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date.strip()));
            Duration wait = Duration.between(now, then);
            if (wait.isNegative()) {
                return Duration.ZERO;
            }
            return wait.compareTo(MAX) > 0 ? MAX : wait;
        } catch (DateTimeException e) {
            return null;
        }
    }
}
