package dev.parley.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.access.ApiKey;
import dev.parley.conversation.Conversation;
import dev.parley.conversation.ConversationId;
import dev.parley.conversation.Message;
import dev.parley.conversation.MessageId;
import dev.parley.conversation.Part;
import dev.parley.conversation.Role;
import dev.parley.conversation.ToolContent;
import dev.parley.conversation.ToolStatus;
import dev.parley.http.OpenApiDocument.Answer;
import dev.parley.token.FakeAuthorizer;
import dev.parley.tool.Elicitations;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whether a real server answers as the API's description says. */
@Timeout(30)
class OpenApiAnswersTest {

    private static final String PAGE = "https://chat.example";
    private static final Pattern TURN = Pattern.compile("\"turnId\":\"([^\"]+)\"");
    private static final Pattern CALL = Pattern.compile("\"approvalId\":\"([^\"]+)\"");
    private static final Pattern ASKED =
            Pattern.compile("\"type\":\"data-elicitation\",\"id\":\"([^\"]+)\"");
    private static final Pattern STATE = Pattern.compile("[?&]state=([^&\"]+)");
    private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");

    private final TestServer server =
            TestServer.withSignIn(
                    TestServer.CONFIG,
                    List.of(new ServerRoutesTest.Failed(), new ServerRoutesTest.Granted()));
    private final Map<String, Set<Integer>> seen = new TreeMap<>();
    private OpenApiDocument document;
    private String cookie;

    /** A request, of which the body is known. */
    private record Asked(HttpRequest.Builder request, String body) {

        Asked header(String name, String value) {
            request.setHeader(name, value);
            return this;
        }
    }

    @BeforeEach
    void read() throws Exception {
        document = new OpenApiDocument(server.get(OpenApi.PATH).body());
        server.access.organizations.put("ann", Set.of("acme"));
        cookie = server.access.session("ann");
        server.tools.readingTool("look", (call, context) -> "seen");
        server.tools.writingTool("order", (call, context) -> "ordered");
        server.tools.readingTool("ask", (call, context) -> "" + context.elicit(Elicitations.FORM));
    }

    @AfterEach
    void close() {
        server.close();
    }

    /** Each success that is documented is one that is seen here. */
    @Test
    void everyOperationAnswersAsDocumented() throws Exception {
        turns();
        elicitations();
        conversations();
        servers();
        signIns();
        keysAndSessions();
        documents();

        assertThat(seen.keySet()).isEqualTo(document.operations());
        for (String route : document.operations()) {
            Set<Integer> successes = new TreeSet<>(document.statuses(route).keySet());
            successes.removeIf(it -> it >= 400);
            assertThat(seen.get(route)).as(route).containsAll(successes);
        }
    }

    @Test
    void everyOperationRefusesAsDocumented() throws Exception {
        for (String route : document.operations()) {
            Answer misdirected =
                    answer(
                            server.raw(
                                    route.replaceAll("\\{[a-z]+}", "x")
                                            + " HTTP/1.1\r\nHost: evil.example\r\n"
                                            + "Connection: close\r\n\r\n"));
            assertThat(misdirected.status()).as(route).isEqualTo(421);
            document.check(route, misdirected);

            boolean changes = !route.startsWith("GET ") && !route.equals("POST /csp-report");
            if (changes) {
                Asked bare = bare(route, "{}").header("Cookie", cookie);
                assertThat(checked(route, bare)).as(route).isEqualTo(415);
                bare.header("Content-Type", "application/json");
                assertThat(checked(route, bare)).as(route).isEqualTo(403);
            } else if (route.contains(" /api/") || route.contains(" /health/")) {
                Asked foreign = bare(route, "").header("Sec-Fetch-Site", "cross-site");
                assertThat(checked(route, foreign)).as(route).isEqualTo(403);
            }
        }
    }

    @Test
    void everyOperationKnowsTheCallersItIsDocumentedToKnow() throws Exception {
        String reader = server.access.key("ann", ApiKey.Scope.READ);
        for (String route : document.operations()) {
            Set<String> ways = document.security(route);
            boolean changes = !route.startsWith("GET ");
            int nobody = checked(route, bare(route, "{}").header("Authorization", "Bearer x"));
            assertThat(nobody == 401).as(route).isEqualTo(!ways.contains("nothing"));
            if (nobody == 401) {
                int program =
                        checked(
                                route,
                                bare(route, "{}").header("Authorization", "Bearer " + reader));
                assertThat(program == 403).as(route).isEqualTo(changes || !ways.contains("key"));

                for (String name : List.of("a b", "other")) {
                    Asked elsewhere = page(route, "{}").header(Workspaces.HEADER, name);
                    assertThat(checked(route, elsewhere))
                            .as(route)
                            .isEqualTo(name.equals("other") ? 403 : 400);
                }
                assertThat(document.parameters(route)).contains("header " + Workspaces.HEADER);
            }
        }
    }

