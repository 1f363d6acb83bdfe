package dev.parley.turn;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Logs for tests that have no turn, and whole logs for tests that do. */
public final class TurnLogs {

    private TurnLogs() {}

    /** A log that holds {@code events}; more can be added with {@link #append}. */
    public static TurnLog of(TurnEvent... events) {
        TurnLog log = new TurnLog(new TurnId("turn-1"));
        for (TurnEvent event : events) {
            log.append(TurnStart.FENCE_FIRST, event);
        }
        return log;
    }

    public static void append(TurnLog log, TurnEvent event) {
        log.append(TurnStart.FENCE_FIRST, event);
    }

    /** The first event of a log that has one. */
    public static TurnEvent first(TurnLog log) {
        return log.from(0).getFirst();
    }

    /** All events of a log, once it has ended; fails when it does not within 5 s. */
    public static List<TurnEvent> whole(TurnLog log) throws InterruptedException {
        List<TurnEvent> events = new ArrayList<>();
        try (TurnFollower follower = log.follow(0)) {
            while (!follower.atEnd()) {
                List<TurnEvent> taken = follower.take(Duration.ofSeconds(5));
                if (taken.isEmpty() && !follower.atEnd()) {
                    throw new AssertionError("the turn did not end; so far: " + events);
                }
                events.addAll(taken);
            }
        }
        return events;
    }
}
