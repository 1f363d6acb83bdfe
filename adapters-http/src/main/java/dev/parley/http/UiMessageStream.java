package dev.parley.http;

import dev.parley.turn.TurnEvent;
import dev.parley.turn.TurnFollower;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.eclipse.jetty.ee10.servlet.HttpOutput;

/**
 * One client that follows a turn by the UI Message Stream protocol: writes what is ready, flushes,
 * waits. Used by one thread, which it keeps until the turn ends or the client is gone; neither a
 * slow client nor one that leaves holds up the turn.
 */
final class UiMessageStream {

    /** What is written at once at most, give or take an event. */
    private static final int WRITE_BYTES_MAX = 32 * 1024;

    private final HttpServletResponse response;
    private final Duration heartbeat;
    private final JsonWriter json = new JsonWriter();
    private final UiChunks chunks = new UiChunks(json);

    UiMessageStream(HttpServletResponse response, Duration heartbeat) {
        this.response = response;
        this.heartbeat = heartbeat;
    }

    /**
     * Sends the events that {@code follower} has not taken yet, and those to come.
     *
     * <p>Ends silently when the client is gone or the thread is interrupted: the turn goes on, and
     * the client can resume.
     */
    void send(TurnFollower follower) {
        try {
            begin();
            boolean more = step(follower, Duration.ZERO, UiChunks.OPEN);
            while (more) {
                more = step(follower, heartbeat, UiChunks.KEEP_ALIVE);
            }
        } catch (IOException gone) {
            // The client left or does not read: nobody is there to be told.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void begin() {
        response.setStatus(HttpServletResponse.SC_OK);
        response.setContentType("text/event-stream");
        response.setHeader("Cache-Control", "no-cache, no-store");
        response.setHeader("X-Accel-Buffering", "no");
        response.setHeader("x-vercel-ai-ui-message-stream", "v1");
    }

    /** Sends one batch, or {@code filler} when none came in time; false at the end of the turn. */
    private boolean step(TurnFollower follower, Duration patience, byte[] filler)
            throws IOException, InterruptedException {
        List<TurnEvent> events = follower.take(patience);
        if (events.isEmpty()) {
            boolean atEnd = follower.atEnd();
            json.raw(atEnd ? UiChunks.DONE : filler);
            flush();
            return !atEnd;
        }
        int sequence = follower.position() - events.size() + 1;
        for (int i = 0; i < events.size(); ) {
            i += chunks.encode(events, i, sequence + i);
            if (json.size() >= WRITE_BYTES_MAX) {
                flush();
            }
        }
        flush();
        return !(events.getLast() instanceof TurnEvent.Ended);
    }

    /**
     * Sends what was encoded. A write of a buffer goes out at once: the container neither copies it
     * into a buffer of its own, which it would keep for each stream, nor waits for more.
     */
    private void flush() throws IOException {
        if (json.size() > 0) {
            HttpOutput out = (HttpOutput) response.getOutputStream();
            json.drainTo(out::write);
        }
    }
}
