package dev.parley.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the MCP SDK's client would never send: other headers, and a cancellation. */
@Timeout(20)
class DemoServerHttpTest {

    private static final String INITIALIZE =
            """
            {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25",\
            "capabilities":{},"clientInfo":{"name":"test","version":"1"}}}""";
    private static final String ANALYZE =
            """
            {"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"analyze_issue",\
            "arguments":{"issue_id":"PARLEY-1"},"_meta":{"progressToken":"p"}}}""";

    // A step that never ends by itself: only a cancellation, or close, ends the call.
    private final DemoServer server =
            DemoServer.start(() -> Instant.parse("2026-11-20T10:00:00Z"), Duration.ofHours(1));
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        server.close();
        http.close();
    }

    @Test
    void G_04_refusesEveryOrigin() throws Exception {
        var request = post(server.url(), INITIALIZE).header("Origin", "http://localhost:8080");

        assertThat(http.send(request.build(), BodyHandlers.ofString()).statusCode()).isEqualTo(403);
    }

    @Test
    void G_04_refusesAForeignHost() throws Exception {
        assertThat(statusForHost("evil.example:" + server.url().getPort())).contains("421");
        assertThat(statusForHost("127.0.0.1:" + (server.url().getPort() + 1))).contains("421");
        assertThat(statusForHost("localhost:" + server.url().getPort())).contains("200");
    }

    @Test
    void answersBrokenJsonAndHugeBodies() throws Exception {
        String huge = "\"" + "x".repeat(CancellationFilter.BODY_BYTES_MAX) + "\"";

        assertThat(status(post(server.url(), "{\"jsonrpc\":"))).isEqualTo(400);
        assertThat(status(post(server.url(), huge))).isEqualTo(413);
    }

    @Test
    void endsACallThatTheClientCancels() throws Exception {
        String session = initialize();
        try (BufferedReader events = startAnalysis(session)) {
            assertThat(server.runningCalls()).isEqualTo(1);

            int accepted = status(inSession(session, cancelled(7)));

            assertThat(accepted).isEqualTo(202);
            List<String> rest = events.lines().toList();
            assertThat(rest).anySatisfy(line -> assertThat(line).contains("Cancelled at"));
            assertThat(server.runningCalls()).isZero();
        }
    }

    @Test
    void cancelsOnlyCallsOfTheSameSession() throws Exception {
        String session = initialize();
        String other = initialize();
        try (BufferedReader events = startAnalysis(session)) {
            assertThat(status(inSession(other, cancelled(7)))).isEqualTo(202);

            assertThat(server.runningCalls()).isEqualTo(1);
            assertThat(events.ready()).isFalse();
        }
    }

    @Test
    void closesAtOnceWhileACallRuns() throws Exception {
        BufferedReader events = startAnalysis(initialize());

        long before = System.nanoTime();
        server.close();

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(3));
        events.close();
    }

    /** Sends the slow call and returns its stream once the first progress has arrived. */
    private BufferedReader startAnalysis(String session) throws Exception {
        HttpResponse<InputStream> response =
                http.send(inSession(session, ANALYZE).build(), BodyHandlers.ofInputStream());
        BufferedReader events =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
        String line = events.readLine();
        while (line != null && !line.contains("notifications/progress")) {
            line = events.readLine();
        }
        assertThat(line).contains("Reading the stack trace");
        // The empty line that ends the event.
        assertThat(events.readLine()).isEmpty();
        return events;
    }

    private static String cancelled(int request) {
        return """
               {"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":%d}}"""
                .formatted(request);
    }

    private String initialize() throws Exception {
        HttpResponse<String> response =
                http.send(post(server.url(), INITIALIZE).build(), BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        return response.headers().firstValue("Mcp-Session-Id").orElseThrow();
    }

    private HttpRequest.Builder inSession(String session, String body) {
        return post(server.url(), body).header("Mcp-Session-Id", session);
    }

    private int status(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), BodyHandlers.ofString()).statusCode();
    }

    private static HttpRequest.Builder post(URI url, String body) {
        return HttpRequest.newBuilder(url)
                .timeout(Duration.ofSeconds(10))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(BodyPublishers.ofString(body));
    }

    /** By hand, because HTTP clients do not let their callers choose the Host header. */
    private String statusForHost(String host) throws IOException {
        String request =
                """
                POST /mcp HTTP/1.1
                Host: %s
                Content-Type: application/json
                Accept: application/json, text/event-stream
                Content-Length: %d
                Connection: close

                %s"""
                        .formatted(host, INITIALIZE.length(), INITIALIZE)
                        .replace("\n", "\r\n");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.url().getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.US_ASCII));
            out.flush();
            InputStream in = socket.getInputStream();
            return new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))
                    .readLine();
        }
    }
}
