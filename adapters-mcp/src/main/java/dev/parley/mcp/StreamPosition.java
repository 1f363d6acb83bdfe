package dev.parley.mcp;

import java.time.Duration;

/**
 * How far an event stream was read, and how long to wait before it is read on over another
 * connection. For one thread.
 */
final class StreamPosition {

    private static final Duration RETRY_DEFAULT = Duration.ofSeconds(1);
    private static final Duration RETRY_MIN = Duration.ofMillis(100);
    private static final Duration RETRY_MAX = Duration.ofHours(1);
    private static final Duration BACKOFF_MAX = Duration.ofSeconds(60);
    private static final int DOUBLINGS_MAX = 10;

    /** An id travels in a header; what is longer no server would take back. */
    private static final int ID_CHARS_MAX = 1024;

    private String lastEventId = "";
    private Duration retry = RETRY_DEFAULT;

    /** The last event's id; empty when the stream cannot be resumed. */
    String lastEventId() {
        return lastEventId;
    }

    void reached(String eventId) {
        lastEventId = eventId.length() > ID_CHARS_MAX ? "" : eventId;
    }

    void retryAfter(Duration wanted) {
        Duration atLeast = wanted.compareTo(RETRY_MIN) < 0 ? RETRY_MIN : wanted;
        retry = atLeast.compareTo(RETRY_MAX) > 0 ? RETRY_MAX : atLeast;
    }

    /** What the server asked for, and twice as long after each failure in a row, up to 60 s. */
    Duration delay(int failures) {
        Duration doubled = retry.multipliedBy(1L << Math.min(failures, DOUBLINGS_MAX));
        Duration most = retry.compareTo(BACKOFF_MAX) > 0 ? retry : BACKOFF_MAX;
        return doubled.compareTo(most) > 0 ? most : doubled;
    }
}
