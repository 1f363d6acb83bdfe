package dev.parley.mcp;

import static dev.parley.mcp.Calls.ANN;
import static dev.parley.mcp.Calls.call;
import static dev.parley.mcp.Calls.failureOf;
import static dev.parley.mcp.Calls.text;
import static dev.parley.mcp.ScriptedHttpServer.lines;
import static dev.parley.mcp.ScriptedHttpServer.resultOf;
import static dev.parley.mcp.ScriptedHttpServer.status;
import static dev.parley.mcp.ScriptedHttpServer.stream;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.tool.ToolServerException;
import dev.parley.tool.ToolServerException.Kind;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Streams over HTTP that break and are taken up again. */
@Timeout(20)
final class HttpStreamsTest {

    private static final String CHANGED =
            "{\"jsonrpc\": \"2.0\", \"method\": \"notifications/tools/list_changed\"}";

    private final MutableClock clock = new MutableClock();
    private final BlockingQueue<String> resumedAfter = new LinkedBlockingQueue<>();
    private final CompletableFuture<JsonNode> request = new CompletableFuture<>();
    private ScriptedHttpServer remote;
    private McpServers servers;

    @BeforeEach
    void open() throws Exception {
        remote = new ScriptedHttpServer();
        servers =
                new McpServers(
                        List.of(Calls.config("remote", remote.transport())),
                        "1.2.3",
                        clock,
                        McpSecurity.inMemory(clock),
                        McpLimits.DEFAULT);
    }

    @AfterEach
    void close() {
        servers.close();
        remote.close();
    }

    private McpServer server() {
        return servers.all().getFirst();
    }

    /** A call's stream that ends after these lines. */
    private void breakCallsAfter(String... lines) {
        remote.on(
                "tools/call",
                (exchange, call) -> {
                    request.complete(call);
                    lines(stream(exchange), lines);
                });
    }

    /** What happens to those who come back; others listen in vain. */
    private void onResume(ScriptedHttpServer.StreamScript script) {
        remote.onGet(
                (exchange, lastEventId) -> {
                    if (lastEventId.isEmpty()) {
                        status(exchange, 405, "");
                    } else {
                        resumedAfter.add(lastEventId);
                        script.answer(exchange, lastEventId);
                    }
                });
    }

    private String result() {
        return "data: " + resultOf(request.join(), ScriptedHttpServer.text("done"));
    }

    @Test
    void sseRetryAStreamThatEndsIsResumedWhenTheServerSaid() throws Exception {
        CompletableFuture<Long> ended = new CompletableFuture<>();
        CompletableFuture<Long> resumed = new CompletableFuture<>();
        onResume(
                (exchange, lastEventId) -> {
                    resumed.complete(System.nanoTime());
                    lines(stream(exchange), "id: e2", result());
                });
        remote.on(
                "tools/call",
                (exchange, call) -> {
                    request.complete(call);
                    lines(stream(exchange), "id: e1", "retry: 500", "data:");
                    exchange.close();
                    ended.complete(System.nanoTime());
                });

        assertThat(text(call(server(), "any", "{}"))).isEqualTo("done");
        assertThat(resumedAfter).containsExactly("e1");
        assertThat(Duration.ofNanos(resumed.join() - ended.join()))
                .isBetween(Duration.ofMillis(450), Duration.ofMillis(1000));
        assertThat(remote.count("tools/call")).isEqualTo(1);
    }

    @Test
    void aStreamIsResumedAsOftenAsTheServerEndsItAndWhatItSaysMeanwhileIsHeard() {
        breakCallsAfter("id: 1", "retry: 100", "data:");
        AtomicInteger times = new AtomicInteger();
        onResume(
                (exchange, lastEventId) -> {
                    int time = times.incrementAndGet();
                    lines(
                            stream(exchange),
                            "id: " + (time + 1),
                            time < 8 ? "data: " + progress(time) : result());
                });
        RecordingContext context = RecordingContext.within(Duration.ofSeconds(20));

        assertThat(text(call(server(), ANN, "any", "{}", context))).isEqualTo("done");
        assertThat(resumedAfter).containsExactly("1", "2", "3", "4", "5", "6", "7", "8");
        assertThat(context.steps()).hasSize(7);
    }

    @Test
    void failuresToResumeAreTriedAgain() {
        breakCallsAfter("id: ä€", "retry: 100", "data:");
        AtomicInteger times = new AtomicInteger();
        onResume(
                (exchange, lastEventId) -> {
                    switch (times.incrementAndGet()) {
                        case 1 -> status(exchange, 503, "");
                        case 2 -> status(exchange, 401, "");
                        case 3 -> exchange.close();
                        default -> lines(stream(exchange), result());
                    }
                });

        assertThat(text(call(server(), "any", "{}"))).isEqualTo("done");
        assertThat(remote.count("tools/call")).isEqualTo(1);
    }

    @Test
    void f16AStreamTheServerDoesNotResumeIsLostAtOnceAndTheCallNotRepeated() {
        breakCallsAfter("id: 1", "retry: 100", "data:");
        onResume((exchange, lastEventId) -> status(exchange, 405, ""));

        ToolServerException failure = failureOf(() -> call(server(), "any", "{}"));

        assertThat(failure.kind()).isEqualTo(Kind.LOST);
        assertThat(failure.mayHaveRun()).isTrue();
        assertThat(resumedAfter).hasSize(1);
        assertThat(remote.count("tools/call")).isEqualTo(1);
    }

