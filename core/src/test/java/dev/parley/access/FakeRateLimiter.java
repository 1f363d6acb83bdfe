package dev.parley.access;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts in memory, by the clock it is given. For each bucket it keeps only when that will be full
 * again. Safe for use by many threads.
 */
public final class FakeRateLimiter implements RateLimiter {

    private record Bucket(RateLimit limit, String key) {}

    private final InstantSource clock;
    private final Map<Bucket, Instant> fullAt = new HashMap<>();

    public FakeRateLimiter(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public synchronized Decision take(RateLimit limit, String key) {
        Instant now = clock.instant();
        Bucket bucket = new Bucket(limit, key);
        Instant full = fullAt.getOrDefault(bucket, now);
        Duration missing = full.isAfter(now) ? Duration.between(now, full) : Duration.ZERO;
        Duration one = limit.period().dividedBy(limit.times());
        Duration room = limit.period().minus(one);
        boolean allowed = missing.compareTo(room) <= 0;
        Duration resetAfter = allowed ? missing.plus(one) : missing;
        fullAt.put(bucket, now.plus(resetAfter));
        long remaining = Math.max(0, limit.period().minus(resetAfter).dividedBy(one));
        Duration retryAfter = remaining > 0 ? Duration.ZERO : resetAfter.minus(room);
        return new Decision(allowed, remaining, retryAfter, resetAfter);
    }
}
