package dev.parley.http;

import static dev.parley.http.ChatRoutesTest.assertProblem;
import static dev.parley.model.ScriptedChatModel.say;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.access.ApiKey;
import dev.parley.token.Workspace;
import dev.parley.tool.Elicitations;
import dev.parley.tool.StandingApproval;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * What belongs to Ann is nothing to anybody else: each route of the table, with each kind of id it
 * takes, asked by everybody who is not her.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class IsolationTest {

    private static final Pattern TURN = Pattern.compile("\"turnId\":\"([^\"]+)\"");
    private static final Pattern ASKED =
            Pattern.compile("\"type\":\"data-elicitation\",\"id\":\"([^\"]+)\"");

    /** What an id is of. */
    private enum Kind {
        CONVERSATION,
        ATTACHMENT,
        TURN,
        ELICITATION,
        SERVER,
        SESSION,
        KEY,
        APPROVAL
    }

    /** One question about an id, which stands in it as {@code <id>}; and the answer for none. */
    private record Cell(Kind kind, String route, String suffix, String body, int none) {}

    /** Routes that are for everybody, known or not. */
    private static final Set<String> OPEN =
            Set.of(
                    "GET /api/auth/status",
                    "GET /api/auth/login",
                    "GET /api/auth/callback",
                    "GET /client-metadata.json",
                    "GET /openapi.json",
                    "GET /health/live",
                    "POST /csp-report");

    /** Routes that take no id. */
    private static final Set<String> WITHOUT_ID =
            Set.of(
                    "GET /api/approvals",
                    "GET /api/conversations",
                    "GET /api/usage",
                    "GET /api/metadata",
                    "GET /api/models",
                    "GET /api/servers",
                    "GET /api/sessions",
                    "DELETE /api/sessions",
                    "GET /api/keys",
                    "POST /api/attachments",
                    "POST /api/keys",
                    "POST /api/auth/logout");

    /** Those that take something away from Ann come last, as she is asked about each, too. */
    private static final List<Cell> CELLS =
            List.of(
                    cell(Kind.CONVERSATION, "POST /api/chat", "", chat("regenerate-message"), 404),
                    cell(Kind.CONVERSATION, "POST /api/chat", "", chat("continue-message"), 404),
                    cell(Kind.CONVERSATION, "POST /api/chat", "", approval(), 404),
                    cell(Kind.CONVERSATION, "POST /api/chat", "", edit(), 404),
                    cell(Kind.CONVERSATION, "POST /api/conversations/{id}/fork", "", "{}", 404),
                    cell(
                            Kind.CONVERSATION,
                            "POST /api/conversations/{id}/fork",
                            "",
                            "{\"messageId\":\"m1\"}",
                            404),
                    cell(Kind.CONVERSATION, "GET /api/conversations/{id}/export", "", "", 404),
                    cell(
                            Kind.CONVERSATION,
                            "GET /api/conversations/{id}/export",
                            "?format=json",
                            "",
                            404),
                    cell(Kind.CONVERSATION, "GET /api/usage", "?conversation=<id>", "", 404),
                    cell(Kind.CONVERSATION, "GET /api/chat/{id}/stream", "", "", 204),
                    cell(Kind.TURN, "GET /api/chat/{id}/stream", "?turn=<id>", "", 204),
                    cell(Kind.TURN, "GET /api/chat/{id}/stream", "?turn=<id>&after=1.1", "", 204),
                    cell(Kind.CONVERSATION, "GET /api/conversations/{id}", "", "", 404),
                    cell(
                            Kind.CONVERSATION,
                            "PATCH /api/conversations/{id}",
                            "",
                            "{\"title\":\"Mine\"}",
                            404),
                    cell(Kind.ATTACHMENT, "GET /api/attachments/{id}", "", "", 404),
                    cell(Kind.ATTACHMENT, "POST /api/chat", "", file(), 400),
                    cell(
                            Kind.SERVER,
                            "POST /api/prompts/{server}/{name}",
                            "",
                            "{\"arguments\":{\"name\":\"x\"}}",
                            404),
                    cell(
                            Kind.SERVER,
                            "GET /api/resources/{server}",
                            "?uri=shop://a?top=1%26x",
                            "",
                            404),
                    cell(
                            Kind.SERVER,
                            "POST /api/complete",
                            "",
                            "{\"server\":\"<id>\",\"prompt\":\"greet\",\"argument\":\"name\"}",
                            404),
                    cell(
                            Kind.SERVER,
                            "POST /api/complete",
                            "",
                            "{\"server\":\"<id>\",\"template\":\"shop://{a}\",\"argument\":\"a\"}",
                            404),
                    cell(Kind.SERVER, "GET /api/auth/login", "?server=<id>", "", 404),
                    cell(Kind.SERVER, "POST /api/servers/{name}/disconnect", "", "", 404),
                    cell(
                            Kind.ELICITATION,
                            "POST /api/elicitations/{id}",
                            "",
                            "{\"action\":\"decline\"}",
                            404),
                    cell(Kind.APPROVAL, "DELETE /api/approvals/{id}", "", "", 404),
                    cell(Kind.SESSION, "DELETE /api/sessions/{id}", "", "", 404),
                    cell(Kind.KEY, "DELETE /api/keys/{id}", "", "", 404),
                    cell(Kind.CONVERSATION, "POST /api/chat/{id}/stop", "", "", 404),
                    cell(Kind.CONVERSATION, "DELETE /api/conversations/{id}", "", "", 404));

    private final TestServer server = TestServer.withShopFor(it -> it.subject().equals("ann"));
    private final TestAccess access = server.access;
    private final Map<Kind, String> ids = new EnumMap<>(Kind.class);
    private String annsCookie = "";

    @BeforeAll
    void annHasOneOfEach() throws Exception {
        access.organizations.put("ann", Set.of("acme"));
        access.organizations.put("amy", Set.of("acme"));
        access.organizations.put("bob", Set.of("other"));
        annsCookie = access.session("ann");
        access.pass(Duration.ofSeconds(1));
        access.session("ann");
        ids.put(Kind.SESSION, access.sessions.list(TestAccess.principal("ann")).getFirst().id());
        access.key("ann", ApiKey.Scope.CHAT);
        ids.put(Kind.KEY, access.keys.list(TestAccess.principal("ann")).getFirst().id());
        server.standing.save(
                TestAccess.principal("ann"),
                new StandingApproval(
                        "anns-approval",
                        "shop",
                        "anns-tool",
                        "v1",
                        Workspace.NONE,
                        Instant.parse("2026-01-01T00:00:00Z")));
        ids.put(Kind.APPROVAL, "anns-approval");
        ids.put(Kind.SERVER, "shop");
        ids.put(Kind.CONVERSATION, "anns");
        ids.put(
                Kind.ATTACHMENT,
                server.chat
                        .attachments()
                        .add(TestAccess.principal("ann"), "a.txt", "text/plain", new byte[] {'a'})
                        .id()
                        .value());
        server.tools.readingTool(
                "ask", (call, context) -> "" + context.elicit(Elicitations.FORM).action());
        server.model.thenCall("shop__ask", "{}").then(say("Done."));
        String stream = beginTurn();
        ids.put(Kind.TURN, first(TURN, stream));
        ids.put(Kind.ELICITATION, first(ASKED, stream));
        assertThat(ids).hasSize(Kind.values().length);
    }

    @AfterAll
    void close() {
        server.close();
    }

    @Test
    void t01EveryRouteIsInTheMatrix() {
        assertThat(server.http.routes()).hasSizeGreaterThan(20);
        for (String route : server.http.routes()) {
            boolean open = OPEN.contains(route);
            boolean withoutId = WITHOUT_ID.contains(route);
            boolean withId = CELLS.stream().anyMatch(it -> it.route().equals(route));
            // The login is for everybody, and connects servers, too.
            assertThat(List.of(open, withoutId, withId)).as(route).contains(true);
            assertThat(route.contains("{") && !withId).as(route + " takes an id").isFalse();
        }
    }

    @Test
    void t01NobodyGetsPastARouteThatIsNotOpen() throws Exception {
        for (String route : server.http.routes()) {
            if (!OPEN.contains(route)) {
                String path = route.replaceAll("\\{[a-z]+}", "x");
                for (String forged :
                        List.of("", "parley-sid=" + "A".repeat(43), "__Host-sid=" + annsToken())) {
                    HttpResponse<String> answer = server.send(request(path, "{}", forged));

                    assertProblem(answer, 401, "not_signed_in");
                    assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer");
                }
            }
        }
    }

    @Test
    void t01WhatIsSomebodyElsesLooksLikeWhatNeverWas() throws Exception {
        Map<String, Map<String, String>> others = new LinkedHashMap<>();
        others.put("of the same organization", Map.of("Cookie", access.session("amy")));
        others.put(
                "of the same organization, in it",
                Map.of("Cookie", access.session("amy"), Workspaces.HEADER, "acme"));
        others.put("of another organization", Map.of("Cookie", access.session("bob")));
        for (String name : List.of("amy", "bob")) {
            others.put(name + " with a key", Map.of("Authorization", "Bearer " + access.key(name)));
        }
        List<String> checked = new ArrayList<>();

        for (Cell cell : CELLS) {
            assertProblem(send(cell, id(cell), Map.of()), 401, "not_signed_in");
            for (Map.Entry<String, Map<String, String>> other : others.entrySet()) {
                String what = cell + ", asked by somebody " + other.getKey();
                HttpResponse<String> foreign = send(cell, id(cell), other.getValue());
                HttpResponse<String> none = send(cell, never(cell.kind()), other.getValue());

                assertThat(foreign.statusCode())
                        .as(what)
                        .isEqualTo(isForPeople(cell, other.getValue()) ? 403 : cell.none());
                assertThat(foreign.statusCode()).as(what).isEqualTo(none.statusCode());
                assertThat(neutral(foreign.body(), id(cell)))
                        .as(what)
                        .isEqualTo(neutral(none.body(), never(cell.kind())));
                checked.add(what);
            }
        }
        assertThat(checked).hasSize(CELLS.size() * 5).doesNotHaveDuplicates();
        assertThat(server.model.requests()).hasSize(1);

        conversationCannotBeWrittenTo();
        listsShowOnlyOnesOwn(others);
        annIsAnsweredOtherwise();
    }

    private void conversationCannotBeWrittenTo() throws Exception {
        HttpRequest.Builder request =
                server.request(
                        "POST",
                        "/api/chat",
                        TestServer.userMessage("anns", "Mine now"),
                        access.session("bob"));

        assertProblem(server.send(request), 404, "conversation_not_found");
    }

    private void listsShowOnlyOnesOwn(Map<String, Map<String, String>> others) throws Exception {
        for (String route : WITHOUT_ID) {
            if (route.startsWith("GET ")) {
                for (Map<String, String> headers : others.values()) {
                    String body = server.send(request(route, "", headers)).body();
                    assertThat(body)
                            .as(route)
                            .doesNotContain(
                                    ids.get(Kind.CONVERSATION),
                                    ids.get(Kind.SESSION),
                                    ids.get(Kind.KEY),
                                    ids.get(Kind.APPROVAL),
                                    "anns-tool",
                                    "Hi from Ann");
                }
            }
        }
    }

    /** Otherwise the matrix would show nothing. */
    private void annIsAnsweredOtherwise() throws Exception {
        for (Cell cell : CELLS) {
            HttpRequest.Builder request = request(cell, id(cell));
            HttpResponse<InputStream> answer = server.open(request.header("Cookie", annsCookie));
            answer.body().close();

            assertThat(answer.statusCode()).as(cell.toString()).isIn(200, 204, 409);
            boolean done = cell.none() >= 400 || answer.statusCode() == 200;
            assertThat(done).as(cell.toString()).isTrue();
        }
    }

    private String beginTurn() throws Exception {
        HttpResponse<InputStream> answer =
                server.open(
                        server.request(
                                "POST",
                                "/api/chat",
                                TestServer.userMessage("anns", "Hi from Ann"),
                                annsCookie));
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
        StringBuilder read = new StringBuilder();
        while (!ASKED.matcher(read).find()) {
            String line = lines.readLine();
            assertThat(line).as(read.toString()).isNotNull();
            read.append(line).append('\n');
        }
        return read.toString();
    }

    private String id(Cell cell) {
        return ids.getOrDefault(cell.kind(), "");
    }

    private String annsToken() {
        return annsCookie.substring(annsCookie.indexOf('=') + 1);
    }

    private static boolean isForPeople(Cell cell, Map<String, String> headers) {
        return headers.containsKey("Authorization")
                && (cell.kind() == Kind.SESSION
                        || cell.kind() == Kind.KEY
                        || cell.route().equals("GET /api/auth/login"));
    }

    private HttpResponse<String> send(Cell cell, String id, Map<String, String> headers)
            throws Exception {
        HttpRequest.Builder request = request(cell, id);
        headers.forEach(request::header);
        return server.send(request);
    }

    private HttpRequest.Builder request(Cell cell, String id) {
        String conversation = cell.kind() == Kind.TURN ? "anns" : id;
        String path =
                cell.route()
                        .replace("{id}", conversation)
                        .replace("{server}", id)
                        .replace("{name}", cell.route().contains("{server}") ? "greet" : id);
        return request(
                path + cell.suffix().replace("<id>", id),
                cell.body().replace("<id>", id),
                Map.of());
    }

    private HttpRequest.Builder request(String route, String body, String cookie) {
        return request(route, body, cookie.isEmpty() ? Map.of() : Map.of("Cookie", cookie));
    }

    /** Under the name users know, as a sign-in begins only there. */
    private HttpRequest.Builder request(String route, String body, Map<String, String> headers) {
        int space = route.indexOf(' ');
        URI uri = URI.create(server.http.url() + route.substring(space + 1).replace("{a}", "a"));
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri)
                        .timeout(Duration.ofSeconds(5))
                        .header("Accept", "application/json")
                        .header("Content-Type", "application/json")
                        .header("X-Requested-By", "parley")
                        .header("Origin", server.http.url())
                        .method(route.substring(0, space), BodyPublishers.ofString(body));
        headers.forEach(request::header);
        return request;
    }

    private static String never(Kind kind) {
        return switch (kind) {
            case SESSION, KEY -> "A".repeat(43);
            case CONVERSATION, ATTACHMENT, TURN, ELICITATION, SERVER, APPROVAL -> "never";
        };
    }

    private static String neutral(String body, String id) {
        return body.replace(id, "<id>").replace("shop", "<id>");
    }

    private static String first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return matcher.group(1);
    }

    private static Cell cell(Kind kind, String route, String suffix, String body, int none) {
        return new Cell(kind, route, suffix, body, none);
    }

    private static String chat(String trigger) {
        return "{\"id\":\"<id>\",\"trigger\":\"" + trigger + "\"}";
    }

    private static String edit() {
        return TestServer.userMessage("<id>", "Mine now")
                .replace("\"trigger\"", "\"messageId\":\"m1\",\"trigger\"");
    }

    private static String file() {
        return """
        {"id":"files","trigger":"submit-message","messages":[{"id":"f","role":"user","parts":[
          {"type":"file","mediaType":"text/plain","url":"/api/attachments/<id>"}]}]}
        """;
    }

    private static String approval() {
        return """
        {"id":"<id>","trigger":"submit-message","messages":[{"id":"a","role":"assistant","parts":[
          {"type":"dynamic-tool","toolName":"shop__ask","toolCallId":"call-1",
           "state":"approval-responded","input":{},
           "approval":{"id":"call-1","approved":true}}]}]}
        """;
    }
}
