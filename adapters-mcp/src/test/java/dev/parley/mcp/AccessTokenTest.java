package dev.parley.mcp;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.parley.egress.EgressGate;
import dev.parley.egress.EgressPolicy;
import dev.parley.egress.GuardedHttp;
import dev.parley.egress.Origin;
import dev.parley.token.Secret;
import dev.parley.tool.ToolServerException;
import dev.parley.tool.ToolServerException.Kind;
import io.modelcontextprotocol.client.McpAsyncClient;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;

/** What a transport does with a connection's access token, and with questions of the server. */
@Timeout(20)
final class AccessTokenTest {

    private static final Duration MAX = Duration.ofSeconds(5);

    private final AtomicInteger tokens = new AtomicInteger();
    private final CountDownLatch answered = new CountDownLatch(2);
    private volatile boolean refreshFails;
    private ScriptedHttpServer remote;
    private GuardedHttp http;
    private WatchedTransport transport;

    @BeforeEach
    void open() throws Exception {
        remote = new ScriptedHttpServer();
        EgressPolicy policy = EgressPolicy.direct(Set.of(Origin.of(remote.url().toString())));
        http = new GuardedHttp(new EgressGate(policy));
        McpTransports transports = new McpTransports(http.client());
        transport =
                transports.create(
                        Calls.config(
                                "remote",
                                new McpServerConfig.Transport.Http(
                                        remote.url(),
                                        Map.of("Authorization", Secret.of("of the settings")))),
                        this::token,
                        notification -> {});
    }

    @AfterEach
    void close() {
        transport.closeGracefully().block(MAX);
        http.close();
        remote.close();
    }

    private Optional<Secret> token() {
        if (refreshFails) {
            throw new ToolServerException(Kind.NEEDS_SIGN_IN, "Sign in again.", false, null);
        }
        return Optional.of(Secret.of("t" + tokens.incrementAndGet()));
    }

    private McpAsyncClient client() {
        return McpClient.async(transport).build();
    }

    private static CallToolRequest tool(String name) {
        return CallToolRequest.builder(name).arguments(Map.of()).build();
    }

    @Test
    void e11EachRequestCarriesTheTokenOfItsTime() {
        McpAsyncClient client = client();
        client.initialize().block(MAX);
        client.callTool(tool("any")).block(MAX);
        client.closeGracefully().block(MAX);

        assertThat(remote.headers)
                .extracting(header -> header.substring(header.indexOf(' ') + 1))
                .doesNotHaveDuplicates()
                .allMatch(header -> header.matches("Bearer t[0-9]+"));
        assertThat(remote.headers).anyMatch(header -> header.startsWith("DELETE "));
    }

    @Test
    void aServerMayWantAnotherWordBeforeTheToken() throws Exception {
        McpServerConfig plain =
                Calls.config("remote", new McpServerConfig.Transport.Http(remote.url(), Map.of()));
        McpServerConfig config =
                new McpServerConfig(
                        plain.name(),
                        plain.transport(),
                        new Authorization.OAuth("", "", null, Set.of(), "Sentry-Bearer"),
                        plain.rules(),
                        plain.timeout(),
                        Set.of(),
                        List.of());
        McpAsyncClient client =
                McpClient.async(
                                new McpTransports(http.client())
                                        .create(config, this::token, notification -> {}))
                        .build();
        client.initialize().block(MAX);
        client.closeGracefully().block(MAX);

        assertThat(remote.headers)
                .isNotEmpty()
                .allMatch(header -> header.matches("[A-Z]+ Sentry-Bearer t[0-9]+"));
    }

    @Test
    void e11ARedirectGetsNoToken() throws Exception {
        try (ScriptedHttpServer elsewhere = new ScriptedHttpServer()) {
            remote.on(
                    "tools/call",
                    (exchange, request) -> {
                        exchange.getResponseHeaders().set("Location", elsewhere.url().toString());
                        ScriptedHttpServer.status(exchange, 307, "");
                    });
            McpAsyncClient client = client();
            client.initialize().block(MAX);

            Throwable failure = catchThrowable(() -> client.callTool(tool("any")).block(MAX));

            assertThat(failure).isInstanceOf(HttpStatusError.class);
            assertThat(elsewhere.headers).isEmpty();
        }
    }

