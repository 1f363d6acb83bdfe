package dev.parley.mcp;

import static dev.parley.mcp.Calls.ANN;
import static dev.parley.mcp.Calls.call;
import static dev.parley.mcp.Calls.failureOf;
import static dev.parley.mcp.Calls.text;
import static dev.parley.mcp.ScriptedHttpServer.lines;
import static dev.parley.mcp.ScriptedHttpServer.resultOf;
import static dev.parley.mcp.ScriptedHttpServer.status;
import static dev.parley.mcp.ScriptedHttpServer.stream;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.tool.Tool;
import dev.parley.tool.ToolServerException;
import dev.parley.tool.ToolServerException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Values of users, models and servers that would like to be a header of a request of ours. Of MCP
 * 2025-11-25, in which no header holds a name or an argument of a tool; the session's id, the last
 * event's and the protocol's version are the server's.
 */
@Timeout(20)
final class HeaderInjectionTest {

    private static final String EVIL = "a\r\nEvil: 1";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** All that a request has; the JDK's server writes them so. */
    private static final Set<String> OURS =
            Set.of(
                    "Accept",
                    "Accept-encoding",
                    "Cache-control",
                    "Connection",
                    "Content-length",
                    "Content-type",
                    "Host",
                    "Last-event-id",
                    "Mcp-protocol-version",
                    "Mcp-session-id",
                    "User-agent");

    private ScriptedHttpServer remote;
    private McpServers servers;

    @BeforeEach
    void open() throws Exception {
        remote = new ScriptedHttpServer();
        servers = Calls.servers(Calls.config("remote", remote.transport()));
    }

    @AfterEach
    void close() {
        servers.close();
        remote.close();
    }

    private McpServer server() {
        return servers.all().getFirst();
    }

