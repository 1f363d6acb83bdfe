package dev.parley.http;

import dev.parley.access.RateLimit;
import dev.parley.access.RateLimiter;
import dev.parley.access.RateLimiter.Decision;
import dev.parley.token.Principal;
import io.javalin.http.Context;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Collections;
import java.util.List;

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

    RateLimits(RateLimiter limiter, HttpLimits limits) {
        this.limiter = limiter;
        this.limits = limits;
        this.addresses = new ClientAddresses(limits.trustedProxies());
    }

    /**
     * Counts a request by where it is from, before anybody asks who sent it: so guesses at keys and
     * cookies are counted, too.
     *
     * @throws Problem {@code rate_limited}
     */
    void countRequest(Context context) {
        String from = AddressRange.subscriber(address(context)).key();
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

    private InetAddress address(Context context) {
        InetAddress peer =
                AddressRange.address(unscoped(context.req().getRemoteAddr()))
                        .orElseThrow(
                                () -> new IllegalStateException("a socket without an address"));
        return addresses.of(peer, lines(context, "X-Forwarded-For"), lines(context, "Forwarded"));
    }

    /** Without the brackets and the interface some platforms add to a link-local address. */
    private static String unscoped(String address) {
        return address.replaceAll("[\\[\\]]|%.*", "");
    }

    private static List<String> lines(Context context, String header) {
        return Collections.list(context.req().getHeaders(header));
    }

    /** Rounded up: who comes back then is let in. */
    private static long seconds(Duration duration) {
        return duration.plusNanos(999_999_999).toSeconds();
    }
}