    @Test
    void everyOperationThatTakesABodyRefusesOthers() throws Exception {
        int refused = 0;
        for (String route : document.operations()) {
            if (document.statuses(route).containsKey(413)) {
                assertThat(checked(route, page(route, "[]"))).as(route).isEqualTo(400);
                String large = "{\"x\":\"" + "x".repeat(1_000_000) + "\"}";
                assertThat(checked(route, page(route, large))).as(route).isEqualTo(413);
                refused++;
            }
        }
        assertThat(refused).isEqualTo(6);
    }

    @Test
    void everyOperationSaysThatItIsAskedTooOften() throws Exception {
        try (TestServer strict = TestServer.withLimits(HttpLimits.DEFAULT)) {
            int status = 0;
            for (int i = 0; i <= HttpLimits.DEFAULT.requests().times(); i++) {
                status = strict.get("/api/models").statusCode();
            }
            assertThat(status).isEqualTo(429);
            for (String route : document.operations()) {
                if (route.contains(" /api/")) {
                    int space = route.indexOf(' ');
                    String path = route.substring(space + 1).replaceAll("\\{[a-z]+}", "x");
                    Answer answer =
                            answer(
                                    strict.send(
                                            strict.request(route.substring(0, space), path, "")));
                    assertThat(answer.status()).as(route).isEqualTo(429);
                    document.check(route, answer);
                }
            }
        }
    }

    @Test
    void everyPartOfAMessageIsDocumented() throws Exception {
        List<Part> parts =
                new ArrayList<>(
                        List.of(
                                new Part.Text("Hello."),
                                new Part.Reasoning("Let me see."),
                                new Part.Attachment("image/png", "", "data:image/png;base64,AAEC"),
                                new Part.PromptUse("shop", "greet", Map.of("name", "Bob")),
                                new Part.Notice("stopped", "You stopped this answer."),
                                new Part.ToolCall("waiting", "shop__order", "{}", true),
                                new Part.ToolCall("lost", "shop__look", "no JSON", false)));
        for (ToolStatus status : ToolStatus.values()) {
            parts.add(new Part.ToolCall(status.name(), "shop__look", "{}", false));
            parts.add(
                    new Part.ToolResult(
                            status.name(),
                            "shop__look",
                            status,
                            List.of(
                                    new ToolContent.Text("seen"),
                                    new ToolContent.Image("image/png", "AAEC"),
                                    new ToolContent.Audio("audio/wav", "AAEC"),
                                    new ToolContent.ResourceLink("shop://a", "a", "A", ""),
                                    new ToolContent.EmbeddedText("shop://a", "text/plain", "a"),
                                    new ToolContent.EmbeddedBlob("shop://a", "", "AAEC")),
                            "[1]",
                            Duration.ofMillis(3)));
        }
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        server.store.create(
                new Conversation(
                        new ConversationId("all"),
                        TestAccess.principal("ann"),
                        "All",
                        List.of(new Message(new MessageId("m1"), Role.ASSISTANT, parts, now)),
                        now,
                        now));

        Answer shown = ok(200, page("GET /api/conversations/all", ""));

        assertThat(shown.body())
                .contains("approval-requested", "output-denied", "output-error", "\"not_run\"")
                .contains("\"structuredContent\":[1]", "\"blob\"", "resource_link");
    }

