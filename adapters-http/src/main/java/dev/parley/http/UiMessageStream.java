package dev.parley.http;

import dev.parley.turn.TurnEvent;
import dev.parley.turn.TurnFollower;
import dev.parley.turn.TurnLog;
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
    private boolean savingDelayed;

    UiMessageStream(HttpServletResponse response, Duration heartbeat) {
        this.response = response;
        this.heartbeat = heartbeat;
    }

    /**
     * Sends the events that {@code follower} of {@code log} has not taken yet, and those to come.
     *
     * <p>Ends silently when the client is gone or the thread is interrupted: the turn goes on, and
     * the client can resume. So it does when the log is cut: the client comes back, and finds the
     * turn wherever it is now.
     */
    void send(TurnLog log, TurnFollower follower) {
        try {
            begin();
            boolean more = step(log, follower, Duration.ZERO, UiChunks.OPEN);
            while (more) {
                more = step(log, follower, heartbeat, UiChunks.KEEP_ALIVE);
            }
        } catch (IOException gone) {
            // The client left or does not read: nobody is there to be told.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Says that it is a stream, and nothing of it. */
    void begin() {
        response.setStatus(HttpServletResponse.SC_OK);
        response.setContentType("text/event-stream");
        response.setHeader("Cache-Control", "no-cache, no-store");
        response.setHeader("X-Accel-Buffering", "no");
        response.setHeader("x-vercel-ai-ui-message-stream", "v1");
    }

    /** Sends one batch, or {@code filler} when none came in time; false when no more will come. */
    private boolean step(TurnLog log, TurnFollower follower, Duration patience, byte[] filler)
            throws IOException, InterruptedException {
        List<TurnEvent> events = follower.take(patience);
        if (savingDelayed != follower.savingDelayed()) {
            savingDelayed = follower.savingDelayed();
            chunks.saving(savingDelayed);
        } else if (events.isEmpty() && !follower.atEnd()) {
            json.raw(filler);
        }
        encode(events, follower);
        boolean over = follower.atEnd();
        if (over && log.ended() && !endsWithItsOwnEnd(events)) {
            json.raw(UiChunks.DONE);
        }
        flush();
        return !over;
    }

    private void encode(List<TurnEvent> events, TurnFollower follower) throws IOException {
        int sequence = follower.position() - events.size() + 1;
        for (int i = 0; i < events.size(); ) {
            i += chunks.encode(events, i, follower.fence(), sequence + i);
            if (json.size() >= WRITE_BYTES_MAX) {
                flush();
            }
        }
    }

    /** A client that had seen the last event before gets nothing but the end of the stream. */
    private static boolean endsWithItsOwnEnd(List<TurnEvent> events) {
        return !events.isEmpty() && events.getLast() instanceof TurnEvent.Ended;
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
