package dev.parley.openai;

import com.openai.client.OpenAIClient;
import com.openai.client.OpenAIClientImpl;
import com.openai.core.ClientOptions;
import com.openai.core.http.HttpClient;
import com.openai.core.http.HttpResponse;
import com.openai.errors.OpenAIException;
import com.openai.errors.OpenAIIoException;
import dev.parley.model.ChatModel;
import dev.parley.model.ModelEvent;
import dev.parley.model.ModelException;
import dev.parley.model.ModelException.Kind;
import dev.parley.model.ModelRequest;
import dev.parley.model.ModelStream;
import dev.parley.openai.OpenAiErrors.Failure;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A language model behind OpenAI's HTTP API: OpenAI itself, Azure, OpenRouter, Ollama, vLLM, … by
 * base URL. Safe for use by many threads; made once and closed at the end of the program. Streams
 * are opened and read on virtual threads: an interrupt does not free a platform thread from a
 * socket.
 */
public final class OpenAiChatModel implements ChatModel, AutoCloseable {

    private final OpenAiConfig config;
    private final InstantSource clock;
    private final Transport transport;
    private final Watchdog watchdog;
    private final OpenAIClient client;
    private final Retries retries;
    private final ChatCompletionsRequests chatCompletions;
    private final ResponsesRequests responses;
    private volatile boolean closed;

    public OpenAiChatModel(OpenAiConfig config) {
        this(config, InstantSource.system());
    }

    OpenAiChatModel(OpenAiConfig config, InstantSource clock) {
        this.config = config;
        this.clock = clock;
        transport = new Transport(config.connectTimeMax());
        watchdog = new Watchdog(config.silenceMax(), config.callTimeMax());
        client = client(config, transport);
        retries = new Retries(config.retriesMax());
        chatCompletions = new ChatCompletionsRequests(config);
        responses = new ResponsesRequests(config);
    }

    /**
     * {@inheritDoc}
     *
     * <p>Returns with the first event at hand, so everything that fails before it is tried again as
     * often as the settings say. A wait the provider asks for is kept up to 30 s; when it asks for
     * more, this fails at once with {@code RATE_LIMITED} and the wait it asked for.
     */
    @Override
    public ModelStream open(ModelRequest request) {
        if (closed) {
            throw new IllegalStateException("the model is closed");
        }
        Supplier<HttpResponse> send = sender(client, request);
        return retries.run(() -> attempt(send));
    }

    @Override
    public List<String> models() {
        return config.models();
    }

    /**
     * Does everything a call does except to send it, which takes about two seconds the first time
     * in a JVM: the SDK's models are read by reflection. For a background thread at the start.
     */
    public void warmUp() {
        OpenAIClient dry = client(config, new DryRun(config.api()));
        try (ModelStream stream = start(sender(dry, DryRun.REQUEST))) {
            while (!(stream.next() instanceof ModelEvent.Finished)) {
                // Each event is read for its side effect, the classes it loads.
            }
        }
    }

    /**
     * Ends running answers with {@code INCOMPLETE}, closes idle connections and stops the watch.
     */
    @Override
    public void close() {
        closed = true;
        watchdog.close();
        client.close();
    }

    private static OpenAIClient client(OpenAiConfig config, HttpClient http) {
        Json.shareBuffersWithSdk();
        return new OpenAIClientImpl(
                ClientOptions.builder()
                        .httpClient(http)
                        .baseUrl(config.baseUrl())
                        .apiKey(config.apiKey().reveal())
                        .maxRetries(0)
                        .sleeper(new NoSleeper())
                        .build());
    }

    private Supplier<HttpResponse> sender(OpenAIClient to, ModelRequest request) {
        return switch (config.api()) {
            case CHAT_COMPLETIONS ->
                    sender(
                            chatCompletions.of(request),
                            to.chat().completions().withRawResponse()::createStreaming);
            case RESPONSES ->
                    sender(
                            responses.of(request),
                            to.responses().withRawResponse()::createStreaming);
        };
    }

    private static <P> Supplier<HttpResponse> sender(P params, Function<P, HttpResponse> send) {
        return () -> send.apply(params);
    }

    private ModelStream attempt(Supplier<HttpResponse> send) throws Retries.Again {
        try {
            return start(send);
        } catch (ModelException e) {
            if (mayFareBetter(e)) {
                throw new Retries.Again(e);
            }
            throw e;
        } catch (OpenAIException e) {
            Failure failure = OpenAiErrors.failure(e, clock.instant());
            if (failure.again()) {
                throw new Retries.Again(failure.exception());
            }
            throw failure.exception();
        }
    }

    /** Before the first event a lost connection is no loss; silence has cost enough time. */
    private static boolean mayFareBetter(ModelException e) {
        return switch (e.kind()) {
            case UNAVAILABLE, RATE_LIMITED, INCOMPLETE -> true;
            default -> false;
        };
    }

    private ModelStream start(Supplier<HttpResponse> send) {
        CallWatch watch = watchdog.watch();
        boolean begun = false;
        try {
            if (Thread.currentThread().isInterrupted()) {
                throw CallWatch.interrupted(null);
            }
            HttpResponse response = transport.watched(watch, send);
            OpenAiModelStream stream =
                    new OpenAiModelStream(
                            EventStreams.require(response), watch, watchdog, parser());
            stream.begin();
            begun = true;
            return stream;
        } catch (OpenAIIoException e) {
            IOException cause =
                    e.getCause() instanceof IOException io ? io : new IOException(e.getMessage());
            throw watch.translate(
                    cause,
                    Kind.UNAVAILABLE,
                    "The model's provider cannot be reached. Check the base URL and the network.");
        } finally {
            if (!begun) {
                watchdog.release(watch);
                watch.cancel();
            }
        }
    }

    private AnswerParser parser() {
        return switch (config.api()) {
            case CHAT_COMPLETIONS -> new ChatCompletionsParser();
            case RESPONSES -> new ResponsesParser();
        };
    }
}
