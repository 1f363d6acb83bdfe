package dev.parley.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.parley.conversation.InMemoryConversationStore;
import dev.parley.tool.FakeToolServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.slf4j.LoggerFactory;

/** What answers show, and what they do not; what the log is told. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HardenedAnswersTest {

    private final TestServer server = new TestServer();

    @AfterAll
    void close() {
        server.close();
    }

    @Test
    void h01PoliciesAreExactlyThese() throws Exception {
        assertThat(policy(server.send(page("/"))))
                .isEqualTo(
                        "default-src 'none'; script-src 'self'; style-src 'self'; "
                                + "img-src 'self' data:; media-src data:; font-src 'self'; "
                                + "connect-src 'self'; manifest-src 'self'; "
                                + "form-action 'self'; base-uri 'none'; "
                                + "object-src 'none'; frame-src 'none'; frame-ancestors 'none'; "
                                + "worker-src 'none'; require-trusted-types-for 'script'; "
                                + "trusted-types app-md; report-uri /csp-report");
        server.model.thenSay("Hello.");
        for (HttpResponse<String> answer :
                List.of(
                        server.get("/api/models"),
                        server.get("/api/unknown"),
                        server.say("h01", "Hi"),
                        server.post("/api/chat", "{"))) {
            assertThat(policy(answer)).isEqualTo("default-src 'none'; frame-ancestors 'none'");
        }
    }

    @Test
    void h03NoRouteGivesAnotherOriginPermission() throws Exception {
        for (String route : RequestGuardTest.ROUTES) {
            String path = route.substring(route.indexOf(' ') + 1);
            for (String method : List.of("OPTIONS", route.substring(0, route.indexOf(' ')))) {
                String answer =
                        server.raw(
                                method
                                        + " "
                                        + path
                                        + " HTTP/1.1\r\nHost: localhost\r\n"
                                        + "Origin: http://evil.example\r\n"
                                        + "Access-Control-Request-Method: POST\r\n"
                                        + "Access-Control-Request-Headers: x-requested-by\r\n"
                                        + "Connection: close\r\nContent-Length: 0\r\n\r\n");

                assertThat(answer.toLowerCase(Locale.ROOT))
                        .as(method + " " + path)
                        .startsWith("http/1.1 ")
                        .doesNotContain("access-control-");
            }
        }
    }

    @Test
    void h04BodyWithoutAnEndIsRefusedAfterTheLimit() throws Exception {
        long start = System.nanoTime();
        String answer = endless(1_000_000_000L);

        assertThat(answer).startsWith("HTTP/1.1 413 ").contains("body_too_large");
        assertThat(System.nanoTime() - start).isLessThan(5_000_000_000L);
    }

    @Test
    void h04JsonThatIsDeepOrHugeIsRefusedWithinASecond() throws Exception {
        server.post("/api/chat", "{}");
        for (String body :
                List.of(
                        "[".repeat(100_000),
                        "{\"a\":".repeat(100_000),
                        "{\"x\":" + "[".repeat(64) + "]".repeat(64) + "}",
                        "{\"id\":" + "9".repeat(999_000) + "}",
                        "{\"x\":1e" + "9".repeat(999_000) + "}",
                        "{\"x\":-0." + "0".repeat(999_000) + "1}",
                        "{\"" + "k".repeat(999_000) + "\":1}")) {
            for (String path :
                    List.of("/api/chat", "/api/elicitations/e1", "/api/prompts/shop/greet")) {
                long start = System.nanoTime();
                HttpResponse<String> answer = server.post(path, body);

                assertThat(answer.statusCode())
                        .as(path + " " + body.substring(0, 9))
                        .isEqualTo(400);
                assertThat(System.nanoTime() - start).isLessThan(1_000_000_000L);
            }
        }
    }

    @Test
    void h04NestingUpToTheLimitIsRead() throws Exception {
        String deep = "[".repeat(63) + "]".repeat(63);

        assertThat(server.post("/api/prompts/shop/greet", "{\"x\":" + deep + "}").body())
                .contains("invalid_arguments");
    }

    @Test
    void h08NoHeaderButHostSaysWhoWeAre() throws Exception {
        for (String route : RequestGuardTest.ROUTES) {
            String answer =
                    server.raw(
                            route
                                    + " HTTP/1.1\r\nHost: attacker.example\r\n"
                                    + "X-Forwarded-Host: localhost\r\nForwarded: host=localhost\r\n"
                                    + "Origin: "
                                    + server.base()
                                    + "\r\nX-Requested-By: parley\r\n"
                                    + "Content-Type: application/json\r\n"
                                    + "Connection: close\r\n\r\n");

            assertThat(answer).as(route).startsWith("HTTP/1.1 421 ");
        }
    }

    @Test
    void h09ErrorsOfEveryKindTellNothingOfTheInside() throws Exception {
        List<HttpResponse<String>> answers = new ArrayList<>();
        for (HttpRequest.Builder request : wrongRequests()) {
            answers.add(server.send(request));
        }
        List<String> raw = new ArrayList<>();
        for (String head :
                List.of(
                        "NONSENSE\r\n\r\n",
                        "GET /%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                        "GET /api/models HTTP/1.1\r\n\r\n",
                        "GET / HTTP/1.1\r\nHost: localhost\r\nX: "
                                + "x".repeat(20_000)
                                + "\r\n\r\n",
                        "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n")) {
            raw.add(server.raw(head));
        }

        assertThat(answers.size() + raw.size()).isGreaterThanOrEqualTo(20);
        for (HttpResponse<String> answer : answers) {
            assertThat(answer.statusCode()).as(answer.body()).isGreaterThanOrEqualTo(400);
            assertTellsNothing(answer.body() + answer.headers().map());
        }
        for (String answer : raw) {
            assertThat(answer).startsWith("HTTP/1.1 4");
            assertTellsNothing(answer);
        }
    }

    @Test
    void c03PathsAreLoggedWithoutTheirQueryAndBodiesNever() throws Exception {
        List<String> lines =
                logOf(
                        () ->
                                server.send(
                                        server.request(
                                                        "POST",
                                                        "/api/chat/c1/stop?code=CANARY-QUERY",
                                                        "{\"text\":\"CANARY-BODY\"}")
                                                .header("X-User", "bug")
                                                .header("X-Other", "CANARY-HEADER")));

        assertThat(lines).hasSize(1);
        assertThat(lines.getFirst())
                .contains("POST /api/chat/c1/stop failed, event ")
                .doesNotContain("CANARY");
    }

    @Test
    void c02LogOfABadRequestIsOneLine() throws Exception {
        String close = "Host: localhost\r\nConnection: close\r\n\r\n";
        String attack = "/api/conversations/%0d%0aERROR%20forged%1b%5b2J";
        List<String> lines =
                logOf(
                        () -> {
                            server.send(server.request("GET", attack, "").header("X-User", "bug"));
                            server.raw("GET /api/models\u001b[2J HTTP/1.1\r\n" + close);
                            server.raw("GET / HTTP/1.1\r\nUser-Agent: a\u001b[2J\r\n" + close);
                            server.send(
                                    server.request(
                                                    "POST",
                                                    "/csp-report",
                                                    "{\"a\":\"\r\nb\u001b[2J\"}")
                                            .setHeader("Content-Type", "application/csp-report"));
                        });

        assertThat(lines).hasSize(2);
        assertThat(lines).allSatisfy(it -> assertThat(it).doesNotContain("\r", "\n", "\u001b"));
        assertThat(lines.getFirst()).contains("GET " + attack + " failed, event ");
    }

    @Test
    void metadataIsSentOnceAndThenOnlyConfirmed() throws Exception {
        HttpResponse<String> first = server.get("/api/metadata");
        String etag = first.headers().firstValue("ETag").orElseThrow();

        assertThat(first.headers().firstValue("Cache-Control"))
                .contains("private, max-age=60, must-revalidate");
        assertThat(first.headers().firstValue("Vary").orElseThrow())
                .contains("Cookie", "Authorization", "Parley-Workspace");
        assertThat(etag).matches("\"[0-9a-f]{32}\"");
        for (String known : List.of(etag, "\"other\", " + etag, "W/" + etag, "*")) {
            HttpResponse<String> again =
                    server.send(
                            server.request("GET", "/api/metadata", "")
                                    .header("If-None-Match", known));
            assertThat(again.statusCode()).as(known).isEqualTo(304);
            assertThat(again.body()).isEmpty();
            assertThat(again.headers().firstValue("ETag")).contains(etag);
        }
        HttpResponse<String> other =
                server.send(
                        server.request("GET", "/api/metadata", "")
                                .header("If-None-Match", "\"other\""));
        assertThat(other.body()).isEqualTo(first.body());
    }

    @Test
    void metadataThatChangedHasAnotherTag() throws Exception {
        try (TestServer more =
                new TestServer(
                        TestServer.CONFIG,
                        new InMemoryConversationStore(),
                        List.of(new FakeToolServer("news")))) {
            assertThat(more.get("/api/metadata").headers().firstValue("ETag"))
                    .isPresent()
                    .isNotEqualTo(server.get("/api/metadata").headers().firstValue("ETag"));
        }
    }

    private List<HttpRequest.Builder> wrongRequests() {
        return List.of(
                server.request("POST", "/api/chat", "{"),
                server.request("POST", "/api/chat", TestServer.userMessage("a b", "Hi")),
                server.request(
                        "POST", "/api/chat", "{\"id\":\"c\",\"trigger\":\"regenerate-message\"}"),
                server.request("POST", "/api/chat", TestServer.userMessage("c1", "Hi"))
                        .header("Idempotency-Key", "a b"),
                server.request(
                        "POST", "/api/chat", TestServer.userMessage("c1", "x".repeat(1_000_000))),
                server.request("GET", "/api/conversations/none", ""),
                server.request("DELETE", "/api/conversations/none", "{}"),
                server.request("PUT", "/api/conversations", "{}"),
                server.request("GET", "/api/unknown", ""),
                server.request("GET", "/unknown.js", ""),
                server.request("GET", "/api/chat/c1/stream?after=x", ""),
                server.request("POST", "/api/elicitations/none", "{\"action\":\"decline\"}"),
                server.request("POST", "/api/prompts/shop/none", "{}"),
                server.request("POST", "/api/prompts/shop/greet", "{}"),
                server.request("GET", "/api/resources/shop?uri=shop://none", ""),
                server.request("GET", "/api/resources/shop?uri=shop://down", ""),
                server.request("GET", "/api/auth/login?server=none", ""),
                server.request("GET", "/api/auth/callback?state=x", ""),
                server.request("GET", "/api/conversations", "").header("X-User", "bug"),
                server.request("GET", "/api/conversations", "").header("X-User", "error"),
                server.request("POST", "/api/chat", "{}").setHeader("Content-Type", "text/plain"),
                server.request("POST", "/api/chat", "{}")
                        .setHeader("Origin", "http://evil.example"));
    }

    private static void assertTellsNothing(String answer) {
        assertThat(answer)
                .doesNotContainPattern("\\w+(Exception|Error)\\b")
                .doesNotContainPattern("(java|org|dev|com|io)\\.[a-z]+\\.")
                .doesNotContainPattern("\\tat |\\.java|/work/|/tmp/|/home/|/root")
                .doesNotContainPattern("(?i)select .* from|insert into|jdbc|sqlstate")
                .doesNotContainPattern("(?i)jetty|javalin|jackson|servlet");
    }

    private interface Actions {
        void run() throws Exception;
    }

    /** The lines of the log, as the program writes them, without stack traces. */
    private static List<String> logOf(Actions actions) throws Exception {
        Logger log = (Logger) LoggerFactory.getLogger("dev.parley.http");
        ListAppender<ILoggingEvent> seen = new ListAppender<>();
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(log.getLoggerContext());
        encoder.setPattern("%-5level %logger{24} - %msg%nopex");
        encoder.start();
        seen.start();
        log.addAppender(seen);
        try {
            actions.run();
        } finally {
            log.detachAppender(seen);
        }
        return seen.list.stream().map(it -> new String(encoder.encode(it), UTF_8)).toList();
    }

    /** Sends chunks until the server has answered, and closed; at most so many bytes. */
    private String endless(long bytesMax) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.http.port())) {
            socket.setSoTimeout(5_000);
            OutputStream out = socket.getOutputStream();
            out.write(
                    ("POST /api/chat HTTP/1.1\r\nHost: localhost\r\nOrigin: "
                                    + server.base()
                                    + "\r\nX-Requested-By: parley\r\nContent-Type: application/json"
                                    + "\r\nTransfer-Encoding: chunked\r\n\r\n")
                            .getBytes(UTF_8));
            byte[] chunk = ("10000\r\n" + " ".repeat(65_536) + "\r\n").getBytes(UTF_8);
            long sent = 0;
            try {
                for (; sent < bytesMax; sent += chunk.length) {
                    out.write(chunk);
                }
            } catch (SocketException closed) {
                // The server has had enough.
            }
            assertThat(sent).isLessThan(64_000_000);
            StringBuilder answer = new StringBuilder();
            try {
                for (int next = socket.getInputStream().read();
                        next >= 0;
                        next = socket.getInputStream().read()) {
                    answer.append((char) next);
                }
            } catch (SocketException reset) {
                // What came before is here.
            }
            return answer.toString();
        }
    }

    private HttpRequest.Builder page(String path) {
        return server.request("GET", path, "").header("Accept", "text/html");
    }

    private static String policy(HttpResponse<String> answer) {
        return answer.headers().firstValue("Content-Security-Policy").orElseThrow();
    }
}
