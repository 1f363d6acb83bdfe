package dev.parley.app.demo;

import java.time.Instant;

/**
 * A failure that keeps happening.
 *
 * @param id as people say it, {@code PARLEY-12}
 * @param firstRelease version in which it was first seen
 * @param cause what {@code analyze_issue} finds out
 */
record Issue(
        String id,
        String project,
        Level level,
        Status status,
        Instant firstSeen,
        Instant lastSeen,
        int events,
        int users,
        String error,
        String message,
        String culprit,
        String firstRelease,
        String cause) {

    /** How bad it is, worst first. */
    enum Level {
        FATAL,
        ERROR,
        WARNING
    }

    /** What people decided about it. */
    enum Status {
        UNRESOLVED,
        RESOLVED,
        IGNORED
    }

    String title() {
        return error + ": " + message;
    }

    /** The number in the id, which is also the order of the list. */
    int number() {
        return Integer.parseInt(id.substring(id.indexOf('-') + 1));
    }

    Issue with(Status newStatus) {
        return new Issue(
                id,
                project,
                level,
                newStatus,
                firstSeen,
                lastSeen,
                events,
                users,
                error,
                message,
                culprit,
                firstRelease,
                cause);
    }
}
