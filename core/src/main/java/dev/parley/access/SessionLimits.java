package dev.parley.access;

import java.time.Duration;
import java.time.Instant;

/**
 * How long a session lasts.
 *
 * @param idleMax without a request
 * @param ageMax since the sign-in, whatever happens
 */
public record SessionLimits(Duration idleMax, Duration ageMax) {

    /** How exactly it is known when a session was last used: not every request writes. */
    public static final Duration TOUCH = Duration.ofMinutes(1);

    /** A week and a month. Behind {@link #TOUCH}, which the constructor reads. */
    public static final SessionLimits DEFAULT =
            new SessionLimits(Duration.ofDays(7), Duration.ofDays(30));

    /** Sessions of one principal at most; one more ends the one not used for longest. */
    public static final int SESSIONS_MAX = 50;

    public SessionLimits {
        if (idleMax.compareTo(TOUCH) <= 0 || ageMax.compareTo(idleMax) < 0) {
            throw new IllegalArgumentException(
                    "a session may be idle for more than a minute and at most its age: " + idleMax);
        }
    }

    boolean over(Session session, Instant now) {
        return !now.isBefore(session.usedAt().plus(idleMax))
                || !now.isBefore(session.startedAt().plus(ageMax));
    }
}
