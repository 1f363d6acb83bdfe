package dev.parley.mcp;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * An MCP server over streamable HTTP that does to each {@code tools/call} what a test says, and
 * keeps what it was sent.
 */
final class ScriptedHttpServer implements AutoCloseable {

    /** Answers one request. */
    interface Script {
        void answer(HttpExchange exchange, JsonNode request) throws IOException;
    }

    /** Answers a request to listen or to resume. */
    interface StreamScript {
        void answer(HttpExchange exchange, String lastEventId) throws IOException;
    }

    /** The usual 50 resets connections when hundreds are opened at once. */
    private static final int BACKLOG = 1000;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SESSION = "Mcp-Session-Id";

    private final HttpServer server;
    private final Map<String, Script> methods = new ConcurrentHashMap<>();
    private final Map<String, BlockingQueue<String>> streams = new ConcurrentHashMap<>();
    private volatile Consumer<JsonNode> onAnswer = answer -> {};
    private volatile StreamScript onGet = (exchange, lastEventId) -> listen(exchange);
    final BlockingQueue<JsonNode> received = new LinkedBlockingQueue<>();
    final List<String> headers = new CopyOnWriteArrayList<>();
    final List<Map<String, List<String>>> allHeaders = new CopyOnWriteArrayList<>();
    final Set<String> paths = ConcurrentHashMap.newKeySet();
    private volatile String capabilities = "{\"tools\": {\"listChanged\": true}}";

    ScriptedHttpServer() throws IOException {
        this(0);
    }

    ScriptedHttpServer(int port) throws IOException {
        server =
                HttpServer.create(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/mcp", this::handle);
        server.start();
        on("initialize", this::initialize);
        on("tools/list", (exchange, request) -> result(exchange, request, "{\"tools\": []}"));
        on("tools/call", (exchange, request) -> result(exchange, request, text("done")));
    }

    int port() {
        return server.getAddress().getPort();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + port() + "/mcp");
    }

    McpServerConfig.Transport transport() {
        return new McpServerConfig.Transport.Http(url(), Map.of());
    }

    ScriptedHttpServer on(String method, Script script) {
        methods.put(method, script);
        return this;
    }

    /** What the server says it can. */
    void capabilities(String json) {
        capabilities = json;
    }

    ScriptedHttpServer onAnswer(Consumer<JsonNode> script) {
        onAnswer = script;
        return this;
    }

    ScriptedHttpServer onGet(StreamScript script) {
        onGet = script;
        return this;
    }

    int sessions() {
        return streams.size();
    }

    void forgetSessions() {
        streams.keySet().forEach(this::forget);
    }

    /** Sends a message on the streams of all sessions. */
    void announce(String message) {
        streams.values().forEach(stream -> stream.add(message));
    }

    /** Ends the streams of all sessions, which live on. */
    void endStreams() {
        announce("");
    }

    /** The next message of a method, within 5 seconds. */
    JsonNode await(String method) throws InterruptedException {
        while (true) {
            JsonNode message = received.poll(5, TimeUnit.SECONDS);
            if (message == null) {
                throw new AssertionError("no " + method + " within 5 s");
            }
            if (message.path("method").asText().equals(method)) {
                return message;
            }
        }
    }

    long count(String method) {
        return received.stream().filter(it -> it.path("method").asText().equals(method)).count();
    }

    static String text(String text) {
        return "{\"content\": [{\"type\": \"text\", \"text\": \"" + text + "\"}]}";
    }

    static void result(HttpExchange exchange, JsonNode request, String result) throws IOException {
        json(exchange, resultOf(request, result));
    }

    /** The answer to a request as it is in a stream. */
    static String resultOf(JsonNode request, String result) {
        return "{\"jsonrpc\": \"2.0\", \"id\": "
                + request.get("id")
                + ", \"result\": "
                + result
                + "}";
    }

    static void error(HttpExchange exchange, JsonNode request, String error) throws IOException {
        json(
                exchange,
                "{\"jsonrpc\": \"2.0\", \"id\": "
                        + request.get("id")
                        + ", \"error\": "
                        + error
                        + "}");
    }

    static void json(HttpExchange exchange, String body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    static void status(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    static OutputStream stream(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        return exchange.getResponseBody();
    }

    static void event(OutputStream stream, String data) throws IOException {
        stream.write(("event: message\ndata: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
        stream.flush();
    }

    /** Lines of a stream as they are. */
    static void lines(OutputStream stream, String... lines) throws IOException {
        stream.write((String.join("\n", lines) + "\n\n").getBytes(StandardCharsets.UTF_8));
        stream.flush();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            headers.add(
                    exchange.getRequestMethod()
                            + " "
                            + exchange.getRequestHeaders().getFirst("Authorization"));
            allHeaders.add(Map.copyOf(exchange.getRequestHeaders()));
            paths.add(exchange.getRequestURI().getRawPath());
            String session = exchange.getRequestHeaders().getFirst(SESSION);
            if (session != null && !streams.containsKey(session)) {
                status(exchange, 404, "no such session, but s3cr3t");
                return;
            }
            switch (exchange.getRequestMethod()) {
                case "GET" ->
                        onGet.answer(
                                exchange,
                                Objects.requireNonNullElse(
                                        exchange.getRequestHeaders().getFirst("Last-Event-ID"),
                                        ""));
                case "DELETE" -> {
                    forget(session);
                    status(exchange, 200, "");
                }
                default -> post(exchange);
            }
        }
    }

    private void post(HttpExchange exchange) throws IOException {
        JsonNode message = JSON.readTree(exchange.getRequestBody());
        received.add(message);
        if (!message.has("method")) {
            onAnswer.accept(message);
            exchange.sendResponseHeaders(202, -1);
        } else if (message.has("id")) {
            requireNonNull(methods.get(message.get("method").asText())).answer(exchange, message);
        } else {
            exchange.sendResponseHeaders(202, -1);
        }
    }

    void initialize(HttpExchange exchange, JsonNode request) throws IOException {
        String session = UUID.randomUUID().toString();
        streams.put(session, new LinkedBlockingQueue<>());
        exchange.getResponseHeaders().set(SESSION, session);
        result(
                exchange,
                request,
                "{\"protocolVersion\": \"2025-11-25\", \"capabilities\": "
                        + capabilities
                        + ", \"serverInfo\": {\"name\": \"scripted\", \"version\": \"1\"}}");
    }

    /** The stream for what {@link #announce} says. */
    void listen(HttpExchange exchange) throws IOException {
        String session = exchange.getRequestHeaders().getFirst(SESSION);
        OutputStream stream = stream(exchange);
        stream.write(": open\n\n".getBytes(StandardCharsets.UTF_8));
        stream.flush();
        BlockingQueue<String> messages = requireNonNull(streams.get(session));
        try {
            for (String message = messages.take(); !message.isEmpty(); message = messages.take()) {
                event(stream, message);
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private void forget(String session) {
        BlockingQueue<String> stream = streams.remove(session);
        if (stream != null) {
            stream.add("");
        }
    }

    @Override
    public void close() {
        forgetSessions();
        server.stop(0);
    }
}
