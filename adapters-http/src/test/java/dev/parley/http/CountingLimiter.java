package dev.parley.http;

import dev.parley.access.RateLimit;
import dev.parley.access.RateLimiter;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts for ever, and forgets nothing. Safe for use by many threads. */
final class CountingLimiter implements RateLimiter {

    final Map<String, Integer> taken = new ConcurrentHashMap<>();

    @Override
    public Decision take(RateLimit limit, String key) {
        int count = taken.merge(limit.name() + " " + key, 1, Integer::sum);
        boolean allowed = count <= limit.times();
        return new Decision(
                allowed,
                Math.max(0, limit.times() - count),
                allowed ? Duration.ZERO : Duration.ofMillis(5_100),
                Duration.ofMillis(41_900));
    }
}
