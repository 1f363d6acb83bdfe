package dev.parley.mcp;

import static dev.parley.mcp.Calls.ANN;
import static dev.parley.mcp.Calls.BEN;
import static dev.parley.mcp.Calls.call;
import static dev.parley.mcp.Calls.failureOf;
import static dev.parley.mcp.Calls.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.conversation.ToolStatus;
import dev.parley.token.Principal;
import dev.parley.token.Secret;
import dev.parley.tool.Tool;
import dev.parley.tool.ToolServerException;
import dev.parley.tool.ToolServerException.Kind;
import dev.parley.tool.Toolbox;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server over HTTP that goes away, forgets, refuses or does not stop. */
@Timeout(20)
final class HttpFailuresTest {

    private final MutableClock clock = new MutableClock();
    private ScriptedHttpServer remote;
    private McpServers servers;

    @BeforeEach
    void open() throws Exception {
        remote = new ScriptedHttpServer();
        use(McpLimits.DEFAULT, remote.transport());
    }

    @AfterEach
    void close() {
        servers.close();
        remote.close();
    }

    private void use(McpLimits limits, McpServerConfig.Transport transport) {
        servers =
                new McpServers(
                        List.of(Calls.config("remote", transport)),
                        "1.2.3",
                        clock,
                        McpSecurity.inMemory(clock),
                        limits);
    }

    private McpServer server() {
        return servers.all().getFirst();
    }

    @Test
    void weSayWhoWeAreAndThatUsersCanBeAsked() throws Exception {
        server().tools(ANN);

        JsonNode params = remote.await("initialize").get("params");
        assertThat(params.at("/clientInfo/name").asText()).isEqualTo("parley");
        assertThat(params.at("/clientInfo/version").asText()).isEqualTo("1.2.3");
        assertThat(params.get("capabilities").fieldNames())
                .toIterable()
                .containsExactly("elicitation");
    }

    @Test
    void eachPrincipalHasASessionOfItsOwn() {
        server().tools(ANN);
        server().tools(BEN);
        server().tools(ANN);

        assertThat(remote.sessions()).isEqualTo(2);
    }

    @Test
    void manyFirstUsesOfOnePrincipalOpenOneSession() {
        Together.run(
                IntStream.range(0, 20).<Runnable>mapToObj(i -> () -> server().tools(ANN)).toList());

        assertThat(remote.count("initialize")).isEqualTo(1);
    }

    @Test
    void headersGoOutWithEveryRequest() {
        use(
                McpLimits.DEFAULT,
                new McpServerConfig.Transport.Http(
                        remote.url(), Map.of("Authorization", Secret.of("Bearer abc"))));

        call(server(), "any", "{}");
        servers.close();

        assertThat(remote.headers)
                .contains("POST Bearer abc", "DELETE Bearer abc")
                .allMatch(it -> it.endsWith(" Bearer abc"));
    }

    @Test
    void aLostSessionIsRenewedAndTheRejectedCallRepeatedOnce() {
        call(server(), "any", "{}");
        remote.forgetSessions();
        remote.received.clear();

        assertThat(text(call(server(), "any", "{}"))).isEqualTo("done");
        assertThat(remote.count("initialize")).isEqualTo(1);
        // The rejected one did not get as far as being received.
        assertThat(remote.count("tools/call")).isEqualTo(1);
    }

    @Test
    void aServerThatKeepsNoSessionIsGivenUpAfterTheSecondTry() {
        remote.on(
                "tools/call",
                (exchange, request) -> ScriptedHttpServer.status(exchange, 404, "s3cr3t"));

        ToolServerException failure = failureOf(() -> call(server(), "any", "{}"));

        assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
        assertThat(failure.mayHaveRun()).isFalse();
        assertThat(remote.count("tools/call")).isEqualTo(2);
    }

    @Test
    void aCallThatRanWhileItsSessionGotLostIsNotRepeated() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        remote.on(
                "tools/call",
                (exchange, request) -> {
                    var stream = ScriptedHttpServer.stream(exchange);
                    ScriptedHttpServer.event(stream, "{\"jsonrpc\": \"2.0\", \"method\": \"x\"}");
                    running.countDown();
                    waitFor(new CountDownLatch(1));
                });
        Calls.Running first =
                Calls.start(server(), "any", "{}", RecordingContext.within(Duration.ofMinutes(1)));
        waitFor(running);
        remote.on(
                "tools/call",
                (exchange, request) ->
                        ScriptedHttpServer.result(
                                exchange, request, ScriptedHttpServer.text("done")));
        remote.forgetSessions();