    private void turns() throws Exception {
        String route = "POST /api/chat";
        server.model.thenCall("shop__look", "{}").thenSay("Hello.");
        String picture = "{\"type\":\"file\",\"mediaType\":\"image/png\",\"filename\":\"a.png\",";
        Answer first =
                ok(
                        200,
                        page(
                                        route,
                                        message(
                                                "c1",
                                                picture
                                                        + "\"url\":\"data:image/png;base64,AAEC\"}"))
                                .header("Idempotency-Key", "k1"));
        String turn = find(TURN, first.body());
        server.model.thenCall("shop__order", "{\"item\":\"tea\"}");
        String prompt =
                "{\"type\":\"data-prompt\",\"data\":{\"server\":\"shop\",\"prompt\":\"greet\","
                        + "\"arguments\":{\"name\":\"Bob\"}}}";
        Answer asked = ok(200, page(route, message("c1", prompt)));
        ok(200, page("GET /api/conversations/c1", ""));
        String call = find(CALL, asked.body());
        refused(404, "POST /api/chat", approval("c9", call));
        server.model.thenSay("So be it.");
        ok(200, page(route, approval("c1", call)));
        assertThat(ok(200, page("GET /api/conversations/c1", "")).body())
                .contains("\"type\":\"file\"", "output-denied", "data-prompt", "output-available");
        refused(409, "POST /api/chat", approval("c1", call));
        server.model.thenSay("Again.");
        ok(200, page(route, "{\"id\":\"c1\",\"trigger\":\"regenerate-message\"}"));
        refused(400, "POST /api/chat", "{\"id\":\"c1\",\"trigger\":\"x\"}");
        refused(404, "POST /api/chat", message("c1", prompt.replace("greet", "nope")));
        Asked elsewhere = page(route, message("c2", "{\"type\":\"text\",\"text\":\"Hi\"}"));
        assertThat(checked(route, elsewhere.header("Idempotency-Key", "k1"))).isEqualTo(422);

        ok(204, page("GET /api/chat/c1/stream", ""));
        ok(200, page("GET /api/chat/c1/stream?turn=" + turn, ""));
        refused(400, "GET /api/chat/c1/stream?after=x", "");
        ok(204, page("POST /api/chat/c1/stop", ""));
        refused(404, "POST /api/chat/c9/stop", "");
    }

