package dev.parley.storage;

import dev.parley.access.RateLimit;
import dev.parley.access.RateLimiter.Decision;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Counts of what is limited, each in a bucket. Safe for use by many threads. */
sealed interface RateBuckets extends AutoCloseable permits LocalBuckets, PostgresBuckets {

    /**
     * Takes one from the bucket {@code id}, unless that is empty. Blocks for at most two seconds
     * and does not react to interrupts.
     *
     * @throws DatabaseException when this cannot be told; it may or may not have been taken
     */
    Decision take(RateLimit limit, String id);

    @Override
    void close();

    static Bandwidth bandwidth(RateLimit limit) {
        return Bandwidth.builder()
                .capacity(limit.times())
                .refillGreedy(limit.times(), limit.period())
                .build();
    }

    static TimeMeter meter(InstantSource clock) {
        return new TimeMeter() {
            @Override
            public long currentTimeNanos() {
                Instant now = clock.instant();
                return Math.addExact(
                        Math.multiplyExact(now.getEpochSecond(), 1_000_000_000L), now.getNano());
            }

            @Override
            public boolean isWallClockBased() {
                return true;
            }
        };
    }

    static Decision decision(RateLimit limit, ConsumptionProbe probe) {
        long remaining = probe.getRemainingTokens();
        Duration resetAfter = Duration.ofNanos(probe.getNanosToWaitForReset());
        return new Decision(
                probe.isConsumed(), remaining, retryAfter(limit, probe, resetAfter), resetAfter);
    }

    /** Bucket4j says it only to who is refused. */
    private static Duration retryAfter(
            RateLimit limit, ConsumptionProbe probe, Duration resetAfter) {
        if (probe.getRemainingTokens() > 0) {
            return Duration.ZERO;
        }
        if (!probe.isConsumed()) {
            return Duration.ofNanos(probe.getNanosToWaitForRefill());
        }
        Duration allButOne =
                limit.period().multipliedBy(limit.times() - 1L).dividedBy(limit.times());
        return resetAfter.compareTo(allButOne) > 0 ? resetAfter.minus(allButOne) : Duration.ZERO;
    }
}