        call(server(), "other", "{}");

        assertThat(first.failure().kind()).isEqualTo(Kind.LOST);
        assertThat(first.failure().mayHaveRun()).isTrue();
    }

    @Test
    void anAnswerThatEndsEarlyIsLostAtOnce() {
        remote.on(
                "tools/call",
                (exchange, request) -> {
                    var stream = ScriptedHttpServer.stream(exchange);
                    ScriptedHttpServer.event(stream, "{\"jsonrpc\": \"2.0\", \"method\": \"x\"}");
                });

        ToolServerException failure = failureOf(() -> call(server(), "any", "{}"));

        assertThat(failure.kind()).isEqualTo(Kind.LOST);
        assertThat(failure.mayHaveRun()).isTrue();
        assertThat(remote.count("tools/call")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "401, NEEDS_SIGN_IN, false",
        "403, REFUSED, false",
        "429, REFUSED, false",
        "500, UNREACHABLE, true",
        "307, REFUSED, false",
    })
    void aStatusIsSaidInOurWords(int status, Kind kind, boolean mayHaveRun) {
        remote.on(
                "tools/call",
                (exchange, request) -> ScriptedHttpServer.status(exchange, status, "s3cr3t body"));

        ToolServerException failure = failureOf(() -> call(server(), "any", "{}"));

        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.mayHaveRun()).isEqualTo(mayHaveRun);
        assertThat(failure).hasMessageContaining("remote").hasMessageNotContaining("s3cr3t");
    }

    @Test
    void aServerThatWantsASignInSaysSoWhenItIsConnectedTo() {
        remote.on(
                "initialize",
                (exchange, request) -> ScriptedHttpServer.status(exchange, 401, "s3cr3t"));

        assertThat(failureOf(() -> server().tools(ANN)).kind()).isEqualTo(Kind.NEEDS_SIGN_IN);
    }

    @Test
    void aRedirectIsNotFollowed() throws Exception {
        try (ScriptedHttpServer elsewhere = new ScriptedHttpServer()) {
            remote.on(
                    "initialize",
                    (exchange, request) -> {
                        exchange.getResponseHeaders().set("Location", elsewhere.url().toString());
                        ScriptedHttpServer.status(exchange, 307, "");
                    });

            ToolServerException failure = failureOf(() -> server().tools(ANN));

            assertThat(failure).hasMessageContaining("redirects");
            assertThat(elsewhere.headers).isEmpty();
        }
    }

    @Test
    void anErrorOfTheProtocolIsRefusedWithItsCodeAndItsCleanedMessage() {
        remote.on(
                "tools/call",
                (exchange, request) ->
                        ScriptedHttpServer.error(
                                exchange,
                                request,
                                "{\"code\": -32050, \"message\": \"no\\u001b[31m\\n disk "
                                        + "x".repeat(400)
                                        + "\"}"));

        ToolServerException failure = failureOf(() -> call(server(), "any", "{}"));

        assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
        assertThat(failure.mayHaveRun()).isTrue();
        assertThat(failure).hasMessageContaining("(error -32050): no [31m  disk xxx");
        assertThat(failure.getMessage()).hasSizeLessThan(400).doesNotContain("\n", "\u001b");
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void anAnswerOfMoreThanTheLimitIsRefused(boolean streamed) {
        String huge = ScriptedHttpServer.text("x".repeat(5 * 1024 * 1024));
        remote.on(
                "tools/call",
                (exchange, request) -> {
                    if (streamed) {
                        var stream = ScriptedHttpServer.stream(exchange);
                        ScriptedHttpServer.event(
                                stream, "{\"jsonrpc\": \"2.0\", \"method\": \"x\"}");
                        ScriptedHttpServer.event(
                                stream, "{\"id\": " + request.get("id") + ", \"result\": " + huge);
                    } else {
                        ScriptedHttpServer.result(exchange, request, huge);
                    }
                });

        ToolServerException failure = failureOf(() -> call(server(), "any", "{}"));

        assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
        assertThat(failure).hasMessageContaining("4 MiB").hasMessageNotContaining("xxx");
    }

    @Test
    void anAnswerThatIsNoMcpIsRefusedWithoutItsBody() {
        remote.on(
                "tools/call", (exchange, request) -> ScriptedHttpServer.json(exchange, "[s3cr3t"));

        ToolServerException failure = failureOf(() -> call(server(), "any", "{}"));

        assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
        assertThat(failure.mayHaveRun()).isTrue();
        assertThat(failure).hasMessageContaining("not valid MCP").hasMessageNotContaining("s3cr3t");
    }

    @Test
    void cancellingNamesTheRequestAndDropsItsAnswer() throws Exception {
        CountDownLatch dropped = new CountDownLatch(1);
        remote.on(
                "tools/call",
                (exchange, request) -> {
                    var stream = ScriptedHttpServer.stream(exchange);
                    try {
                        while (true) {
                            ScriptedHttpServer.event(
                                    stream, "{\"jsonrpc\": \"2.0\", \"method\": \"x\"}");
                        }
                    } catch (java.io.IOException e) {
                        dropped.countDown();
                    }
                });
        Calls.Running running =
                Calls.start(server(), "any", "{}", RecordingContext.within(Duration.ofMinutes(1)));
        JsonNode call = remote.await("tools/call");

        running.thread().interrupt();

        assertThat(running.failure().kind()).isEqualTo(Kind.INTERRUPTED);
        assertThat(remote.await("notifications/cancelled").at("/params/requestId"))
                .isEqualTo(call.get("id"));
        waitFor(dropped);
    }

    @Test
    void aServerThatIsDownFailsAtOnceAndIsFoundAgain() throws Exception {
        call(server(), "any", "{}");
        int port = remote.port();
        remote.close();

        ToolServerException failure = failureOf(() -> call(server(), "any", "{}"));
        remote = new ScriptedHttpServer(port);

        assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
        assertThat(failure.mayHaveRun()).isFalse();
        assertThat(text(call(server(), "any", "{}"))).isEqualTo("done");
    }

    @Test
    void aFailedConnectIsRepeatedAfterItsBackoffOnly() throws Exception {
        int port = remote.port();
        remote.close();
        ToolServerException first = failureOf(() -> server().tools(ANN));
        remote = new ScriptedHttpServer(port);

        ToolServerException second = failureOf(() -> server().tools(ANN));
        clock.advance(Duration.ofMillis(2100));

        assertThat(first).hasMessageContaining("nothing listens there");
        assertThat(second).hasMessage(first.getMessage());
        assertThat(server().tools(ANN)).isEmpty();
    }

    @Test
    void fiveAnnouncementsOfChangesCostOneListing() throws Exception {
        server().tools(ANN);
        remote.on("tools/list", HttpFailuresTest::oneTool);
        remote.received.clear();

        IntStream.range(0, 5)
                .forEach(
                        i ->
                                remote.announce(
                                        "{\"jsonrpc\": \"2.0\", \"method\":"
                                                + " \"notifications/tools/list_changed\"}"));
        Calls.eventually(() -> !server().tools(ANN).isEmpty());
        remote.announce("{\"jsonrpc\": \"2.0\", \"id\": \"p\", \"method\": \"ping\"}");
        awaitAnswerTo("p");
        long before = remote.count("tools/list");
        server().tools(ANN);
        server().tools(ANN);

        assertThat(before).isBetween(1L, 5L);
        assertThat(remote.count("tools/list")).isLessThanOrEqualTo(before + 1);
    }

    @Test
    void aListIsKeptWhileChangesWouldBeAnnouncedAndAgesOtherwise() {
        server().tools(ANN);
        Calls.eventually(this::listens);
        remote.on("tools/list", HttpFailuresTest::oneTool);

        clock.advance(Duration.ofMinutes(2));
        List<Tool> whileListening = server().tools(ANN);
        remote.endStreams();
        Calls.eventually(() -> !listens());
        List<Tool> afterwards = server().tools(ANN);

        assertThat(whileListening).isEmpty();
        assertThat(afterwards).extracting(Tool::remoteName).containsExactly("one");
    }

    @Test
    void endlessPagesEnd() {
        remote.on(
                "tools/list",
                (exchange, request) ->
                        ScriptedHttpServer.result(
                                exchange,
                                request,
                                "{\"tools\": [], \"nextCursor\": \"" + System.nanoTime() + "\"}"));

        assertThat(server().tools(ANN)).isEmpty();
        assertThat(remote.count("tools/list")).isEqualTo(McpPages.PAGES_MAX);
    }

    @Test
    void claimsAServerDoesNotMakeHaveTheirDefaultsOneByOne() {
        remote.on("tools/list", HttpFailuresTest::oneTool);

        assertThat(server().tools(ANN))
                .singleElement()
                .satisfies(
                        tool -> {
                            assertThat(tool.title()).isEqualTo("One");
                            assertThat(tool.annotations().readOnly()).isTrue();
                            assertThat(tool.annotations().destructive()).isTrue();
                            assertThat(tool.annotations().idempotent()).isFalse();
                            assertThat(tool.annotations().openWorld()).isTrue();
                        });
    }

    @Test
    void aFailureTheToolReportsIsAResult() {
        remote.on(
                "tools/call",
                (exchange, request) ->
                        ScriptedHttpServer.result(
                                exchange, request, "{\"content\": [], \"isError\": true}"));

        assertThat(call(server(), "any", "{}").status()).isEqualTo(ToolStatus.FAILED);
    }

    @Test
    void anIdleConnectionIsClosedAndOpenedAgainWhenNeeded() {
        server().tools(ANN);

        clock.advance(Duration.ofMinutes(16));
        server().closeIdle();
        int whileIdle = remote.sessions();
        server().tools(ANN);

        assertThat(whileIdle).isZero();
        assertThat(remote.sessions()).isEqualTo(1);
    }

    @Test
    void theLeastRecentlyUsedConnectionMakesRoom() throws Exception {
        use(Limits.connections(1), remote.transport());

        server().tools(ANN);
        server().tools(BEN);

        assertThat(server().instructions(ANN)).isEmpty();
        Calls.eventually(() -> remote.sessions() == 1);
    }

    @Test
    void twoHundredIdleConnectionsCostFewThreads() {
        server().tools(ANN);
        int before = ManagementFactory.getThreadMXBean().getThreadCount();

        Together.run(
                IntStream.range(0, 200)
                        .mapToObj(i -> new Principal("https://idp.example", "user" + i, "User"))
                        .<Runnable>map(principal -> () -> server().tools(principal))
                        .toList());

        assertThat(remote.sessions()).isEqualTo(201);
        assertThat(ManagementFactory.getThreadMXBean().getThreadCount() - before).isLessThan(20);
    }

    @Test
    void aHealthyServerIsInTheToolboxNextToOneThatIsDown() throws Exception {
        remote.on("tools/list", HttpFailuresTest::oneTool);
        ScriptedHttpServer down = new ScriptedHttpServer();
        McpServerConfig.Transport nowhere = down.transport();
        down.close();
        servers.close();
        servers =
                Calls.servers(
                        Calls.config("down", nowhere), Calls.config("up", remote.transport()));

        Toolbox toolbox = Toolbox.open(servers.all(), ANN);

        assertThat(toolbox.tools()).extracting(Tool::name).containsExactly("up__one");
        assertThat(toolbox.failures())
                .singleElement()
                .satisfies(it -> assertThat(it.cause().kind()).isEqualTo(Kind.UNREACHABLE));
    }

    private boolean listens() {
        return server().isListening(ANN);
    }

    private void awaitAnswerTo(String id) throws InterruptedException {
        Calls.eventually(
                () -> remote.received.stream().anyMatch(it -> it.path("id").asText().equals(id)));
    }

    private static void oneTool(com.sun.net.httpserver.HttpExchange exchange, JsonNode request)
            throws java.io.IOException {
        ScriptedHttpServer.result(
                exchange,
                request,
                "{\"tools\": [{\"name\": \"one\", \"inputSchema\": {\"type\": \"object\"},"
                        + " \"annotations\": {\"title\": \"One\", \"readOnlyHint\": true}}]}");
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            if (!latch.await(5, java.util.concurrent.TimeUnit.SECONDS)) {
                throw new AssertionError("not within 5 s");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
