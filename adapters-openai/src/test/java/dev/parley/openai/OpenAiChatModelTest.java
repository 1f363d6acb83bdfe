package dev.parley.openai;

import static dev.parley.openai.Wire.DONE;
import static dev.parley.openai.Wire.assertFails;
import static dev.parley.openai.Wire.config;
import static dev.parley.openai.Wire.finish;
import static dev.parley.openai.Wire.hello;
import static dev.parley.openai.Wire.onVirtualThread;
import static dev.parley.openai.Wire.read;
import static dev.parley.openai.Wire.response;
import static dev.parley.openai.Wire.text;
import static dev.parley.openai.Wire.textOf;
import static dev.parley.openai.Wire.usage;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.model.ModelEvent;
import dev.parley.model.ModelException.Kind;
import dev.parley.model.ModelStream;
import dev.parley.model.StopReason;
import dev.parley.model.Usage;
import dev.parley.openai.OpenAiConfig.Api;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class OpenAiChatModelTest {

    private static final String ANSWER =
            text("Hel") + text("lo") + finish("stop") + usage(3, 0, 2, 0) + DONE;

    @Test
    void chatCompletionIsStreamed() throws Exception {
        try (RawServer server = new RawServer(exchange -> exchange.stream(ANSWER));
                OpenAiChatModel model = new OpenAiChatModel(config(server.baseUrl()))) {
            List<ModelEvent> events = ask(model);

            assertThat(textOf(events)).isEqualTo("Hello");
            assertThat(events)
                    .endsWith(new ModelEvent.Finished(StopReason.STOP, new Usage(3, 0, 2, 0)));
            assertThat(server.requests().getFirst().line())
                    .isEqualTo("POST /v1/chat/completions HTTP/1.1");
            assertThat(server.requests().getFirst().headers())
                    .containsEntry("authorization", "Bearer sk-test-key")
                    .containsEntry("accept-encoding", "identity");
        }
    }

    @Test
    void responseIsStreamed() throws Exception {
        String answer =
                response("{'type':'response.output_text.delta','delta':'Hello'}")
                        + response("{'type':'response.completed','response':{}}");
        try (RawServer server = new RawServer(exchange -> exchange.stream(answer));
                OpenAiChatModel model =
                        new OpenAiChatModel(config(server.baseUrl()).withApi(Api.RESPONSES))) {
            assertThat(textOf(ask(model))).isEqualTo("Hello");
            assertThat(server.requests().getFirst().line())
                    .isEqualTo("POST /v1/responses HTTP/1.1");
        }
    }

    @Test
    void warmUpSendsNothingAndLeavesTheModelUsable() throws Exception {
        for (Api api : Api.values()) {
            try (RawServer server = new RawServer(exchange -> exchange.stream(ANSWER));
                    OpenAiChatModel model =
                            new OpenAiChatModel(config(server.baseUrl()).withApi(api))) {
                model.warmUp();

                assertThat(server.requests()).isEmpty();
            }
        }
    }

    @Test
    void aPageInsteadOfAStreamIsMalformed() throws Exception {
        try (RawServer server =
                        new RawServer(
                                exchange ->
                                        exchange.send(
                                                "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
                                                        + "Connection: close\r\n\r\n<html>"));
                OpenAiChatModel model = new OpenAiChatModel(config(server.baseUrl()))) {
            assertFails(Kind.MALFORMED, () -> ask(model)).hasMessageContaining("base URL");
        }
    }

    @Test
    void fiveHundredStreamsRunAtOnce() throws Exception {
        int streams = 500;
        CountDownLatch allBegun = new CountDownLatch(streams);
        RawServer.Script script =
                exchange -> {
                    exchange.stream(text("first"));
                    if (allBegun.await(20, TimeUnit.SECONDS)) {
                        exchange.send(text("second") + finish("stop") + DONE);
                    }
                };
        try (RawServer server = new RawServer(script);
                OpenAiChatModel model = new OpenAiChatModel(config(server.baseUrl()));
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < streams; i++) {
                answers.add(
                        threads.submit(
                                () -> {
                                    try (ModelStream stream = model.open(hello())) {
                                        ModelEvent first = stream.next();
                                        allBegun.countDown();
                                        List<ModelEvent> rest = read(stream);
                                        return textOf(List.of(first)) + textOf(rest);
                                    }
                                }));
            }

            for (Future<String> answer : answers) {
                assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo("firstsecond");
            }
        }
    }

    @Test
    void noThreadIsLeftThatWouldKeepTheProgramAlive() throws Exception {
        try (RawServer server = new RawServer(exchange -> exchange.stream(ANSWER));
                OpenAiChatModel model = new OpenAiChatModel(config(server.baseUrl()))) {
            List<Thread> before = nonDaemons();

            ask(model);

            assertThat(nonDaemons()).isSubsetOf(before);
        }
    }

    private static List<ModelEvent> ask(OpenAiChatModel model) throws Exception {
        return onVirtualThread(
                () -> {
                    try (ModelStream stream = model.open(hello())) {
                        return read(stream);
                    }
                });
    }

    private static List<Thread> nonDaemons() {
        return Thread.getAllStackTraces().keySet().stream().filter(t -> !t.isDaemon()).toList();
    }
}
