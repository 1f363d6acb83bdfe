package dev.parley.http;

import static dev.parley.model.ScriptedChatModel.finish;
import static dev.parley.model.ScriptedChatModel.say;
import static dev.parley.model.ScriptedChatModel.sayAfter;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.model.StopReason;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** HEAD is GET without the body (RFC 9110, section 9.3.2), for each route of the table. */
@Timeout(60)
class HeadTest {

    /** GET of these begins or spends a sign-in. */
    private static final Set<String> NOT_ASKED_ABOUT =
            Set.of("GET /api/auth/login", "GET /api/auth/callback");

    /** Of each answer anew, or of the connection. */
    private static final Set<String> CHANGING =
            Set.of(
                    "date",
                    "content-length",
                    "transfer-encoding",
                    "ratelimit-remaining",
                    "ratelimit-reset");

    private final TestServer server = TestServer.withSignIn();
    private final CountDownLatch go = new CountDownLatch(1);

    @AfterEach
    void close() {
        go.countDown();
        server.close();
    }

    @Test
    void h02HeadIsGetWithoutTheBodyForEverybodyOnEveryRoute() throws Exception {
        String ann = server.access.session("ann");
        server.model.thenSay("Hello.");
        server.send(server.request("POST", "/api/chat", TestServer.userMessage("x", "Hi"), ann));
        List<String> asked = new ArrayList<>();

        for (String route : server.http.routes()) {
            if (route.startsWith("GET ") && !NOT_ASKED_ABOUT.contains(route)) {
                String path = path(route);
                for (String cookie : List.of("", ann, "parley-sid=" + "A".repeat(43))) {
                    assertTwins(path, Map.of("Cookie", cookie));
                }
                assertTwins(path, Map.of("X-User", "bob"));
                assertTwins(path, Map.of("Cookie", ann, "Sec-Fetch-Site", "cross-site"));
                asked.add(route);
            }
        }

        assertThat(asked).hasSizeGreaterThan(10);
        assertThat(send("HEAD", "/api/models", Map.of()).statusCode()).isEqualTo(401);
        assertThat(send("HEAD", "/api/models", Map.of("Cookie", ann)).statusCode()).isEqualTo(200);
        assertThat(send("HEAD", "/api/conversations/x", Map.of("Cookie", ann)).statusCode())
                .isEqualTo(200);
        assertThat(send("HEAD", "/api/conversations/x", Map.of("X-User", "bob")).statusCode())
                .isEqualTo(404);
    }

    @Test
    void s07HeadNeitherBeginsASignInNorSpendsOne() throws Exception {
        for (String route : NOT_ASKED_ABOUT) {
            HttpResponse<String> answer = send("HEAD", path(route), Map.of());

            assertThat(answer.statusCode()).isEqualTo(405);
            assertThat(answer.headers().firstValue("Allow")).contains("GET");
        }
        assertThat(server.access.provider.begun()).isZero();
    }

    @Test
    void headOfARunningAnswerSaysThatItIsAStreamAndEnds() throws Exception {
        server.model.then(say("one "), sayAfter(go, "two"), finish(StopReason.STOP));
        String ann = server.access.session("ann");
        HttpResponse<InputStream> turn =
                server.open(
                        server.request(
                                "POST", "/api/chat", TestServer.userMessage("c1", "Hi"), ann));

        HttpResponse<String> head = send("HEAD", "/api/chat/c1/stream", Map.of("Cookie", ann));

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValue("Content-Type"))
                .hasValueSatisfying(it -> assertThat(it).startsWith("text/event-stream"));
        assertThat(head.body()).isEmpty();
        go.countDown();
        assertThat(new String(turn.body().readAllBytes(), UTF_8)).contains("two");
    }

    private void assertTwins(String path, Map<String, String> headers) throws Exception {
        HttpResponse<String> get = send("GET", path, headers);
        HttpResponse<String> head = send("HEAD", path, headers);

        assertThat(head.body()).as(path).isEmpty();
        assertThat(head.statusCode()).as(path + headers).isEqualTo(get.statusCode());
        assertThat(lasting(head)).as(path + headers).isEqualTo(lasting(get));
    }

    private static Map<String, List<String>> lasting(HttpResponse<String> answer) {
        Map<String, List<String>> lasting = new TreeMap<>();
        answer.headers()
                .map()
                .forEach(
                        (name, values) -> {
                            String lower = name.toLowerCase(Locale.ROOT);
                            if (!CHANGING.contains(lower)) {
                                lasting.put(lower, values);
                            }
                        });
        return lasting;
    }

    private HttpResponse<String> send(String method, String path, Map<String, String> headers)
            throws Exception {
        HttpRequest.Builder request = server.request(method, path, "");
        headers.forEach(
                (name, value) -> {
                    if (!value.isEmpty()) {
                        request.header(name, value);
                    }
                });
        return server.send(request);
    }

    private static String path(String route) {
        return route.substring("GET ".length()).replaceAll("\\{[a-z]+}", "x");
    }
}