    @Test
    void f16AServerThatStaysAwayMakesTheCallLost() {
        breakCallsAfter("id: 1", "retry: 100", "data:");
        onResume((exchange, lastEventId) -> status(exchange, 503, ""));

        ToolServerException failure = failureOf(() -> call(server(), "any", "{}"));

        assertThat(failure.kind()).isEqualTo(Kind.LOST);
        assertThat(failure.mayHaveRun()).isTrue();
        assertThat(resumedAfter).hasSize(5);
    }

    @Test
    void f16AConnectionCutBeforeTheAnswerIsLostAndTheCallNotRepeated() {
        call(server(), "warm-up", "{}");
        remote.received.clear();
        remote.on("tools/call", (exchange, call) -> exchange.close());

        ToolServerException failure = failureOf(() -> call(server(), "any", "{}"));

        assertThat(failure.kind()).isEqualTo(Kind.LOST);
        assertThat(failure.mayHaveRun()).isTrue();
        assertThat(remote.count("tools/call")).isEqualTo(1);
    }

    @Test
    void f21ASessionThatEndsWhileACallIsResumedMakesItLost() {
        breakCallsAfter("id: 1", "retry: 100", "data:");
        onResume((exchange, lastEventId) -> status(exchange, 404, ""));

        ToolServerException failure = failureOf(() -> call(server(), "any", "{}"));

        assertThat(failure.kind()).isEqualTo(Kind.LOST);
        assertThat(failure.mayHaveRun()).isTrue();
        assertThat(failure).hasMessageContaining("session");
        assertThat(remote.count("tools/call")).isEqualTo(1);
    }

    @Test
    void theDeadlineEndsTheWaitForAStreamToBeResumed() throws Exception {
        breakCallsAfter("id: 1", "retry: 60000", "data:");
        RecordingContext context = RecordingContext.within(Duration.ofMillis(1500));

        ToolServerException failure = failureOf(() -> call(server(), ANN, "any", "{}", context));

        assertThat(failure.kind()).isEqualTo(Kind.TIMED_OUT);
        assertThat(remote.await("notifications/cancelled").at("/params/requestId"))
                .isEqualTo(request.join().get("id"));
    }

    @Test
    void aListeningStreamThatEndsIsOpenedAgainWhereItEnded() throws Exception {
        remote.onGet(
                (exchange, lastEventId) -> {
                    resumedAfter.add(lastEventId);
                    if (lastEventId.isEmpty()) {
                        lines(stream(exchange), "id: 5", "retry: 100", "data:");
                    } else {
                        remote.listen(exchange);
                    }
                });
        server().tools(ANN);

        assertThat(List.of(nextResumption(), nextResumption())).containsExactly("", "5");
        Calls.eventually(() -> server().isListening(ANN));
        remote.announce(CHANGED);
        remote.received.clear();
        Calls.eventually(
                () -> {
                    server().tools(ANN);
                    return remote.count("tools/list") > 0;
                });
    }

    @Test
    void aServerWithoutAStreamToListenOnIsAskedOnce() {
        List<String> asked = new CopyOnWriteArrayList<>();
        remote.onGet(
                (exchange, lastEventId) -> {
                    asked.add(lastEventId);
                    status(exchange, 405, "");
                });
        server().tools(ANN);
        Calls.eventually(() -> !asked.isEmpty());

        for (int i = 0; i < 3; i++) {
            clock.advance(Duration.ofMinutes(2));
            server().tools(ANN);
        }

        assertThat(asked).hasSize(1);
        assertThat(server().isListening(ANN)).isFalse();
        assertThat(remote.count("tools/list")).isEqualTo(4);
    }

    @Test
    void aListIsAskedForOnceMoreAfterTheListeningStreamWasLost() throws Exception {
        BlockingQueue<Long> opened = new LinkedBlockingQueue<>();
        remote.onGet(
                (exchange, lastEventId) -> {
                    opened.add(System.nanoTime());
                    remote.listen(exchange);
                });
        server().tools(ANN);
        Calls.eventually(() -> server().isListening(ANN));
        remote.endStreams();
        opened.take();
        @Nullable Long again = opened.poll(5, TimeUnit.SECONDS);
        Calls.eventually(() -> server().isListening(ANN));
        remote.received.clear();

        server().tools(ANN);
        server().tools(ANN);

        assertThat(again).isNotNull();
        assertThat(remote.count("tools/list")).isEqualTo(1);
    }

    private String nextResumption() throws InterruptedException {
        String id = resumedAfter.poll(5, TimeUnit.SECONDS);
        return id == null ? "none within 5 s" : id;
    }

    private String progress(int step) {
        return "{\"jsonrpc\": \"2.0\", \"method\": \"notifications/progress\", \"params\":"
                + " {\"progressToken\": "
                + request.join().at("/params/_meta/progressToken")
                + ", \"progress\": "
                + step
                + "}}";
    }
}
