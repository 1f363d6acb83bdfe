package dev.parley.storage;

import dev.parley.access.RateLimiter.Decision;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which buckets are known to be empty, and for how long: others can only take more from them. So
 * whoever goes on asking costs the database nothing. Safe for use by many threads.
 */
final class Refusals {

    /** More are not remembered, which costs a question. */
    private static final int REFUSALS_MAX = 10_000;

    private record Refusal(Instant retryAt, Instant resetAt) {}

    private final InstantSource clock;
    private final Map<String, Refusal> refusals = new ConcurrentHashMap<>();

    Refusals(InstantSource clock) {
        this.clock = clock;
    }

    /** The answer to one more take from this bucket; empty when the bucket has to be asked. */
    Optional<Decision> find(String id) {
        Refusal refusal = refusals.get(id);
        if (refusal == null) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        if (!now.isBefore(refusal.retryAt())) {
            refusals.remove(id, refusal);
            return Optional.empty();
        }
        return Optional.of(
                new Decision(
                        false,
                        0,
                        Duration.between(now, refusal.retryAt()),
                        Duration.between(now, refusal.resetAt())));
    }

    /** Remembers that this bucket said so {@code now}. */
    void add(String id, Decision refused, Instant now) {
        if (refusals.size() >= REFUSALS_MAX) {
            refusals.values().removeIf(it -> !clock.instant().isBefore(it.retryAt()));
        }
        if (refusals.size() < REFUSALS_MAX) {
            refusals.put(
                    id,
                    new Refusal(now.plus(refused.retryAfter()), now.plus(refused.resetAfter())));
        }
    }
}
