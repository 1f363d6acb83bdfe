package dev.parley.mcp;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import okhttp3.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stream on which a server speaks unasked, opened again whenever it ends, for as long as the
 * session lasts. For one thread.
 */
final class ListeningStream {

    private static final Logger log = LoggerFactory.getLogger(ListeningStream.class);

    /** A stream that ends sooner, and without an event, is opened again later and later. */
    private static final Duration SHORT_LIFE = Duration.ofSeconds(10);

    private final HttpSession session;
    private final McpMessages messages;
    private final Listening listening;
    private final Consumer<String> hear;
    private final Runnable onSessionGone;
    private final StreamPosition position = new StreamPosition();

    /**
     * A stream not opened yet.
     *
     * @param hear takes each message
     */
    ListeningStream(
            HttpSession session,
            McpMessages messages,
            Listening listening,
            Consumer<String> hear,
            Runnable onSessionGone) {
        this.session = session;
        this.messages = messages;
        this.listening = listening;
        this.hear = hear;
        this.onSessionGone = onSessionGone;
    }

    /** Listens until the errand is given up, or the server has nothing to listen to. */
    void keepOpen(HttpRequests.Errand errand) throws IOException {
        boolean offered = true;
        int failures = 0;
        while (offered) {
            long start = System.nanoTime();
            String before = position.lastEventId();
            try {
                offered =
                        errand.exchange(
                                session.get(position), HttpRequests.UNLIMITED, this::listen);
            } catch (IOException | RuntimeException e) {
                log.debug("a stream to listen on failed in a {}", session, e);
            }
            if (!position.lastEventId().equals(before)
                    || System.nanoTime() - start > SHORT_LIFE.toNanos()) {
                failures = 0;
            }
            if (offered) {
                errand.pause(position.delay(failures));
            }
            failures++;
        }
    }

    /** Whether the server may have more to say when the stream is opened again. */
    private boolean listen(Response response) throws IOException {
        if (HttpSession.isGone(response)) {
            onSessionGone.run();
            return false;
        }
        if (HttpSession.isNotOffered(response)) {
            return false;
        }
        HttpStatusError.unlessSuccessful(response);
        EventStream events = messages.events(response, position);
        listening.begun();
        try {
            for (var event = events.next(); event.isPresent(); event = events.next()) {
                if (event.get().isMessage()) {
                    hear.accept(event.get().data());
                }
            }
            return true;
        } finally {
            listening.ended();
        }
    }
}
