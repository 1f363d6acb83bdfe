package dev.parley.storage;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.parley.access.RateLimit;
import dev.parley.access.RateLimiter.Decision;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.jdbc.PrimaryKeyMapper;
import io.github.bucket4j.postgresql.Bucket4jPostgreSQL;
import io.github.bucket4j.postgresql.PostgreSQLSelectForUpdateBasedProxyManager;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Buckets in a table, for all replicas together. It has connections and threads of its own: turns
 * need not wait for it, nor it for them. Safe for use by many threads.
 *
 * <p>The replicas' clocks say how much time has passed; one that is ahead of the others lets
 * through what would have been allowed when its time has come.
 */
final class PostgresBuckets implements RateBuckets {

    /** How long a caller waits, queueing included. */
    static final Duration WAIT_MAX = Duration.ofSeconds(2);

    private static final Duration CONNECTION_MAX = Duration.ofSeconds(1);

    private static final Duration STATEMENT_MAX = Duration.ofMillis(1_500);

    /** Each with a connection. */
    private static final int THREADS = 3;

    /** More than can be done before their callers give up. */
    private static final int QUEUE_MAX = 4_096;

    /** How long a full bucket is kept, and how long the replicas' clocks may be apart. */
    private static final Duration KEPT_FULL = Duration.ofMinutes(1);

    /** How often at most rows are deleted that are not needed any more. */
    private static final Duration SWEEP_MIN = Duration.ofMinutes(1);

    private static final int SWEEP_BATCH = 1_000;

    private static final int SWEEP_BATCHES_MAX = 100;

    /** A count is not worth waiting for a disk: a server that crashes forgets those of a second. */
    private static final String CONNECTION_SETTINGS =
            "SELECT set_config('synchronous_commit', 'off', FALSE),"
                    + " set_config('statement_timeout', '%1$d', FALSE),"
                            .formatted(STATEMENT_MAX.toMillis())
                    + " set_config('idle_in_transaction_session_timeout', '%1$d', FALSE)"
                            .formatted(STATEMENT_MAX.toMillis());

    private final InstantSource clock;
    private final HikariDataSource pool;
    private final ThreadPoolExecutor threads;
    private final PostgreSQLSelectForUpdateBasedProxyManager<String> buckets;
    private final Refusals refusals;
    private final AtomicReference<Instant> sweptAt;

    /** Connects when it is first asked. */
    PostgresBuckets(PGSimpleDataSource source, InstantSource clock) {
        this.clock = clock;
        this.refusals = new Refusals(clock);
        this.sweptAt = new AtomicReference<>(clock.instant());
        this.pool = pool(source);
        this.threads =
                new ThreadPoolExecutor(
                        THREADS,
                        THREADS,
                        0,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(QUEUE_MAX),
                        Thread.ofPlatform().daemon().name("parley-limits-", 1).factory());
        this.buckets =
                Bucket4jPostgreSQL.selectForUpdateBasedBuilder(pool)
                        .primaryKeyMapper(PrimaryKeyMapper.STRING)
                        .table("rate_bucket")
                        .clientClock(RateBuckets.meter(clock))
                        .expirationAfterWrite(
                                ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(
                                        KEPT_FULL))
                        .build();
    }

    @Override
    public Decision take(RateLimit limit, String id) {
        return refusals.find(id).orElseGet(() -> asked(limit, id));
    }

    /** Work that runs ends by its time limits; nobody waits for it. */
    @Override
    public void close() {
        threads.shutdownNow();
        pool.close();
    }

    private Decision asked(RateLimit limit, String id) {
        Instant now = clock.instant();
        try {
            Decision decision =
                    CompletableFuture.supplyAsync(() -> taken(limit, id), threads)
                            .orTimeout(WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS)
                            .join();
            if (!decision.allowed()) {
                // From before the question: rather asked once more than refused for too long.
                refusals.add(id, decision, now);
            }
            sweepWhenDue();
            return decision;
        } catch (CompletionException | RejectedExecutionException e) {
            throw new DatabaseException("The database does not count.", e);
        }
    }

    private Decision taken(RateLimit limit, String id) {
        BucketConfiguration configuration =
                BucketConfiguration.builder().addLimit(RateBuckets.bandwidth(limit)).build();
        return RateBuckets.decision(
                limit, buckets.getProxy(id, () -> configuration).tryConsumeAndReturnRemaining(1));
    }

    private void sweepWhenDue() {
        Instant now = clock.instant();
        Instant last = sweptAt.get();
        if (!now.isBefore(last.plus(SWEEP_MIN)) && sweptAt.compareAndSet(last, now)) {
            try {
                threads.execute(this::sweep);
            } catch (RejectedExecutionException e) {
                // Too much waits already; the next minute will do.
            }
        }
    }

    private void sweep() {
        try {
            for (int i = 0; i < SWEEP_BATCHES_MAX; i++) {
                if (buckets.removeExpired(SWEEP_BATCH) < SWEEP_BATCH) {
                    return;
                }
            }
        } catch (RuntimeException e) {
            // What is left over is swept the next time; whoever counts says that the database
            // fails.
        }
    }

    private static HikariDataSource pool(PGSimpleDataSource source) {
        source.setSocketTimeout((int) WAIT_MAX.toSeconds());
        HikariConfig config = new HikariConfig();
        config.setPoolName("parley-limits");
        config.setDataSource(source);
        config.setMaximumPoolSize(THREADS);
        config.setConnectionTimeout(CONNECTION_MAX.toMillis());
        config.setValidationTimeout(CONNECTION_MAX.toMillis() / 2);
        config.setConnectionInitSql(CONNECTION_SETTINGS);
        // Not here and now: what fails is what asks.
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
    }
}