    @Test
    void e16NamesAndArgumentsOfToolsStayInTheBody() throws Exception {
        String name = "look" + EVIL;
        remote.on(
                "tools/list",
                (exchange, request) ->
                        ScriptedHttpServer.result(
                                exchange,
                                request,
                                "{\"tools\": [{\"name\": %s, \"inputSchema\": {\"type\":"
                                                .formatted(quoted(name))
                                        + " \"object\", \"properties\": {\"region\": {\"type\":"
                                        + " \"string\", \"x-mcp-header\": \"Evil\"}}}}]}"));

        List<Tool> tools = server().tools(ANN);
        call(server(), name, "{\"region\": " + quoted(EVIL) + "}");
        JsonNode params = remote.await("tools/call").get("params");
        servers.close();

        assertThat(tools).extracting(Tool::remoteName).allMatch(it -> it.startsWith("look"));
        assertThat(params.get("name").asText()).isEqualTo(name);
        assertThat(params.at("/arguments/region").asText()).isEqualTo(EVIL);
        assertOnlyOurHeaders();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\rEvil: 1",
                "a\u2028Evil: 1",
                "a\u0085Evil: 1",
                "a\u000bEvil: 1",
                // Whose low bytes are a line end, for whoever cuts characters down to bytes.
                "a\u010d\u010aEvil: 1",
                "a: b, c; d",
            })
    void e16TheLastEventsIdIsOneHeader(String id) {
        // By the rules of event streams a CR ends the line, and what follows is another field.
        String ours = id.startsWith("a\r") ? "a" : id;
        CompletableFuture<JsonNode> request = new CompletableFuture<>();
        remote.on(
                "tools/call",
                (exchange, call) -> {
                    request.complete(call);
                    lines(stream(exchange), "id: " + id, "retry: 100", "data:");
                });
        remote.onGet(
                (exchange, lastEventId) -> {
                    if (lastEventId.isEmpty()) {
                        status(exchange, 405, "");
                    } else {
                        String result = ScriptedHttpServer.text("done");
                        lines(stream(exchange), "data: " + resultOf(request.join(), result));
                    }
                });

        assertThat(text(call(server(), "any", "{}"))).isEqualTo("done");
        assertThat(remote.allHeaders)
                .filteredOn(it -> it.containsKey("Last-event-id"))
                .singleElement()
                .satisfies(
                        it ->
                                assertThat(it.get("Last-event-id"))
                                        .singleElement()
                                        .isEqualTo(new String(ours.getBytes(UTF_8), ISO_8859_1)));
        assertOnlyOurHeaders();
    }

    @Test
    void e16AProtocolVersionThatIsNoneIsRefused() {
        remote.on(
                "initialize",
                (exchange, request) ->
                        ScriptedHttpServer.result(
                                exchange,
                                request,
                                "{\"protocolVersion\": "
                                        + quoted("2025-11-25\r\nEvil: 1")
                                        + ", \"capabilities\": {\"tools\": {}}, \"serverInfo\":"
                                        + " {\"name\": \"x\", \"version\": \"1\"}}"));

        ToolServerException failure = failureOf(() -> call(server(), "any", "{}"));

        assertThat(failure.mayHaveRun()).isFalse();
        assertThat(remote.count("tools/call")).isZero();
        assertOnlyOurHeaders();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\rEvil: 1", "a b", "a\u0001b", "a\tb", "\u00e9", "long"})
    void e16ASessionIdThatIsNoneIsRefusedAndNotSentBack(String given) throws Exception {
        String id = given.equals("long") ? "x".repeat(1025) : given;
        try (RawServer raw = new RawServer(id);
                McpServers one =
                        Calls.servers(
                                Calls.config(
                                        "raw",
                                        new McpServerConfig.Transport.Http(raw.url(), Map.of())))) {

            ToolServerException failure = failureOf(() -> call(one.all().getFirst(), "any", "{}"));

            assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
            assertThat(failure).hasMessageContaining("not valid MCP");
            assertThat(raw.requests)
                    .singleElement()
                    .asString()
                    .contains("\"initialize\"")
                    .doesNotContainIgnoringCase("mcp-session-id");
        }
    }

    @Test
    void e16ASessionIdOfVisibleCharactersIsSentBackAsItIs() throws Exception {
        String id = "!#$%&'*+-.^_`|~09:;,<=>?@[]{}\"\\/";
        try (RawServer raw = new RawServer(id);
                McpServers one =
                        Calls.servers(
                                Calls.config(
                                        "raw",
                                        new McpServerConfig.Transport.Http(raw.url(), Map.of())))) {

            call(one.all().getFirst(), "any", "{}");

            assertThat(raw.requests)
                    .filteredOn(it -> it.contains("\"tools/call\""))
                    .singleElement()
                    .asString()
                    .containsIgnoringCase("\r\nmcp-session-id: " + id + "\r\n");
        }
    }

    private void assertOnlyOurHeaders() {
        assertThat(remote.allHeaders)
                .isNotEmpty()
                .allSatisfy(it -> assertThat(OURS).containsAll(it.keySet()));
    }

    private static String quoted(String text) {
        return JSON.getNodeFactory().textNode(text).toString();
    }

    /** Says a session id as no HTTP library would, and keeps each request byte by byte. */
    private static final class RawServer implements AutoCloseable {

        private final ServerSocket server =
                new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final String sessionId;
        final List<String> requests = new CopyOnWriteArrayList<>();

        RawServer(String sessionId) throws IOException {
            this.sessionId = sessionId;
            Thread.ofVirtual().start(this::accept);
        }

        URI url() {
            return URI.create("http://127.0.0.1:" + server.getLocalPort() + "/mcp");
        }

        private void accept() {
            while (!server.isClosed()) {
                try {
                    Socket socket = server.accept();
                    Thread.ofVirtual().start(() -> serve(socket));
                } catch (IOException e) {
                    return;
                }
            }
        }

        private void serve(Socket socket) {
            try (socket;
                    InputStream in = socket.getInputStream();
                    OutputStream out = socket.getOutputStream()) {
                String head = head(in);
                String body = new String(in.readNBytes(length(head)), UTF_8);
                requests.add(head + body);
                out.write(answer(head, body).getBytes(ISO_8859_1));
            } catch (IOException e) {
                // The client has gone, as it does once it has seen enough.
            }
        }

        private static String head(InputStream in) throws IOException {
            StringBuilder head = new StringBuilder();
            for (int c = in.read(); c >= 0; c = in.read()) {
                head.append((char) c);
                if (head.toString().endsWith("\r\n\r\n")) {
                    break;
                }
            }
            return head.toString();
        }

        private static int length(String head) {
            return head.lines()
                    .filter(it -> it.toLowerCase(Locale.ROOT).startsWith("content-length"))
                    .mapToInt(it -> Integer.parseInt(it.substring(it.indexOf(':') + 1).strip()))
                    .findFirst()
                    .orElse(0);
        }

        private String answer(String head, String body) throws IOException {
            if (!head.startsWith("POST")) {
                return "HTTP/1.1 405 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
            }
            JsonNode request = JSON.readTree(body);
            if (!request.has("id")) {
                return "HTTP/1.1 202 Yes\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
            }
            boolean initialize = request.path("method").asText().equals("initialize");
            String result =
                    resultOf(
                            request,
                            initialize
                                    ? "{\"protocolVersion\": \"2025-11-25\", \"capabilities\": {\"tools\": {}},"
                                            + " \"serverInfo\": {\"name\": \"x\","
                                            + " \"version\": \"1\"}}"
                                    : ScriptedHttpServer.text("done"));
            return "HTTP/1.1 200 Yes\r\nContent-Type: application/json\r\nConnection: close\r\n"
                    + (initialize ? "Mcp-Session-Id: " + sessionId + "\r\n" : "")
                    + "Content-Length: "
                    + result.length()
                    + "\r\n\r\n"
                    + result;
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }
}
