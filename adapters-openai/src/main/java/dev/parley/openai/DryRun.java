package dev.parley.openai;

import com.openai.core.RequestOptions;
import com.openai.core.http.Headers;
import com.openai.core.http.HttpClient;
import com.openai.core.http.HttpRequest;
import com.openai.core.http.HttpResponse;
import dev.parley.conversation.Message;
import dev.parley.conversation.MessageId;
import dev.parley.conversation.Part;
import dev.parley.conversation.Role;
import dev.parley.model.ModelRequest;
import dev.parley.tool.Tool;
import dev.parley.tool.ToolAnnotations;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Stands in for the network while a model warms up: it writes the request and answers itself. */
final class DryRun implements HttpClient {

    static final ModelRequest REQUEST =
            new ModelRequest(
                    "warm up",
                    List.of(
                            new Message(
                                    new MessageId("warm-up"),
                                    Role.USER,
                                    List.of(new Part.Text("warm up")),
                                    Instant.EPOCH)),
                    List.of(
                            Tool.of(
                                    "warm",
                                    "up",
                                    "",
                                    "Warms up.",
                                    "{\"type\":\"object\",\"properties\":{}}",
                                    ToolAnnotations.UNKNOWN)),
                    1,
                    1);

    private static final String CHAT_COMPLETION =
            """
            data: {"choices":[{"index":0,"delta":{"content":"warm"},"finish_reason":"stop"}]}

            data: [DONE]

            """;

    private static final String RESPONSE =
            """
            data: {"type":"response.output_text.delta","delta":"warm"}

            data: {"type":"response.completed","response":{"usage":{"input_tokens":1}}}

            """;

    private final byte[] answer;

    DryRun(OpenAiConfig.Api api) {
        String text =
                switch (api) {
                    case CHAT_COMPLETIONS -> CHAT_COMPLETION;
                    case RESPONSES -> RESPONSE;
                };
        answer = text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public HttpResponse execute(HttpRequest request, RequestOptions options) {
        if (Transport.okRequest(request).body() == null || request.body() == null) {
            throw new IllegalStateException("a request without a body");
        }
        request.body().writeTo(OutputStream.nullOutputStream());
        return new Answer(new ByteArrayInputStream(answer));
    }

    @Override
    public CompletableFuture<HttpResponse> executeAsync(
            HttpRequest request, RequestOptions options) {
        return CompletableFuture.failedFuture(
                new UnsupportedOperationException("only blocking calls"));
    }

    @Override
    public void close() {}

    private record Answer(InputStream body) implements HttpResponse {

        @Override
        public int statusCode() {
            return 200;
        }

        @Override
        public Headers headers() {
            return Headers.builder().put("content-type", "text/event-stream").build();
        }

        @Override
        public void close() {}
    }
}
