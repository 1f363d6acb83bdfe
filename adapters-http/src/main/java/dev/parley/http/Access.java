package dev.parley.http;

import dev.parley.access.ApiKeys;
import dev.parley.access.IdentityProvider;
import dev.parley.access.RateLimiter;
import dev.parley.access.SessionLimits;
import dev.parley.access.Sessions;
import dev.parley.token.Memberships;
import java.time.Duration;
import java.time.InstantSource;

/**
 * Who may come in, how it is known who they are, and how often they may ask.
 *
 * @param keys what programs come in with, whatever the mode
 * @param memberships in which organizations people may work
 * @param limiter counts how often they ask
 */
public record Access(
        Mode mode,
        ApiKeys keys,
        Memberships memberships,
        RateLimiter limiter,
        InstantSource clock) {

    /** Whether people sign in. */
    public sealed interface Mode {

        /** Nobody does: who reaches the server is the one local principal. */
        record Local() implements Mode {}

        /**
         * Everybody does, at {@code provider}.
         *
         * @param limits those of {@code sessions}
         * @param approvalAgeMax how long after the sign-in tool calls can be approved; then the
         *     user must sign in again
         */
        record SignIn(
                IdentityProvider provider,
                Sessions sessions,
                SessionLimits limits,
                Duration approvalAgeMax)
                implements Mode {

            /** Half a day. */
            public static final Duration APPROVAL_AGE_MAX_DEFAULT = Duration.ofHours(12);

            public SignIn {
                if (!approvalAgeMax.isPositive()) {
                    throw new IllegalArgumentException("approvalAgeMax must be positive");
                }
            }
        }
    }

    /**
     * A server without a sign-in, where nobody asks too often; it must listen on a loopback address
     * only.
     */
    public static Access local(ApiKeys keys, Memberships memberships, InstantSource clock) {
        return new Access(new Mode.Local(), keys, memberships, RateLimiter.UNLIMITED, clock);
    }
}