    private void elicitations() throws Exception {
        server.model.thenCall("shop__ask", "{}").thenSay("Done.");
        Asked begun = page("POST /api/chat", message("c3", "{\"type\":\"text\",\"text\":\"ask\"}"));
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(
                                server.open(begun.request()).body(), StandardCharsets.UTF_8))) {
            StringBuilder stream = new StringBuilder();
            String line = "";
            while (!ASKED.matcher(line).find()) {
                line = String.valueOf(lines.readLine());
                stream.append(line).append('\n');
            }
            String path = "POST /api/elicitations/" + find(ASKED, line);
            refused(409, "POST /api/chat", "{\"id\":\"c3\",\"trigger\":\"regenerate-message\"}");
            ok(200, page("GET /api/conversations/c3", ""));
            refused(400, path, "{\"action\":\"accept\",\"content\":{\"note\":7}}");
            ok(
                    204,
                    page(
                            path,
                            "{\"action\":\"accept\",\"content\":{\"note\":\"by air\",\"count\":4,"
                                    + "\"gift\":false,\"mail\":null,\"extras\":[\"low\"]}}"));
            refused(409, path, "{\"action\":\"decline\"}");
            lines.lines().forEach(it -> stream.append(it).append('\n'));
            document.checkEvents("an elicitation", stream.toString());
        }
        refused(404, "POST /api/elicitations/none", "{\"action\":\"decline\"}");
    }

    private void conversations() throws Exception {
        Answer listed = ok(200, page("GET /api/conversations?q=", ""));
        assertThat(listed.body()).contains("\"id\":\"c1\"");
        refused(400, "GET /api/conversations?q=" + "x".repeat(201), "");
        ok(200, page("GET /api/conversations/c1", ""));
        refused(404, "GET /api/conversations/c9", "");
        refused(400, "GET /api/conversations/a.b", "");
        ok(200, page("PATCH /api/conversations/c1", "{\"title\":\"Tea\"}"));
        refused(404, "PATCH /api/conversations/c9", "{\"title\":\"Tea\"}");
        refused(400, "PATCH /api/conversations/c1", "{}");
        ok(204, page("DELETE /api/conversations/c1", ""));
        refused(404, "DELETE /api/conversations/c1", "");
    }

    private void servers() throws Exception {
        ok(200, page("GET /api/models", ""));
        assertThat(ok(200, page("GET /api/servers", "")).body()).contains("\"error\":");
        Answer offers = ok(200, page("GET /api/metadata", ""));
        assertThat(offers.body()).contains("\"icons\":", "\"templates\":[{", "\"prompts\":[{");
        String etag = offers.headers().getOrDefault("etag", "");
        ok(304, page("GET /api/metadata", "").header("If-None-Match", etag));

        ok(200, page("POST /api/prompts/shop/greet", "{\"arguments\":{\"name\":\"Bob\"}}"));
        refused(404, "POST /api/prompts/shop/nope", "{}");
        refused(400, "POST /api/prompts/shop/greet", "{}");
        ok(200, page("GET /api/resources/shop?uri=shop%3A%2F%2Fa%3Ftop%3D1%26x", ""));
        refused(404, "GET /api/resources/shop?uri=shop://nope", "");
        refused(502, "GET /api/resources/shop?uri=shop://down", "");
        refused(400, "GET /api/resources/shop", "");
        String argument = "{\"server\":\"shop\",\"argument\":\"name\",\"value\":\"B\",";
        ok(200, page("POST /api/complete", argument + "\"prompt\":\"greet\",\"arguments\":{}}"));
        ok(200, page("POST /api/complete", argument + "\"template\":\"shop://{shelf}\"}"));
        String unknown = argument.replace("shop", "nope");
        refused(404, "POST /api/complete", unknown + "\"prompt\":\"greet\"}");
        refused(404, "POST /api/complete", unknown + "\"template\":\"shop://{shelf}\"}");
        refused(400, "POST /api/complete", "{}");
        ok(200, page("POST /api/servers/shop/disconnect", ""));
        refused(404, "POST /api/servers/nope/disconnect", "");
    }

    private void signIns() throws Exception {
        ok(200, page("GET /api/auth/status", ""));
        ok(200, bare("GET /api/auth/status", ""));
        Answer begun = ok(200, login("?server=shop&returnTo=/c/c3"));
        refused(400, "GET /api/auth/login?server=", login("?server="));
        refused(404, "GET /api/auth/login?server=nope", login("?server=nope"));
        ok(303, login("").header("Accept", "text/html"));
        String flow = begun.headers().getOrDefault("set-cookie", "").replaceFirst(";.*", "");
        String back =
                "GET /api/auth/callback?code="
                        + FakeAuthorizer.CODE
                        + "&iss="
                        + FakeAuthorizer.ISSUER
                        + "&state="
                        + find(STATE, begun.body());
        refused(401, back, known(back).header("Cookie", flow));
        Answer over = ok(303, known(back).header("Cookie", cookie + "; " + flow));
        assertThat(over.headers().get("location")).isEqualTo("/c/c3?connected=shop");
        refused(400, back, known(back).header("Cookie", cookie));
        Answer told = refused(400, back, known(back).header("Sec-Fetch-Mode", "navigate"));
        assertThat(told.type()).isEqualTo("text/plain");
    }

    private void keysAndSessions() throws Exception {
        ok(201, page("POST /api/keys", "{\"name\":\"a\",\"scope\":\"chat\"}"));
        Answer made =
                ok(
                        201,
                        page(
                                "POST /api/keys",
                                "{\"name\":\"b\",\"scope\":\"read\",\"expiresInDays\":9}"));
        refused(400, "POST /api/keys", "{\"name\":\"b\",\"scope\":\"all\"}");
        assertThat(ok(200, page("GET /api/keys", "")).body()).contains("expiresAt");
        String key = "DELETE /api/keys/" + find(ID, made.body());
        ok(204, page(key, ""));
        refused(404, key, "");
        refused(400, "DELETE /api/keys/a.b", "");

        server.access.session("ann");
        Answer sessions = ok(200, page("GET /api/sessions", ""));
        Matcher other =
                Pattern.compile("\"id\":\"([^\"]+)\"[^}]*\"current\":false")
                        .matcher(sessions.body());
        assertThat(other.find()).isTrue();
        ok(204, page("DELETE /api/sessions/" + other.group(1), ""));
        refused(404, "DELETE /api/sessions/" + other.group(1), "");
        ok(204, page("DELETE /api/sessions", ""));
        ok(204, page("POST /api/auth/logout", ""));
        refused(401, "POST /api/auth/logout", "");
    }

    private void documents() throws Exception {
        ok(200, bare("GET /health/live", ""));
        ok(200, bare("GET /openapi.json", ""));
        ok(204, bare("POST /csp-report", "{}").header("Content-Type", "application/csp-report"));
        refused(404, "GET /client-metadata.json", bare("GET /client-metadata.json", ""));
        HttpConfig config = HttpConfig.of("127.0.0.1", 0, PAGE, TestServer.CONFIG.model());
        try (TestServer secure = TestServer.withSignIn(config, List.of())) {
            String request = " HTTP/1.1\r\nHost: chat.example\r\nConnection: close\r\n\r\n";
            Answer metadata = answer(secure.raw("GET /client-metadata.json" + request));
            assertThat(metadata.status()).isEqualTo(200);
            note("GET /client-metadata.json", metadata);
        }
    }

    /** Sends what must succeed; its body must be as documented, too. */
    private Answer ok(int status, Asked asked) throws Exception {
        Answer answer = answer(server.send(asked.request()));
        String route = route(asked);
        assertThat(answer.status()).as(route + " " + answer).isEqualTo(status);
        note(route, answer);
        if (!asked.body().isEmpty() && !route.equals("POST /csp-report")) {
            document.checkTaken(route, asked.body());
        }
        return answer;
    }

    private Answer refused(int status, String target, String body) throws Exception {
        return refused(status, target, page(target, body));
    }

    private Answer refused(int status, String target, Asked asked) throws Exception {
        Answer answer = answer(server.send(asked.request()));
        assertThat(answer.status()).as(target + " " + answer).isEqualTo(status);
        note(route(asked), answer);
        return answer;
    }

    private int checked(String route, Asked asked) throws Exception {
        Answer answer = answer(server.send(asked.request()));
        document.check(route, answer);
        return answer.status();
    }

    private void note(String route, Answer answer) throws Exception {
        document.check(route, answer);
        seen.computeIfAbsent(route, it -> new TreeSet<>()).add(answer.status());
    }

    /** As Ann's page sends it. */
    private Asked page(String target, String body) {
        return bare(target, body)
                .header("Content-Type", "application/json")
                .header("X-Requested-By", "parley")
                .header("Origin", server.base())
                .header("Cookie", cookie);
    }

    /** Without all that a page or a program adds; variables of a path get a value. */
    private Asked bare(String target, String body) {
        int space = target.indexOf(' ');
        String path = target.substring(space + 1).replaceAll("\\{[a-z]+}", "x");
        String method = target.substring(0, space);
        boolean empty = method.equals("GET") || body.isEmpty();
        return new Asked(
                HttpRequest.newBuilder(URI.create(server.base() + path))
                        .timeout(Duration.ofSeconds(5))
                        .method(
                                method,
                                empty ? BodyPublishers.noBody() : BodyPublishers.ofString(body)),
                empty ? "" : body);
    }

    /** Under the name users know, where cookies of a sign-in are for. */
    private Asked known(String target) {
        String path = target.substring(target.indexOf(' ') + 1);
        return new Asked(
                HttpRequest.newBuilder(URI.create(server.http.url() + path))
                        .timeout(Duration.ofSeconds(5)),
                "");
    }

    private Asked login(String query) {
        return known("GET /api/auth/login" + query)
                .header("Accept", "application/json")
                .header("X-Requested-By", "parley")
                .header("Cookie", cookie);
    }

    /** The documented operation a request is of. */
    private String route(Asked asked) {
        HttpRequest request = asked.request().build();
        String what = request.method() + " " + request.uri().getPath();
        return document.operations().stream()
                .filter(it -> what.matches(it.replaceAll("\\{[a-z]+}", "[^/]+")))
                .min((a, b) -> Boolean.compare(a.contains("{"), b.contains("{")))
                .orElseThrow(() -> new AssertionError("not documented: " + what));
    }

    private static Answer answer(HttpResponse<String> response) {
        Map<String, String> headers = new HashMap<>();
        response.headers().map().forEach((name, values) -> headers.put(name, values.getFirst()));
        return new Answer(response.statusCode(), headers, response.body());
    }

    /** An answer as it is on the wire. */
    private static Answer answer(String raw) {
        int end = raw.indexOf("\r\n\r\n");
        Map<String, String> headers = new HashMap<>();
        raw.substring(0, end)
                .lines()
                .skip(1)
                .map(it -> it.split(": ", 2))
                .forEach(it -> headers.put(it[0].toLowerCase(Locale.ROOT), it[1]));
        return new Answer(Integer.parseInt(raw.substring(9, 12)), headers, raw.substring(end + 4));
    }

    private static String message(String conversation, String part) {
        return "{\"id\":\"%s\",\"trigger\":\"submit-message\",\"messages\":[{\"id\":\"m-%s\",\"role\":\"user\",\"parts\":[%s]}]}"
                .formatted(conversation, Integer.toHexString(part.hashCode()), part);
    }

    private static String approval(String conversation, String call) {
        return """
        {"id":"%s","trigger":"submit-message","messages":[{"id":"x","role":"assistant","parts":[{"type":"dynamic-tool","toolCallId":"%s","state":"approval-responded","approval":{"id":"%s","approved":false}}]}]}
        """
                .formatted(conversation, call, call);
    }

    private static String find(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return matcher.group(1);
    }
}
