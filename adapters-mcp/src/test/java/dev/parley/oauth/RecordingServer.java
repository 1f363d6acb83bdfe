package dev.parley.oauth;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import net.minidev.json.JSONObject;

/** An HTTP server on a loopback port that notes every request. Safe for use by many threads. */
public final class RecordingServer implements AutoCloseable {

    /**
     * One request.
     *
     * @param headers names in lower case; the first value of each
     */
    public record Hit(
            String method, String path, String query, Map<String, String> headers, String body) {

        /** The parameters of the form in the body. */
        public Map<String, String> form() {
            return parameters(body);
        }

        public String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    /** What is answered. */
    public record Answer(int status, Map<String, String> headers, String body) {

        public static Answer json(int status, Map<String, ?> fields) {
            return new Answer(
                    status,
                    Map.of("Content-Type", "application/json"),
                    JSONObject.toJSONString(fields));
        }

        public static Answer html(int status, String body) {
            return new Answer(status, Map.of("Content-Type", "text/html"), body);
        }

        public static Answer empty(int status) {
            return new Answer(status, Map.of(), "");
        }

        public Answer with(String header, String value) {
            Map<String, String> more = new LinkedHashMap<>(headers);
            more.put(header, value);
            return new Answer(status, more, body);
        }
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Hit> hits = new CopyOnWriteArrayList<>();
    private final Function<Hit, Answer> answers;

    public RecordingServer(Function<Hit, Answer> answers) {
        this.answers = answers;
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    public String origin() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public List<Hit> hits() {
        return List.copyOf(hits);
    }

    /** The requests for this path. */
    public List<Hit> hits(String path) {
        return hits.stream().filter(it -> it.path().equals(path)).toList();
    }

    /** Everything that was ever sent here, to look for a secret in. */
    public String everything() {
        return hits.toString();
    }

    public static Map<String, String> parameters(String encoded) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : encoded.split("&", -1)) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                parameters.put(
                        decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
            }
        }
        return parameters;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Hit hit = read(exchange);
            hits.add(hit);
            Answer answer = answers.apply(hit);
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            answer.headers()
                    .forEach((name, value) -> exchange.getResponseHeaders().add(name, value));
            exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static Hit read(HttpExchange exchange) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        exchange.getRequestHeaders()
                .forEach(
                        (name, values) ->
                                headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
        return new Hit(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getRawPath(),
                Objects.requireNonNullElse(exchange.getRequestURI().getRawQuery(), ""),
                headers,
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    }

    private static String decoded(String value) {
        return URLDecoder.decode(value, StandardCharsets.UTF_8);
    }
}
