package dev.parley.http;

import static dev.parley.http.ChatRoutesTest.assertProblem;
import static dev.parley.model.ScriptedChatModel.finish;
import static dev.parley.model.ScriptedChatModel.say;
import static dev.parley.model.ScriptedChatModel.sayAfter;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.access.ApiKey.Scope;
import dev.parley.access.ApiKeys;
import dev.parley.model.StopReason;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** API keys: made in a browser, used by programs. */
class KeyRoutesTest {

    private static final Pattern CREATED =
            Pattern.compile(
                    "\\{\"key\":\\{\"id\":\"([A-Za-z0-9_-]{43})\",\"name\":\"ci\",\"scope\":\"(\\w+)\","
                            + "\"createdAt\":\"2026-01-01T00:00:00Z\"(,\"expiresAt\":\"([^\"]+)\")?},"
                            + "\"text\":\"(parley_[A-Za-z0-9_-]{43})\"}");

    private final TestServer server = TestServer.withSignIn();
    private final TestAccess access = server.access;
    private final String cookie = access.session("ann");

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void keyIsMadeShownOnceListedAndDeleted() throws Exception {
        Matcher created = created(create("{\"name\":\"ci\",\"scope\":\"chat\"}"));
        String text = created.group(5);

        assertThat(created.group(2)).isEqualTo("chat");
        assertThat(created.group(3)).isNull();
        assertThat(withKey("GET", "/api/auth/status", text).body()).contains("\"name\":\"ann\"");
        String listed = browser("GET", "/api/keys", "").body();
        assertThat(listed)
                .startsWith("{\"keys\":[{\"id\":\"" + created.group(1) + "\",\"name\":\"ci\"")
                .doesNotContain(text.substring(7));

        String path = "/api/keys/" + created.group(1);
        assertThat(browser("DELETE", path, "").statusCode()).isEqualTo(204);

        assertProblem(withKey("GET", "/api/models", text), 401, "not_signed_in");
        assertProblem(browser("DELETE", path, ""), 404, "key_not_found");
    }

    @Test
    void keyIsGoodUntilItExpires() throws Exception {
        Matcher created =
                created(create("{\"name\":\"ci\",\"scope\":\"read\",\"expiresInDays\":2}"));

        assertThat(created.group(4)).isEqualTo("2026-01-03T00:00:00Z");
        access.pass(Duration.ofDays(2).minusSeconds(1));
        assertThat(withKey("GET", "/api/models", created.group(5)).statusCode()).isEqualTo(200);
        access.pass(Duration.ofSeconds(1));
        assertThat(withKey("GET", "/api/models", created.group(5)).statusCode()).isEqualTo(401);
    }

    @Test
    void keyNeedsANameAScopeAndAnEndInTime() throws Exception {
        for (String body :
                List.of(
                        "{}",
                        "{\"name\":\" \",\"scope\":\"read\"}",
                        "{\"name\":\"" + "x".repeat(101) + "\",\"scope\":\"read\"}",
                        "{\"name\":\"ci\"}",
                        "{\"name\":\"ci\",\"scope\":\"admin\"}",
                        "{\"name\":\"ci\",\"scope\":\"read\",\"expiresInDays\":0}",
                        "{\"name\":\"ci\",\"scope\":\"read\",\"expiresInDays\":3651}",
                        "{\"name\":\"ci\",\"scope\":\"read\",\"expiresInDays\":1.5}",
                        "{\"name\":\"ci\",\"scope\":\"read\",\"expiresInDays\":99999999999999999999}",
                        "{\"name\":\"ci\",\"scope\":\"read\",\"expiresInDays\":null}")) {
            assertProblem(create(body), 400, "invalid_body");
        }
        for (int i = 0; i < ApiKeys.KEYS_MAX; i++) {
            access.key("ann", Scope.READ);
        }
        assertProblem(create("{\"name\":\"ci\",\"scope\":\"chat\"}"), 409, "too_many_keys");
    }

