package dev.parley.mcp;

import static dev.parley.mcp.Calls.ANN;
import static dev.parley.mcp.Calls.call;
import static dev.parley.mcp.Calls.failureOf;
import static dev.parley.mcp.Calls.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import dev.parley.token.Principal;
import dev.parley.tool.ToolServerException;
import dev.parley.tool.ToolServerException.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server over HTTP that says too much, or nonsense, or never stops; and many connections. */
@Timeout(60)
final class HttpLimitsTest {

    private static final int MIB = 1024 * 1024;
    private static final String PROGRESS =
            "data: {\"jsonrpc\": \"2.0\", \"method\": \"notifications/progress\", \"params\":"
                    + " {\"progress\": 1, \"progressToken\": \"call-1\"}}\n\n";
    private static final String CHANGED =
            "{\"jsonrpc\": \"2.0\", \"method\": \"notifications/tools/list_changed\"}";

    private final CountDownLatch over = new CountDownLatch(1);
    private ScriptedHttpServer remote;
    private McpServers servers;

    @BeforeEach
    void open() throws Exception {
        remote = new ScriptedHttpServer();
        servers = Calls.servers(Calls.config("remote", remote.transport()));
    }

    @AfterEach
    void close() {
        over.countDown();
        servers.close();
        remote.close();
    }

    private McpServer server() {
        return servers.all().getFirst();
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/event-stream", "application/json"})
    void e06AnAnswerWithoutEndIsGivenUpSoonAfterTheLimit(String type) throws Exception {
        CompletableFuture<Long> written = new CompletableFuture<>();
        remote.on(
                "tools/call",
                (exchange, request) -> {
                    exchange.getResponseHeaders().set("Content-Type", type);
                    exchange.sendResponseHeaders(200, 0);
                    written.complete(
                            endless(
                                    exchange,
                                    type.endsWith("json") ? "{\"" : "data: ",
                                    "x".repeat(MIB / 16)));
                });

        ToolServerException failure = failureOf(() -> call(server(), "any", "{}"));

        assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
        assertThat(failure).hasMessageContaining("4 MiB");
        assertThat(written.get(5, TimeUnit.SECONDS)).isBetween(3L * MIB, 20L * MIB);
    }

    @Test
    void e06AnAnswerThatUnpacksToMuchMoreIsNotUnpacked() {
        remote.on(
                "tools/call",
                (exchange, request) -> {
                    assertThat(exchange.getRequestHeaders().getFirst("Accept-Encoding"))
                            .isEqualTo("identity");
                    exchange.getResponseHeaders().set("Content-Type", "application/json");
                    exchange.getResponseHeaders().set("Content-Encoding", "gzip");
                    exchange.sendResponseHeaders(200, 0);
                    try (OutputStream packed = new GZIPOutputStream(exchange.getResponseBody())) {
                        byte[] blanks = new byte[MIB];
                        Arrays.fill(blanks, (byte) ' ');
                        for (int i = 0; i < 200; i++) {
                            packed.write(blanks);
                        }
                    }
                });

        ToolServerException failure = failureOf(() -> call(server(), "any", "{}"));

        assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
        assertThat(failure).hasMessageContaining("not valid MCP");
    }

    @Test
    void e07AServerThatNeverAnswersAQuestionIsGivenUp() {
        servers.close();
        servers =
                Calls.servers(
                        Limits.request(Duration.ofMillis(700)),
                        Calls.config("remote", remote.transport()));
        remote.on("tools/list", (exchange, request) -> never());

        assertThat(failureOf(() -> server().tools(ANN)).kind()).isEqualTo(Kind.TIMED_OUT);
    }

    @Test
    void f18ProgressForEverEndsAtTheDeadlineAndTheServerIsTold() throws Exception {
        CompletableFuture<Long> written = new CompletableFuture<>();
        remote.on(
                "tools/call",
                (exchange, request) -> {
                    ScriptedHttpServer.stream(exchange);
                    written.complete(endless(exchange, "", PROGRESS));
                });
        RecordingContext context = RecordingContext.within(Duration.ofSeconds(1));

        ToolServerException failure = failureOf(() -> call(server(), ANN, "any", "{}", context));

        assertThat(failure.kind()).isEqualTo(Kind.TIMED_OUT);
        assertThat(failure.mayHaveRun()).isTrue();
        assertThat(remote.await("notifications/cancelled")).isNotNull();
        assertThat(context.steps()).isNotEmpty();
        assertThat(written).succeedsWithin(Duration.ofSeconds(5));
    }

    @Test
    void f18StoppingACallAnsweredInOnePieceEndsItsExchange() throws Exception {
        CompletableFuture<Long> written = new CompletableFuture<>();
        remote.on(
                "tools/call",
                (exchange, request) -> {
                    exchange.getResponseHeaders().set("Content-Type", "application/json");
                    exchange.sendResponseHeaders(200, 0);
                    written.complete(endless(exchange, "{", " "));
                });
        Calls.Running running =
                Calls.start(server(), "any", "{}", RecordingContext.within(Duration.ofMinutes(1)));
        remote.await("tools/call");

        running.thread().interrupt();

        assertThat(running.failure().kind()).isEqualTo(Kind.INTERRUPTED);
        assertThat(remote.await("notifications/cancelled")).isNotNull();
        assertThat(written).succeedsWithin(Duration.ofSeconds(5));
    }

    @Test
    void f21CallsOutliveSessionsThatAreDropped() {
        for (int i = 0; i < 100; i++) {
            if (i % 3 == 1) {
                remote.forgetSessions();
            }
            assertThat(text(call(server(), "any", "{}"))).isEqualTo("done");
        }
        assertThat(remote.count("tools/call")).isEqualTo(100);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"jsonrpc\": \"2.0\", \"id\": \"other\", \"result\": {}}",
                "{\"jsonrpc\": \"2.0\", \"id\": 0, \"result\": {}}",
                "{\"jsonrpc\": \"2.0\", \"id\": ID}",
                "[{\"jsonrpc\": \"2.0\", \"id\": ID, \"result\": {}}]",
                "{\"jsonrpc\": \"2.0\", \"id\": ID, \"result\": {\"content\": 7}}",
                "{\"jsonrpc\": \"2.0\", \"id\": ID, \"resu",
                "null",
                "",
            })
    void f22AnAnswerThatIsNoneIsRefusedAtOnce(String answer) {
        remote.on(
                "tools/call",
                (exchange, request) ->
                        ScriptedHttpServer.json(
                                exchange, answer.replace("ID", request.get("id").toString())));

        ToolServerException failure = failureOf(() -> call(server(), "any", "{}"));

        assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
        assertThat(failure).hasMessageContaining("not valid MCP");
        assertThat(failure.mayHaveRun()).isTrue();
    }

