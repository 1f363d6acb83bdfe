package dev.parley.access;

import java.time.Duration;

/**
 * Counts what is limited, for all replicas together. Implementations are safe for use by many
 * threads, and never fail: where the common count cannot be had within two seconds, each replica
 * counts for itself, to a lower limit.
 */
public interface RateLimiter {

    /** Allows everything, as for a single user. */
    RateLimiter UNLIMITED =
            (limit, key) -> new Decision(true, limit.times(), Duration.ZERO, Duration.ZERO);

    /**
     * The answer to one request.
     *
     * @param remaining how many more are allowed now
     * @param retryAfter when one more is; zero where one is allowed now
     * @param resetAfter when all are, if nothing more is asked for
     */
    record Decision(boolean allowed, long remaining, Duration retryAfter, Duration resetAfter) {}

    /**
     * Counts one more by {@code key}, such as a principal's key or an address, unless it is too
     * much.
     */
    Decision take(RateLimit limit, String key);
}
