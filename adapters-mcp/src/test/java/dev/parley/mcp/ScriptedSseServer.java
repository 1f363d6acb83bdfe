package dev.parley.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

/** An MCP server over HTTP with SSE that names the address for messages a test gives it. */
final class ScriptedSseServer implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String END = "";

    private final HttpServer server;

    /** Of the stream opened last. */
    private volatile BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    final List<String> posts = new CopyOnWriteArrayList<>();
    volatile String endpoint = "/messages?session=1";

    ScriptedSseServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    URI url(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    McpServerConfig.Transport transport() {
        return new McpServerConfig.Transport.Sse(url("/a/sse"), Map.of());
    }

    /** Says a line on the stream. */
    void say(String line) {
        lines.add(line);
    }

    void endStream() {
        lines.add(END);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (exchange.getRequestMethod().equals("GET")) {
                speak(exchange);
            } else {
                JsonNode message = JSON.readTree(exchange.getRequestBody());
                posts.add(exchange.getRequestURI() + " " + message.path("method").asText());
                answer(message);
                exchange.sendResponseHeaders(202, -1);
            }
        }
    }

    private void speak(HttpExchange exchange) throws IOException {
        BlockingQueue<String> mine = new LinkedBlockingQueue<>();
        lines = mine;
        OutputStream stream = ScriptedHttpServer.stream(exchange);
        ScriptedHttpServer.lines(stream, "event: endpoint", "data: " + endpoint);
        try {
            for (String line = mine.take(); !line.equals(END); line = mine.take()) {
                ScriptedHttpServer.lines(stream, line);
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private void answer(JsonNode message) {
        switch (message.path("method").asText()) {
            case "initialize" ->
                    result(
                            message,
                            "{\"protocolVersion\": \"2024-11-05\", \"capabilities\": {\"tools\": {}},"
                                    + " \"serverInfo\": {\"name\": \"scripted\", \"version\": \"1\"}}");
            case "tools/list" -> result(message, "{\"tools\": []}");
            case "tools/call" -> {
                if (message.at("/params/name").asText().equals("any")) {
                    result(message, ScriptedHttpServer.text("done"));
                }
            }
            default -> {}
        }
    }

    private void result(JsonNode request, String result) {
        say("data: " + ScriptedHttpServer.resultOf(request, result));
    }

    @Override
    public void close() {
        endStream();
        server.stop(0);
    }
}
