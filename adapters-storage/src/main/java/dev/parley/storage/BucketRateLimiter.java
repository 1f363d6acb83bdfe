package dev.parley.storage;

import dev.parley.access.RateLimit;
import dev.parley.access.RateLimiter;
import dev.parley.token.Sha256;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts in the database, for all replicas together, or on H2 in memory. While the database does
 * not answer, this replica counts for itself, to a quarter of each limit. Safe for use by many
 * threads.
 */
public final class BucketRateLimiter implements RateLimiter, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BucketRateLimiter.class);

    /** What each replica allows of a limit while they cannot count together. */
    private static final int FALLBACK_PART = 4;

    private static final Duration LOG_MIN = Duration.ofMinutes(1);

    private final InstantSource clock;
    private final RateBuckets common;
    private final LocalBuckets own;
    private final Outage outage = new Outage();
    private final AtomicReference<Instant> loggedAt = new AtomicReference<>(Instant.MIN);

    /** Whoever makes it closes it, before the database. */
    public BucketRateLimiter(Database database, InstantSource clock) {
        this.clock = clock;
        this.common = database.rateBuckets(clock);
        this.own = new LocalBuckets(clock);
    }

    @Override
    public Decision take(RateLimit limit, String key) {
        String id = id(limit, key);
        if (outage.mayAsk()) {
            try {
                Decision decision = common.take(limit, id);
                outage.end();
                return decision;
            } catch (DatabaseException e) {
                outage.begin();
                log(e);
            }
        }
        int times = Math.max(1, limit.times() / FALLBACK_PART);
        return own.take(new RateLimit(limit.name(), times, limit.period()), id);
    }

    /** What is asked after that is counted by this replica for itself. */
    @Override
    public void close() {
        common.close();
    }

    /**
     * Of one length whatever the key, and nobody's name or address. A limit that was changed has
     * new buckets, as the old ones know the limit they were made for.
     */
    private static String id(RateLimit limit, String key) {
        return Sha256.base64(
                String.join(
                        "\n",
                        limit.name(),
                        Integer.toString(limit.times()),
                        limit.period().toString(),
                        key));
    }

    private void log(DatabaseException failure) {
        Instant now = clock.instant();
        Instant last = loggedAt.get();
        if (!now.isBefore(last.plus(LOG_MIN)) && loggedAt.compareAndSet(last, now)) {
            LOG.warn(
                    "Rate limits are counted by this replica for itself, to a quarter: {}",
                    reason(failure));
        }
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.toString();
    }
}
