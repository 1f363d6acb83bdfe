package dev.parley.mcp;

import static dev.parley.mcp.Calls.ANN;
import static dev.parley.mcp.Calls.call;
import static dev.parley.mcp.Calls.failureOf;
import static dev.parley.mcp.Calls.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.tool.ToolServerException;
import dev.parley.tool.ToolServerException.Kind;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server over HTTP with SSE that points elsewhere, goes away or talks nonsense. */
@Timeout(20)
final class SseFailuresTest {

    private ScriptedSseServer remote;
    private ScriptedSseServer elsewhere;
    private McpServers servers;

    @BeforeEach
    void open() throws Exception {
        remote = new ScriptedSseServer();
        elsewhere = new ScriptedSseServer();
        servers = Calls.servers(Calls.config("remote", remote.transport()));
    }

    @AfterEach
    void close() {
        servers.close();
        remote.close();
        elsewhere.close();
    }

    private McpServer server() {
        return servers.all().getFirst();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ELSEWHERE/messages",
                "//ELSEWHERE_HOST/messages",
                "\\\\ELSEWHERE_HOST/messages",
                "http://127.0.0.1:1@ELSEWHERE_HOST/messages",
                "https://HOST/messages",
                "/a/../messages",
                "../messages",
                "/a/%2e%2E/messages",
                "/a\\..\\messages",
                "mailto:someone",
                "http://[messages",
            })
    void e13AnEndpointAtAnotherPlaceIsRefusedAndGetsNothing(String named) {
        remote.endpoint =
                named.replace("ELSEWHERE_HOST", elsewhere.url("").getAuthority())
                        .replace("ELSEWHERE", elsewhere.url("").toString())
                        .replace("HOST", remote.url("").getAuthority());

        ToolServerException failure = failureOf(() -> server().tools(ANN));

        assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
        assertThat(failure).hasMessageContaining("not valid MCP");
        assertThat(remote.posts).isEmpty();
        assertThat(elsewhere.posts).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/messages", "messages", "?session=7", "HOME/messages/..x?a=../b"})
    void e13AnEndpointAtTheSameServerIsUsed(String named) {
        remote.endpoint = named.replace("HOME", remote.url("").toString());

        assertThat(text(call(server(), "any", "{}"))).isEqualTo("done");
        assertThat(remote.posts)
                .allMatch(
                        post ->
                                post.startsWith(
                                        remote.url("/a/sse")
                                                .resolve(
                                                        remote.endpoint.startsWith("?")
                                                                ? "/a/sse" + remote.endpoint
                                                                : remote.endpoint)
                                                .toString()
                                                .substring(remote.url("").toString().length())));
    }

    @Test
    void aStreamThatEndsBreaksTheConnectionWhichIsReplaced() throws Exception {
        Calls.Running running = slowCall();

        remote.endStream();

        assertThat(running.failure().kind()).isEqualTo(Kind.LOST);
        assertThat(running.failure().mayHaveRun()).isTrue();
        assertThat(text(call(server(), "any", "{}"))).isEqualTo("done");
    }

    @ParameterizedTest
    @ValueSource(strings = {"data: {\"jsonrpc\": \"2.0\", \"id", "data: null"})
    void f22ADamagedMessageFailsWhoeverMayHaveWaitedForIt(String line) {
        Calls.Running running = slowCall();

        remote.say(line);

        assertThat(running.failure().kind()).isEqualTo(Kind.REFUSED);
        assertThat(running.failure().mayHaveRun()).isTrue();
        assertThat(text(call(server(), "any", "{}"))).isEqualTo("done");
    }

    @Test
    void e06AnEventOverTheLimitIsRefused() {
        Calls.Running running = slowCall();

        remote.say("data: " + "x".repeat(5 * 1024 * 1024));

        assertThat(running.failure().kind()).isEqualTo(Kind.REFUSED);
        assertThat(running.failure()).hasMessageContaining("4 MiB");
    }

    /** A call the server has received and does not answer. */
    private Calls.Running slowCall() {
        server().tools(ANN);
        Calls.Running running =
                Calls.start(server(), "slow", "{}", RecordingContext.within(Duration.ofMinutes(1)));
        Calls.eventually(() -> remote.posts.stream().anyMatch(it -> it.endsWith("tools/call")));
        return running;
    }
}
