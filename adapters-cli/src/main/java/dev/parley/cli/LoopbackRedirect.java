package dev.parley.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.parley.token.AuthorizationAnswer;
import dev.parley.token.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Where a browser on this machine comes back to (RFC 8252, section 7.3): one address on a port that
 * was free, for one answer. Others on this machine can reach it too; without the state they get
 * nowhere. Opened and used by one thread.
 */
final class LoopbackRedirect implements AutoCloseable {

    private static final String HOST = "127.0.0.1";
    private static final String PATH = "/callback";

    /** How long the answer to the browser may take: that of the authorization server, and more. */
    private static final Duration ANSWER_MAX = Duration.ofSeconds(60);

    private static final Duration SENDING_MAX = Duration.ofSeconds(2);

    private final HttpServer http;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final BlockingQueue<Visit> arrived = new LinkedBlockingQueue<>(1);
    private volatile @Nullable Secret expected;

    /** A browser that is back and waits to be told how it went. */
    static final class Visit {

        private final AuthorizationAnswer answer;
        private final BlockingQueue<String> page = new LinkedBlockingQueue<>(1);
        private final CountDownLatch sent = new CountDownLatch(1);

        private Visit(AuthorizationAnswer answer) {
            this.answer = answer;
        }

        AuthorizationAnswer answer() {
            return answer;
        }

        /** Has the browser show a text; blocks until it was sent, at most 2 s. */
        void show(String text) throws InterruptedException {
            page.add(text);
            boolean unused = sent.await(SENDING_MAX.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private LoopbackRedirect(HttpServer http) {
        this.http = http;
        http.setExecutor(threads);
        http.createContext("/", this::handle);
        http.start();
    }

    /** Begins to listen on a port that is free. */
    static LoopbackRedirect open() throws IOException {
        byte[] host = {127, 0, 0, 1};
        InetSocketAddress address = new InetSocketAddress(InetAddress.getByAddress(host), 0);
        return new LoopbackRedirect(HttpServer.create(address, 0));
    }

    /** What a browser must be sent back to. */
    String uri() {
        return "http://" + authority() + PATH;
    }

    /**
     * Waits for a browser that comes back with {@code state}; empty when none has in time. Ends at
     * once when the thread is interrupted.
     */
    Optional<Visit> await(Secret state, Duration patience) throws InterruptedException {
        expected = state;
        return Optional.ofNullable(arrived.poll(patience.toMillis(), TimeUnit.MILLISECONDS));
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
    }

    private String authority() {
        return HOST + ":" + http.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!authority().equals(exchange.getRequestHeaders().getFirst("Host"))
                    || !exchange.getRequestURI().getPath().equals(PATH)
                    || !exchange.getRequestMethod().equals("GET")) {
                send(exchange, 404, "There is nothing here.");
                return;
            }
            Optional<AuthorizationAnswer> answer =
                    answer(String.valueOf(exchange.getRequestURI().getRawQuery()));
            if (answer.isEmpty()) {
                send(exchange, 400, "This is not the answer that Parley is waiting for.");
                return;
            }
            Visit visit = new Visit(answer.get());
            if (arrived.offer(visit)) {
                answer(exchange, visit);
            } else {
                send(exchange, 409, "Parley has its answer already.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void answer(HttpExchange exchange, Visit visit)
            throws IOException, InterruptedException {
        String text = visit.page.poll(ANSWER_MAX.toMillis(), TimeUnit.MILLISECONDS);
        try {
            send(exchange, 200, text == null ? "Go back to the terminal." : text);
        } finally {
            // What was written leaves this process with this at the latest.
            exchange.close();
            visit.sent.countDown();
        }
    }

    /** What the query says; empty unless it has the expected state, and nothing twice. */
    private Optional<AuthorizationAnswer> answer(String query) {
        Map<String, String> values = new HashMap<>();
        try {
            for (String pair : query.split("&", -1)) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                String value = URLDecoder.decode(pair.substring(equals + 1), UTF_8);
                if (values.put(name, value) != null) {
                    return Optional.empty();
                }
            }
        } catch (IllegalArgumentException notEncoded) {
            return Optional.empty();
        }
        Secret state = expected;
        if (state == null || !same(state.reveal(), values.getOrDefault("state", ""))) {
            return Optional.empty();
        }
        return Optional.of(
                new AuthorizationAnswer(
                        state,
                        values.getOrDefault("code", ""),
                        values.getOrDefault("iss", ""),
                        values.getOrDefault("error", "")));
    }

    private static boolean same(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(UTF_8), other.getBytes(UTF_8));
    }

    private static void send(HttpExchange exchange, int status, String text) throws IOException {
        String safe = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        byte[] page =
                """
                <!doctype html>
                <html lang="en">
                <head><meta charset="utf-8"><title>Parley</title></head>
                <body><h1>Parley</h1><p>%s</p></body>
                </html>
                """
                        .formatted(safe)
                        .getBytes(UTF_8);
        Map.of(
                        "Content-Type", "text/html; charset=utf-8",
                        "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'",
                        "Referrer-Policy", "no-referrer",
                        "Cache-Control", "no-store",
                        "X-Content-Type-Options", "nosniff",
                        "Connection", "close")
                .forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(status, page.length);
        exchange.getResponseBody().write(page);
    }
}