    @Test
    void aRefusalSaysWhichTokenWasNotGoodEnoughAndWhatTheServerAsksFor() {
        remote.on(
                "tools/call",
                (exchange, request) -> {
                    exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"a, b\"");
                    exchange.getResponseHeaders().add("WWW-Authenticate", "Bearer scope=\"x\"");
                    ScriptedHttpServer.status(exchange, 403, "s3cr3t");
                });
        McpAsyncClient client = client();
        client.initialize().block(MAX);

        Throwable failure = catchThrowable(() -> client.callTool(tool("any")).block(MAX));

        Unauthorized refusal = Unauthorized.in(failure).orElseThrow();
        assertThat(refusal.status()).isEqualTo(403);
        assertThat(refusal.challenges())
                .containsExactly("Basic realm=\"a, b\"", "Bearer scope=\"x\"");
        assertThat(remote.headers)
                .contains("POST Bearer " + refusal.accessToken().orElseThrow().reveal());
        assertThat(McpErrors.translate("remote", failure)).hasCauseInstanceOf(Unauthorized.class);
    }

    @Test
    void aRefusalToOpenTheConnectionIsFoundInTheFailure() {
        remote.on(
                "initialize", (exchange, request) -> ScriptedHttpServer.status(exchange, 401, ""));

        Throwable failure = catchThrowable(() -> client().initialize().block(MAX));

        assertThat(Unauthorized.in(failure))
                .hasValueSatisfying(refusal -> assertThat(refusal.status()).isEqualTo(401));
    }

    @Test
    void aTokenThatCannotBeHadFailsTheCallWithItsReason() {
        McpAsyncClient client = client();
        client.initialize().block(MAX);
        refreshFails = true;

        Throwable failure = catchThrowable(() -> client.callTool(tool("any")).block(MAX));
        refreshFails = false;

        assertThat(McpErrors.translate("remote", failure)).hasMessage("Sign in again.");
        assertThat(remote.count("tools/call")).isZero();
    }

    @Test
    void aQuestionIsAboutTheCallOnWhoseStreamItCame() throws Exception {
        List<String> origins = new CopyOnWriteArrayList<>();
        CountDownLatch bothOpen = new CountDownLatch(2);
        remote.on(
                "tools/call",
                (exchange, request) -> {
                    bothOpen.countDown();
                    await(bothOpen);
                    var stream = ScriptedHttpServer.stream(exchange);
                    ScriptedHttpServer.event(stream, question(request.get("id").asText()));
                    await(answered);
                    ScriptedHttpServer.event(
                            stream,
                            ScriptedHttpServer.resultOf(request, ScriptedHttpServer.text("done")));
                });
        remote.onAnswer(answer -> answered.countDown());
        McpAsyncClient client =
                McpClient.async(transport)
                        .capabilities(McpSchema.ClientCapabilities.builder().elicitation().build())
                        .elicitation(
                                question -> {
                                    String id =
                                            transport
                                                    .origin(requireNonNull(question.meta()))
                                                    .map(PendingRequest::id)
                                                    .orElse("unknown");
                                    origins.add(question.message() + " is about " + id);
                                    return Mono.just(
                                            McpSchema.ElicitResult.builder(
                                                            McpSchema.ElicitResult.Action.DECLINE)
                                                    .build());
                                })
                        .build();
        client.initialize().block(MAX);

        Mono.when(client.callTool(tool("a")), client.callTool(tool("b"))).block(MAX);

        assertThat(origins).hasSize(2).allMatch(it -> it.matches("(.*) is about \\1"));
        assertThat(new ArrayList<>(origins)).doesNotHaveDuplicates();
    }

    private static String question(String call) {
        return "{\"jsonrpc\": \"2.0\", \"id\": \"q-"
                + call
                + "\", \"method\": \"elicitation/create\", \"params\": {\"message\": \""
                + call
                + "\", \"requestedSchema\": {\"type\": \"object\", \"properties\": {}},"
                + " \"_meta\": {\"dev.parley/origin\": \"forged\"}}}";
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(5, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
