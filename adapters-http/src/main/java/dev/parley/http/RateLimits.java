package dev.parley.http;

import dev.parley.access.RateLimit;
import dev.parley.access.RateLimiter;
import dev.parley.access.RateLimiter.Decision;
import dev.parley.token.Principal;
import io.javalin.http.Context;
import java.time.Duration;

/**
 * Refuses who asks too often: by address for the whole API, by user for turns. Every answer says
 * what is left, in the {@code RateLimit-Limit}, {@code -Remaining} and {@code -Reset} fields of the
 * IETF draft's versions up to 7. Later versions have one structured {@code RateLimit} field in
 * their place, which clients do not read yet.
 */
final class RateLimits {

    private final RateLimiter limiter;
    private final HttpLimits limits;
    private final ClientAddresses addresses;

    RateLimits(RateLimiter limiter, HttpLimits limits, ClientAddresses addresses) {
        this.limiter = limiter;
        this.limits = limits;
        this.addresses = addresses;
    }

    /**
     * Counts a request by where it is from, before anybody asks who sent it: so guesses at keys and
     * cookies are counted, too.
     *
     * @throws Problem {@code rate_limited}
     */
    void countRequest(Context context) {
        String from = AddressRange.subscriber(addresses.of(context)).key();
        count(context, limits.requests(), from, "requests from your address");
    }

    /**
     * Counts a turn that is about to begin. A request that repeats an earlier one counts as well:
     * it costs as much to find that out.
     *
     * @throws Problem {@code rate_limited}
     */
    void countTurn(Context context, Principal principal) {
        count(context, limits.turns(), principal.key(), "turns");
    }

    private void count(Context context, RateLimit limit, String key, String what) {
        Decision decision = limiter.take(limit, key);
        context.header("RateLimit-Limit", Integer.toString(limit.times()));
        context.header("RateLimit-Remaining", Long.toString(decision.remaining()));
        context.header("RateLimit-Reset", Long.toString(seconds(decision.resetAfter())));
        if (!decision.allowed()) {
            long wait = Math.max(1, seconds(decision.retryAfter()));
            context.header("Retry-After", Long.toString(wait));
            throw new Problem(
                    ProblemCode.RATE_LIMITED,
                    "Too many %s: at most %d in %d s are allowed. Try again in %d s."
                            .formatted(what, limit.times(), seconds(limit.period()), wait));
        }
    }

    /** Rounded up: who comes back then is let in. */
    private static long seconds(Duration duration) {
        return duration.plusNanos(999_999_999).toSeconds();
    }
}
