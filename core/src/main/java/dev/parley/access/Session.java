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

    /** By what a session ends before its time. */
    public enum End {
        /** Its user signed out, in its browser. */
        SIGNED_OUT("signed-out"),
        /** Its user ended it from another browser. */
        ELSEWHERE("ended-elsewhere"),
        /** Somebody signed in with its browser. */
        REPLACED("new-sign-in"),
        /** Its user has too many, and it was not used for the longest time. */
        TOO_MANY("too-many-sessions");

        private final String word;

        End(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    public Session {
        if (client.length() > CLIENT_LENGTH_MAX) {
            throw new IllegalArgumentException("client is longer than " + CLIENT_LENGTH_MAX);
        }
    }
}
