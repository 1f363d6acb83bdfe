package dev.parley.storage;

import dev.parley.access.RateLimit;
import dev.parley.access.RateLimiter.Decision;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.local.SynchronizationStrategy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Buckets in memory, for this process alone. Safe for use by many threads.
 *
 * <p>Who comes from many addresses must not fill the memory, nor get a full bucket by pushing out
 * one that is not: full buckets go, and when all that there may be are in use, whoever is new
 * shares one.
 */
final class LocalBuckets implements RateBuckets {

    /** Of one limit; about 5 MB. */
    static final int BUCKETS_MAX = 10_000;

    /** How often at most all buckets are looked at for full ones. */
    private static final Duration SWEEP_MIN = Duration.ofSeconds(1);

    private final InstantSource clock;
    private final TimeMeter meter;
    // As many as the program has limits, a handful.
    private final Map<RateLimit, Counts> counts = new ConcurrentHashMap<>();

    LocalBuckets(InstantSource clock) {
        this.clock = clock;
        this.meter = RateBuckets.meter(clock);
    }

    @Override
    public Decision take(RateLimit limit, String id) {
        return counts.computeIfAbsent(limit, Counts::new).take(id);
    }

    @Override
    public void close() {}

    /** How many buckets of this limit there are. */
    int size(RateLimit limit) {
        return counts.computeIfAbsent(limit, Counts::new).size();
    }

    /** The buckets of one limit. */
    private final class Counts {

        private final RateLimit limit;
        private final ReentrantLock lock = new ReentrantLock();
        private final Map<String, Bucket> buckets = new HashMap<>();
        private final Bucket shared;
        private Instant sweptAt = Instant.MIN;

        private Counts(RateLimit limit) {
            this.limit = limit;
            this.shared = full();
        }

        private Decision take(String id) {
            lock.lock();
            try {
                return RateBuckets.decision(limit, bucket(id).tryConsumeAndReturnRemaining(1));
            } finally {
                lock.unlock();
            }
        }

        private int size() {
            lock.lock();
            try {
                return buckets.size();
            } finally {
                lock.unlock();
            }
        }

        private Bucket bucket(String id) {
            if (!buckets.containsKey(id) && !hasRoom()) {
                return shared;
            }
            return buckets.computeIfAbsent(id, key -> full());
        }

        private boolean hasRoom() {
            Instant now = clock.instant();
            if (buckets.size() >= BUCKETS_MAX && !now.isBefore(sweptAt.plus(SWEEP_MIN))) {
                sweptAt = now;
                buckets.values().removeIf(it -> it.getAvailableTokens() >= limit.times());
            }
            return buckets.size() < BUCKETS_MAX;
        }

        private Bucket full() {
            return Bucket.builder()
                    .addLimit(RateBuckets.bandwidth(limit))
                    .withCustomTimePrecision(meter)
                    // The lock is enough.
                    .withSynchronizationStrategy(SynchronizationStrategy.NONE)
                    .build();
        }
    }
}