    @Test
    void f22AnAnswerOfAnotherTypeIsRefused() {
        remote.on("tools/call", (exchange, request) -> exchange.sendResponseHeaders(202, -1));

        assertThat(failureOf(() -> call(server(), "any", "{}")))
                .hasMessageContaining("not valid MCP");
    }

    @Test
    @Timeout(120)
    void fiveHundredIdleConnectionsThatListenCostFewThreads() {
        List<Principal> people =
                IntStream.range(0, 500)
                        .mapToObj(i -> new Principal("https://idp.example", "user" + i, "User"))
                        .toList();
        servers.close();
        servers =
                Calls.servers(
                        Limits.connectWait(Duration.ofMinutes(1)),
                        Calls.config("remote", remote.transport()));
        server().tools(ANN);
        Calls.eventually(() -> server().isListening(ANN));
        int before = ManagementFactory.getThreadMXBean().getThreadCount();

        Together.run(people.stream().<Runnable>map(it -> () -> server().tools(it)).toList());
        people.forEach(it -> Calls.eventually(() -> server().isListening(it)));

        int more = ManagementFactory.getThreadMXBean().getThreadCount() - before;
        assertThat(remote.sessions()).isEqualTo(501);
        assertThat(more).isLessThanOrEqualTo(20);
    }

    @Test
    void questionsFasterThanTheirAnswersAreTakenAreNotAllAnswered() throws Exception {
        Set<String> answered = ConcurrentHashMap.newKeySet();
        CompletableFuture<Integer> most = new CompletableFuture<>();
        server().tools(ANN);
        Calls.eventually(() -> server().isListening(ANN));
        remote.onAnswer(
                answer -> {
                    answered.add(answer.get("id").asText());
                    if (answer.get("id").asText().equals("last")) {
                        return;
                    }
                    most.join();
                });

        IntStream.range(0, 200).forEach(i -> remote.announce(ping("p" + i)));
        remote.announce(CHANGED);
        long listings = remote.count("tools/list");
        Calls.eventually(
                () -> {
                    server().tools(ANN);
                    return remote.count("tools/list") > listings;
                });
        Calls.eventually(() -> answered.size() >= 32);
        most.complete(answered.size());
        Calls.eventually(
                () -> {
                    remote.announce(ping("last"));
                    return answered.contains("last");
                });

        assertThat(most.join()).isEqualTo(32);
    }

    private static String ping(String id) {
        return "{\"jsonrpc\": \"2.0\", \"id\": \"" + id + "\", \"method\": \"ping\"}";
    }

    private void never() {
        try {
            assertThat(over.await(1, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Says something again and again; how many bytes until nobody listened any more. */
    private static long endless(HttpExchange exchange, String start, String more) {
        byte[] again = more.getBytes(StandardCharsets.UTF_8);
        long written = 0;
        OutputStream body = exchange.getResponseBody();
        try {
            body.write(start.getBytes(StandardCharsets.UTF_8));
            while (true) {
                body.write(again);
                body.flush();
                written += again.length;
                // A pace at which small things take a minute to become too large.
                LockSupport.parkNanos(10_000);
            }
        } catch (IOException e) {
            return written;
        }
    }
}
