package dev.parley.openai;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.core.http.Headers;
import com.openai.core.http.HttpResponse;
import dev.parley.conversation.Message;
import dev.parley.conversation.MessageId;
import dev.parley.conversation.Part;
import dev.parley.conversation.Role;
import dev.parley.model.ModelEvent;
import dev.parley.model.ModelException;
import dev.parley.model.ModelRequest;
import dev.parley.model.ModelStream;
import dev.parley.token.Secret;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What the tests of this package share: requests, chunks of both wires, and reading to the end. */
final class Wire {

    static final String DONE = "data: [DONE]\n\n";

    private static final String CHUNK =
            "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",";

    private Wire() {}

    static OpenAiConfig config(String baseUrl) {
        return OpenAiConfig.of(baseUrl, Secret.of("sk-test-key"), "test-model")
                .withLimits(Duration.ofSeconds(5), Duration.ofSeconds(20), 0);
    }

    static ModelRequest hello() {
        return request(List.of(message(Role.USER, new Part.Text("hello"))));
    }

    static ModelRequest request(List<Message> messages) {
        return new ModelRequest("be brief", messages, List.of(), 1000, 2000);
    }

    static Message message(Role role, Part... parts) {
        return new Message(new MessageId("m"), role, List.of(parts), Instant.EPOCH);
    }

    /** A chunk of a chat completion with this {@code delta} object. */
    static String delta(String delta) {
        return CHUNK
                + "\"choices\":[{\"index\":0,\"delta\":"
                + delta
                + ",\"finish_reason\":null}]}\n\n";
    }

    static String text(String text) {
        return delta("{\"content\":\"" + text + "\"}");
    }

    /** A chunk with these tool calls, written with ' for " and ` for an escaped quote. */
    static String call(String calls) {
        return delta("{\"tool_calls\":[" + calls.replace('\'', '"').replace("`", "\\\"") + "]}");
    }

    static String finish(String reason) {
        return CHUNK
                + "\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\""
                + reason
                + "\"}]}\n\n";
    }

    static String usage(long input, long cached, long output, long reasoning) {
        return CHUNK
                + "\"choices\":[],\"usage\":{\"prompt_tokens\":%d,\"completion_tokens\":%d,\"total_tokens\":%d,\"prompt_tokens_details\":{\"cached_tokens\":%d},\"completion_tokens_details\":{\"reasoning_tokens\":%d}}}\n\n"
                        .formatted(input, output, input + output, cached, reasoning);
    }

    /** An event of the other wire, written with ' for ". */
    static String response(String json) {
        return "event: ignored\ndata: " + json.replace('\'', '"') + "\n\n";
    }

    static List<ModelEvent> read(ModelStream stream) {
        List<ModelEvent> events = new ArrayList<>();
        readInto(events, stream);
        return events;
    }

    static void readInto(List<ModelEvent> events, ModelStream stream) {
        ModelEvent event;
        do {
            event = stream.next();
            events.add(event);
        } while (!(event instanceof ModelEvent.Finished));
    }

    static List<ModelEvent> chat(String body) {
        return parse(body, new ChatCompletionsParser());
    }

    static List<ModelEvent> responses(String body) {
        return parse(body, new ResponsesParser());
    }

    private static List<ModelEvent> parse(String body, AnswerParser parser) {
        List<ModelEvent> events = new ArrayList<>();
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        parseInto(events, new ByteArrayInputStream(bytes), parser);
        return events;
    }

    static void parseInto(List<ModelEvent> events, InputStream body, AnswerParser parser) {
        Duration limit = Duration.ofSeconds(5);
        try (Watchdog watchdog = new Watchdog(limit, limit);
                ModelStream stream =
                        new OpenAiModelStream(new Body(body), watchdog.watch(), watchdog, parser)) {
            readInto(events, stream);
        }
    }

    static AbstractThrowableAssert<?, ? extends Throwable> assertFails(
            ModelException.Kind kind, ThrowingCallable work) {
        return assertThatThrownBy(work)
                .isInstanceOf(ModelException.class)
                .extracting(e -> (ModelException) e)
                .matches(e -> e.kind() == kind, "is of kind " + kind)
                .asInstanceOf(
                        org.assertj.core.api.InstanceOfAssertFactories.throwable(
                                ModelException.class));
    }

    static String textOf(List<ModelEvent> events) {
        StringBuilder text = new StringBuilder();
        for (ModelEvent event : events) {
            if (event instanceof ModelEvent.TextDelta delta) {
                text.append(delta.text());
            }
        }
        return text.toString();
    }

    /** Runs {@code work} on a virtual thread, as a turn does, for at most 10 s. */
    static <T> T onVirtualThread(Callable<T> work) throws Exception {
        FutureTask<T> task = new FutureTask<>(work);
        Thread.startVirtualThread(task);
        try {
            return task.get(10, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private record Body(InputStream body) implements HttpResponse {

        @Override
        public int statusCode() {
            return 200;
        }

        @Override
        public Headers headers() {
            return Headers.builder().build();
        }

        @Override
        public void close() {}
    }
}
