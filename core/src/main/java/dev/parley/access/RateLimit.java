package dev.parley.access;

import java.time.Duration;

/**
 * How often something may be done: so many times at once, and as many again over each period,
 * evenly.
 *
 * @param name which limit it is, such as {@code turns}; buckets of other limits are other buckets
 */
public record RateLimit(String name, int times, Duration period) {

    public RateLimit {
        if (times < 1 || !period.isPositive()) {
            throw new IllegalArgumentException(
                    "a limit needs at least one time in a period: " + name);
        }
    }
}
