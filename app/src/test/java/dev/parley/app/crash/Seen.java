package dev.parley.app.crash;

import dev.parley.turn.TurnEvent;

/**
 * An event as a reader was shown it.
 *
 * @param live whether it was allowed to be shown before it was durable
 * @param event its text, in which two events are equal only if they are the same
 */
record Seen(long fence, int sequence, boolean live, String event) {

    static Seen of(long fence, int sequence, TurnEvent event) {
        return new Seen(fence, sequence, event.live(), text(event));
    }

    static Seen of(String line) {
        String[] fields = line.split(" ", 4);
        return new Seen(
                Long.parseLong(fields[0]),
                Integer.parseInt(fields[1]),
                fields[2].equals("live"),
                fields[3]);
    }

    String line() {
        return fence + " " + sequence + " " + (live ? "live" : "durable") + " " + event;
    }

    boolean ends() {
        return event.startsWith("Ended[");
    }

    /** The event on one line. */
    static String text(TurnEvent event) {
        return event.toString().replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
    }
}