    @Test
    void keyMakesNoOtherKeysAndEndsNoSessions() throws Exception {
        String key = access.key("ann");
        for (String route :
                List.of(
                        "GET /api/keys",
                        "POST /api/keys",
                        "DELETE /api/keys/x",
                        "GET /api/sessions",
                        "DELETE /api/sessions",
                        "DELETE /api/sessions/x",
                        "POST /api/auth/logout")) {
            int space = route.indexOf(' ');

            assertProblem(
                    withKey(route.substring(0, space), route.substring(space + 1), key),
                    403,
                    "key_scope");
        }
        assertThat(access.sessions.list(TestAccess.principal("ann"))).hasSize(1);
    }

    @Test
    void t07KeyForReadingOnlyReadsWhateverElseComesWithIt() throws Exception {
        String key = access.key("ann", Scope.READ);
        for (Map<String, String> carriers :
                List.of(
                        Map.of("Authorization", "Bearer " + key),
                        Map.of("authorization", "bearer  " + key),
                        Map.of("Authorization", "Bearer " + key, "Cookie", cookie),
                        Map.of(
                                "Authorization",
                                "Bearer " + key,
                                "Cookie",
                                cookie,
                                "Origin",
                                server.base(),
                                "X-Requested-By",
                                "x",
                                "Content-Type",
                                "application/json"))) {
            assertProblem(send("POST", "/api/chat/c1/stop", carriers), 403, "key_scope");
            assertProblem(send("DELETE", "/api/conversations/c1", carriers), 403, "key_scope");
            assertThat(send("GET", "/api/conversations", carriers).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void t07WrongKeyIsNobodyWhateverElseComesWithIt() throws Exception {
        String good = access.key("ann");
        for (String authorization :
                List.of(
                        "Bearer parley_" + "A".repeat(43),
                        "Bearer " + cookie.substring(cookie.indexOf('=') + 1),
                        "Bearer",
                        "Bearer " + good + "x",
                        "Bearer " + good + " " + good,
                        good,
                        "Basic " + good,
                        "x")) {
            Map<String, String> headers = Map.of("Authorization", authorization, "Cookie", cookie);

            assertProblem(send("GET", "/api/models", headers), 401, "not_signed_in");
            assertThat(send("GET", "/api/auth/status", headers).body())
                    .contains("\"signedIn\":false");
        }
        HttpRequest.Builder two = plain("GET", "/api/models");
        two.header("Authorization", "Bearer parley_" + "A".repeat(43));
        two.header("Authorization", "Bearer " + good);
        assertProblem(server.send(two), 401, "not_signed_in");
    }

    @Test
    void t07KeyInAnyOtherPlaceIsNone() throws Exception {
        String key = access.key("ann");

        for (Map<String, String> headers :
                List.of(
                        Map.of("X-Api-Key", key),
                        Map.of("Cookie", "parley-sid=" + key),
                        Map.of("Proxy-Authorization", "Bearer " + key))) {
            assertProblem(
                    send("GET", "/api/models?access_token=" + key + "&key=" + key, headers),
                    401,
                    "not_signed_in");
        }
    }

    @Test
    void t07DisabledUsersKeyIsNone() throws Exception {
        String key = access.key("ann");
        assertThat(withKey("GET", "/api/models", key).statusCode()).isEqualTo(200);

        access.accounts.disable(TestAccess.principal("ann"), true);

        assertThat(withKey("GET", "/api/models", key).statusCode()).isEqualTo(401);
    }

    @Test
    void s06ProgramNeedsNoProofThatItIsThePage() throws Exception {
        server.model.thenSay("Hello.");

        HttpResponse<String> answer =
                server.send(
                        HttpRequest.newBuilder(URI.create(server.base() + "/api/chat"))
                                .header("Authorization", "Bearer " + access.key("ann"))
                                .POST(BodyPublishers.ofString(TestServer.userMessage("c1", "Hi"))));

        assertThat(SeenStream.of(answer.body()).text()).isEqualTo("Hello.");
    }

    @Test
    void s06AuthorizationABrowserCanBeMadeToSendLetsNothingThrough() throws Exception {
        // A form can be sent to http://user:password@host, with the cookie.
        HttpRequest.Builder form = plain("POST", "/api/chat/c1/stop");
        form.header("Authorization", "Basic dXNlcjpwYXNzd29yZA==").header("Cookie", cookie);

        assertProblem(server.send(form), 401, "not_signed_in");
    }

    @Test
    void serverWithoutASignInHasKeysAndNoSessions() throws Exception {
        try (TestServer local = new TestServer()) {
            HttpResponse<String> made =
                    local.post("/api/keys", "{\"name\":\"ci\",\"scope\":\"read\"}");
            String text = created(made).group(5);

            assertThat(local.get("/api/sessions").body()).isEqualTo("{\"sessions\":[]}");
            HttpRequest.Builder chat =
                    HttpRequest.newBuilder(URI.create(local.base() + "/api/chat/c1/stop"))
                            .header("Authorization", "Bearer " + text)
                            .POST(BodyPublishers.noBody());
            assertProblem(local.send(chat), 403, "key_scope");
            HttpRequest.Builder wrong =
                    local.request("GET", "/api/models", "").header("Authorization", "Bearer x");
            assertProblem(local.send(wrong), 401, "not_signed_in");
            assertThat(local.send(local.request("DELETE", "/api/sessions", "")).statusCode())
                    .isEqualTo(204);
        }
    }

    @Test
    void s05DeletingAKeyClosesItsStreamsOnEveryReplica() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        server.model.then(say("one "), sayAfter(go, "two"), finish(StopReason.STOP));
        String text = access.key("ann", Scope.CHAT);
        String id = access.keys.list(TestAccess.principal("ann")).getFirst().id();
        try (TestServer other = server.replica()) {
            InputStream here = chat(server, text);
            InputStream there = follow(other, text);
            InputStream kept = follow(other, access.key("ann"));

            long begin = System.nanoTime();
            assertThat(browser("DELETE", "/api/keys/" + id, "").statusCode()).isEqualTo(204);
            String rest = rest(here) + rest(there);
            Duration took = Duration.ofNanos(System.nanoTime() - begin);

            assertThat(took).isLessThan(Duration.ofSeconds(2));
            assertThat(rest).doesNotContain("[DONE]", "finish", "abort", "error");
            // The turn goes on, and another key sees it end.
            go.countDown();
            assertThat(rest(kept)).contains("two", "[DONE]");
            assertProblem(withKey("GET", "/api/models", text), 401, "not_signed_in");
        }
    }

    private static InputStream chat(TestServer at, String key) throws Exception {
        return begun(
                at.open(
                        HttpRequest.newBuilder(URI.create(at.base() + "/api/chat"))
                                .header("Authorization", "Bearer " + key)
                                .POST(
                                        BodyPublishers.ofString(
                                                TestServer.userMessage("c1", "Hi")))));
    }

    private static InputStream follow(TestServer at, String key) throws Exception {
        return begun(
                at.open(
                        HttpRequest.newBuilder(URI.create(at.base() + "/api/chat/c1/stream"))
                                .header("Authorization", "Bearer " + key)));
    }

    /** Read as far as the model has spoken. */
    private static InputStream begun(HttpResponse<InputStream> answer) throws Exception {
        assertThat(answer.statusCode()).isEqualTo(200);
        StringBuilder read = new StringBuilder();
        while (read.indexOf("one") < 0) {
            byte[] next = answer.body().readNBytes(1);
            assertThat(next).as(read.toString()).hasSize(1);
            read.append((char) next[0]);
        }
        return answer.body();
    }

    private static String rest(InputStream stream) throws Exception {
        return new String(stream.readAllBytes(), UTF_8);
    }

    private HttpResponse<String> create(String body) throws Exception {
        return browser("POST", "/api/keys", body);
    }

    private HttpResponse<String> browser(String method, String path, String body) throws Exception {
        return server.send(server.request(method, path, body, cookie));
    }

    private HttpResponse<String> withKey(String method, String path, String key) throws Exception {
        return send(method, path, Map.of("Authorization", "Bearer " + key));
    }

    private HttpResponse<String> send(String method, String path, Map<String, String> headers)
            throws Exception {
        HttpRequest.Builder request = plain(method, path);
        headers.forEach(request::header);
        return server.send(request);
    }

    private HttpRequest.Builder plain(String method, String path) {
        return HttpRequest.newBuilder(URI.create(server.base() + path))
                .timeout(Duration.ofSeconds(5))
                .method(method, BodyPublishers.noBody());
    }

    private static Matcher created(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        Matcher created = CREATED.matcher(answer.body());
        assertThat(created.matches()).as(answer.body()).isTrue();
        return created;
    }
}
