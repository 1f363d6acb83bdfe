package dev.parley.oauth;

import dev.parley.token.Secret;
import dev.parley.token.StoredGrant;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What this process knows about one principal's grant at one server: what the store said last, the
 * renewal that is under way, and how the last one failed. Safe for use by many threads; never
 * blocks.
 */
final class GrantSlot {

    /** The longest before its end that a token is renewed. */
    private static final Duration MARGIN_MAX = Duration.ofMinutes(1);

    private static final int MARGIN_SHARE = 4;
    private static final Duration BACK_OFF_FIRST = Duration.ofSeconds(1);
    private static final Duration BACK_OFF_MAX = Duration.ofMinutes(1);

    /** How soon after it was renewed a token is refused that will be refused for ever. */
    private static final Duration REFUSED_AGAIN_MAX = Duration.ofSeconds(10);

    /**
     * A grant as it was read.
     *
     * @param renewAt when to renew it, some time before it ends
     */
    record Held(StoredGrant stored, Instant readAt, Instant renewAt) {

        Secret token() {
            return stored.grant().accessToken();
        }

        boolean due(Instant now) {
            return !now.isBefore(renewAt);
        }

        boolean expired(Instant now) {
            return stored.grant().expired(now);
        }
    }

    private record Failure(long version, Renewed how, Instant until) {}

    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Held held;
    private @Nullable CompletableFuture<Renewed> renewal;
    private @Nullable Failure failure;
    private int failures;
    private long refusedVersion = -1;
    private long renewedForRefusal = -1;
    private Instant refusedAgainUntil = Instant.MIN;

    /** What was read less than {@code age} ago. */
    Optional<Held> held(Instant now, Duration age) {
        return locked(
                () -> Optional.ofNullable(held).filter(it -> now.isBefore(it.readAt().plus(age))));
    }

    /**
     * Takes note of what the store said, unless it has been asked since. When to renew a version is
     * decided once.
     *
     * @param now when the store was asked
     */
    Held hold(StoredGrant stored, Instant now) {
        return locked(
                () -> {
                    @Nullable Held before = held;
                    if (before != null && before.readAt().isAfter(now)) {
                        return before;
                    }
                    Instant renewAt =
                            before != null && before.stored().version() == stored.version()
                                    ? before.renewAt()
                                    : renewAt(stored, now);
                    Held read = new Held(stored, now, renewAt);
                    held = read;
                    return read;
                });
    }

    void forget() {
        locked(
                () -> {
                    held = null;
                    failure = null;
                    failures = 0;
                    refusedVersion = -1;
                    return true;
                });
    }

    /** The renewal that is under way, or the one that {@code start} starts. */
    CompletableFuture<Renewed> renewal(Supplier<CompletableFuture<Renewed>> start) {
        return locked(
                () -> {
                    @Nullable CompletableFuture<Renewed> running = renewal;
                    if (running != null && !running.isDone()) {
                        return running;
                    }
                    CompletableFuture<Renewed> started = start.get();
                    renewal = started;
                    return started;
                });
    }

    /** How renewing this version failed, if it is too early to try again. */
    Optional<Renewed> recentFailure(long version, Instant now) {
        return locked(
                () ->
                        Optional.ofNullable(failure)
                                .filter(it -> it.version() == version && now.isBefore(it.until()))
                                .map(Failure::how));
    }

    void succeeded(StoredGrant stored, Instant now) {
        locked(
                () -> {
                    failure = null;
                    failures = 0;
                    return true;
                });
        hold(stored, now);
    }

    /** Not to be tried again for a while; each time longer. */
    void failed(long version, Renewed how, Duration retryAfter, Instant now) {
        locked(
                () -> {
                    long factor = 1L << Math.min(failures, 10);
                    failures++;
                    Duration pause = least(BACK_OFF_MAX, BACK_OFF_FIRST.multipliedBy(factor));
                    Duration spread = spread(pause);
                    Duration wait = retryAfter.compareTo(spread) > 0 ? retryAfter : spread;
                    failure = new Failure(version, how, now.plus(wait));
                    return true;
                });
    }

    /** The server refuses this version, and renewing it is of no use. */
    void refuse(long version) {
        locked(
                () -> {
                    refusedVersion = version;
                    return true;
                });
    }

    boolean refused(long version) {
        return locked(() -> refusedVersion == version);
    }

    /** This version was made because the server had refused the one before. */
    void renewedForRefusal(StoredGrant stored, Instant now) {
        locked(
                () -> {
                    // By the first who says so: others may have been waiting for long.
                    if (renewedForRefusal != stored.version()) {
                        renewedForRefusal = stored.version();
                        Duration life = Duration.between(now, stored.grant().expiresAt());
                        refusedAgainUntil =
                                now.plus(least(REFUSED_AGAIN_MAX, life.dividedBy(MARGIN_SHARE)));
                    }
                    return true;
                });
    }

    /**
     * Whether a version that was made because of a refusal is itself refused, at once. One that
     * lives for seconds may simply have ended by the server's clock.
     */
    boolean refusedAgain(long version, Instant now) {
        return locked(() -> renewedForRefusal == version && now.isBefore(refusedAgainUntil));
    }

    /** A share of the token's life before its end, spread so that replicas do not meet. */
    private static Instant renewAt(StoredGrant stored, Instant now) {
        Instant end = stored.grant().expiresAt();
        if (end.equals(Instant.MAX) || !now.isBefore(end)) {
            return end;
        }
        Duration margin = least(MARGIN_MAX, Duration.between(now, end).dividedBy(MARGIN_SHARE));
        return end.minus(spread(margin));
    }

    private static Duration spread(Duration whole) {
        long nanos = whole.toNanos();
        return Duration.ofNanos(ThreadLocalRandom.current().nextLong(nanos / 2, nanos + 1));
    }

    private static Duration least(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private <T> T locked(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }
}
