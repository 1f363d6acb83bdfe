package dev.parley.openai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.openai.core.http.HttpResponse;
import dev.parley.model.ModelEvent;
import dev.parley.model.ModelException;
import dev.parley.model.ModelException.Kind;
import dev.parley.model.ModelStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One answer, read from the body as it comes.
 *
 * <p>It is whole once the server said why the model stopped. The end mark {@code [DONE]} is waited
 * for, as the usage comes before it, but not needed: when the connection breaks or falls silent
 * after the reason, only the usage may be missing.
 */
final class OpenAiModelStream implements ModelStream {

    private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);

    private final HttpResponse response;
    private final CallWatch watch;
    private final Watchdog watchdog;
    private final AnswerParser parser;
    private final SseReader events;
    private final Answer answer = new Answer();
    private @Nullable ModelEvent first;
    private boolean ended;

    OpenAiModelStream(
            HttpResponse response, CallWatch watch, Watchdog watchdog, AnswerParser parser) {
        this.response = response;
        this.watch = watch;
        this.watchdog = watchdog;
        this.parser = parser;
        events = new SseReader(new WatchedBody(response.body(), watch));
    }

    /** Waits for the first event and keeps it: until it is there the call may be tried again. */
    void begin() {
        first = next();
    }

    @Override
    public ModelEvent next() {
        ModelEvent kept = first;
        if (kept != null) {
            first = null;
            return kept;
        }
        while (true) {
            ModelEvent event = answer.poll();
            if (event != null) {
                return event;
            }
            if (ended) {
                throw new IllegalStateException("the answer has ended");
            }
            advance();
        }
    }

    @Override
    public void close() {
        watchdog.release(watch);
        if (!ended) {
            // Else closing would first read on, in the hope of keeping the connection.
            watch.cancel();
        }
        // After the end mark this waits up to 100 ms for the end of the body, which mostly is here
        // already: the connection can serve the next answer then.
        response.close();
    }

    private void advance() {
        boolean more;
        try {
            more = events.next();
        } catch (SseReader.TooLongException e) {
            throw new ModelException(
                    Kind.MALFORMED, "The model sent an event that is too long.", e);
        } catch (IOException e) {
            lost(e);
            return;
        }
        if (!more || events.dataIs(DONE)) {
            end();
        } else if (events.dataLength() > 0) {
            read();
        }
    }

    private void lost(IOException e) {
        ModelException lost =
                watch.translate(
                        e,
                        Kind.INCOMPLETE,
                        "The connection to the model broke before its answer was whole.");
        if (!answer.isWhole() || lost.kind() == Kind.INTERRUPTED) {
            throw lost;
        }
        end();
    }

    private void end() {
        answer.end();
        ended = true;
    }

    private void read() {
        boolean wasWhole = answer.isWhole();
        try (JsonParser json =
                Json.parser(events.buffer(), events.dataStart(), events.dataLength())) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw malformed();
            }
            if (events.isError()) {
                throw ErrorObject.read(json);
            }
            boolean last = parser.read(json, answer);
            if (json.currentToken() != JsonToken.END_OBJECT || json.nextToken() != null) {
                throw malformed();
            }
            if (last) {
                end();
            }
        } catch (IOException e) {
            // Not passed on: it quotes what it could not read.
            throw malformed();
        }
        if (!wasWhole && answer.isWhole()) {
            watch.whole();
        }
    }

    private static ModelException malformed() {
        return new ModelException(
                Kind.MALFORMED, "The model sent an event that is not a JSON object.", null);
    }
}
