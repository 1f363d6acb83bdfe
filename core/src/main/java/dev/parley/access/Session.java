package dev.parley.access;

import dev.parley.token.Principal;
import java.time.Instant;

/**
 * One browser that somebody is signed in with.
 *
 * @param id a hash of the token the browser holds: it finds the session, and nobody can get in with
 *     it
 * @param client what the browser called itself when it signed in, cut; for display only
 * @param startedAt when they signed in
 * @param usedAt when the browser was last seen, give or take {@link SessionLimits#TOUCH}
 */
public record Session(
        String id, Principal principal, String client, Instant startedAt, Instant usedAt) {

    /** Characters of {@link #client} at most. */
    public static final int CLIENT_LENGTH_MAX = 200;

    public Session {
        if (client.length() > CLIENT_LENGTH_MAX) {
            throw new IllegalArgumentException("client is longer than " + CLIENT_LENGTH_MAX);
        }
    }
}
