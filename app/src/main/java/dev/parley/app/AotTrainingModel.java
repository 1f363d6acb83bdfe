package dev.parley.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An OpenAI-compatible endpoint for {@link AotTraining}: calls a tool once in each conversation,
 * else says a few words. Safe for use by many threads.
 */
final class AotTrainingModel implements AutoCloseable {

    private static final Pattern TOOL = Pattern.compile("\"name\":\"(\\w*list_projects)\"");
    private static final int WORDS = 100;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;

    private AotTrainingModel(HttpServer server) {
        this.server = server;
    }

    static AotTrainingModel start() throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        AotTrainingModel model = new AotTrainingModel(server);
        server.setExecutor(model.threads);
        server.createContext("/v1/chat/completions", AotTrainingModel::answer);
        server.start();
        return model;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private static void answer(HttpExchange exchange) throws IOException {
        String request = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            Matcher tool = TOOL.matcher(request);
            if (tool.find() && !request.contains("\"role\":\"tool\"")) {
                call(out, tool.group(1));
            } else {
                words(out);
            }
            event(out, "[DONE]");
        }
    }

    private static void call(OutputStream out, String tool) throws IOException {
        chunk(
                out,
                """
                {"tool_calls":[{"index":0,"id":"call","type":"function",\
                "function":{"name":"%s","arguments":"{}"}}]}"""
                        .formatted(tool),
                "null");
        chunk(out, "{}", "\"tool_calls\"");
    }

    private static void words(OutputStream out) throws IOException {
        for (int i = 0; i < WORDS; i++) {
            chunk(out, "{\"content\":\"word \"}", "null");
        }
        chunk(out, "{}", "\"stop\"");
    }

    private static void chunk(OutputStream out, String deltaJson, String reasonJson)
            throws IOException {
        event(
                out,
                """
                {"id":"1","object":"chat.completion.chunk","created":1,"model":"training",\
                "choices":[{"index":0,"delta":%s,"finish_reason":%s}]}"""
                        .formatted(deltaJson, reasonJson));
    }

    private static void event(OutputStream out, String data) throws IOException {
        out.write(("data: " + data + "\n\n").getBytes(UTF_8));
        out.flush();
    }
}
