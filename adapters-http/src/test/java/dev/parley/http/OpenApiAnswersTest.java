package dev.parley.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.conversation.AttachmentId;
import dev.parley.conversation.Consent;
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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    private static final Pattern FIRST = Pattern.compile("\"messages\":\\[\\{\"id\":\"([^\"]+)\"");

    private final TestServer server =
            TestServer.withSignIn(
                    TestServer.CONFIG,
                    List.of(new ServerRoutesTest.Failed(), new ServerRoutesTest.Granted()));
    private OpenApiClient api;

    @BeforeEach
    void read() throws Exception {
        api = new OpenApiClient(server);
        server.access.organizations.put("ann", Set.of("acme"));
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
        approvals();
        elicitations();
        conversations();
        servers();
        signIns();
        keysAndSessions();
        documents();

        assertThat(api.seen.keySet()).isEqualTo(api.document.operations());
        for (String route : api.document.operations()) {
            Set<Integer> successes = new TreeSet<>(api.document.statuses(route).keySet());
            successes.removeIf(it -> it >= 400);
            assertThat(api.seen.get(route)).as(route).containsAll(successes);
        }
    }

    @Test
    void everyPartOfAMessageIsDocumented() throws Exception {
        List<Part> parts =
                new ArrayList<>(
                        List.of(
                                new Part.Text("Hello."),
                                new Part.Reasoning("Let me see."),
                                new Part.Attachment(
                                        new AttachmentId("f1"), "a.png", "image/png", 3),
                                new Part.PromptUse("shop", "greet", Map.of("name", "Bob")),
                                new Part.Notice("stopped", "You stopped this answer."),
                                new Part.ToolCall("waiting", "shop__order", "{}", true),
                                new Part.ToolCall(
                                        "changed", "shop__order", "{}", Consent.CHANGED, "v1"),
                                new Part.ToolCall("lost", "shop__look", "no JSON", false)));
        for (ToolStatus status : ToolStatus.values()) {
            parts.add(new Part.ToolCall(status.name(), "shop__look", "{}", Consent.STANDING, "v1"));
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

        Answer shown = api.ok(200, api.page("GET /api/conversations/all", ""));

        assertThat(shown.body())
                .contains("\"consent\":\"changed\"", "\"consent\":\"standing\"")
                .contains("approval-requested", "output-denied", "output-error", "\"not_run\"")
                .contains("\"structuredContent\":[1]", "\"blob\"", "resource_link");
    }

    private void turns() throws Exception {
        String route = "POST /api/chat";
        server.model.offering("scripted").thenCall("shop__look", "{}").thenSay("Hello.");
        String picture = "{\"type\":\"file\",\"mediaType\":\"image/png\",\"filename\":\"a.png\",";
        Answer first =
                api.ok(
                        200,
                        api.page(
                                        route,
                                        message(
                                                "c1",
                                                picture + "\"url\":\"" + attachment() + "\"}"))
                                .header("Idempotency-Key", "k1"));
        String turn = find(TURN, first.body());
        server.model.thenCall("shop__order", "{\"item\":\"tea\"}");
        String prompt =
                "{\"type\":\"data-prompt\",\"data\":{\"server\":\"shop\",\"prompt\":\"greet\","
                        + "\"arguments\":{\"name\":\"Bob\"}}}";
        Answer asked = api.ok(200, api.page(route, message("c1", prompt)));
        api.ok(200, api.page("GET /api/conversations/c1", ""));
        String call = find(CALL, asked.body());
        api.refused(404, "POST /api/chat", approval("c9", call));
        server.model.thenSay("So be it.");
        api.ok(200, api.page(route, approval("c1", call)));
        assertThat(api.ok(200, api.page("GET /api/conversations/c1", "")).body())
                .contains("\"type\":\"file\"", "output-denied", "data-prompt", "output-available");
        api.refused(409, "POST /api/chat", approval("c1", call));
        server.model.thenSay("Again.");
        api.ok(200, api.page(route, "{\"id\":\"c1\",\"trigger\":\"regenerate-message\"}"));
        api.refused(400, "POST /api/chat", "{\"id\":\"c1\",\"trigger\":\"x\"}");
        api.refused(
                400,
                "POST /api/chat",
                "{\"id\":\"c1\",\"trigger\":\"regenerate-message\",\"model\":\"huge\"}");
        api.refused(
                400,
                "POST /api/chat",
                message("c1", picture + "\"url\":\"data:image/png;base64,AAEC\"}"));
        api.refused(404, "POST /api/chat", message("c1", prompt.replace("greet", "nope")));
        OpenApiClient.Asked elsewhere =
                api.page(route, message("c2", "{\"type\":\"text\",\"text\":\"Hi\"}"));
        assertThat(api.checked(route, elsewhere.header("Idempotency-Key", "k1"))).isEqualTo(422);

        api.ok(204, api.page("GET /api/chat/c1/stream", ""));
        api.ok(200, api.page("GET /api/chat/c1/stream?turn=" + turn, ""));
        api.refused(400, "GET /api/chat/c1/stream?after=x", "");
        api.ok(204, api.page("POST /api/chat/c1/stop", ""));
        api.refused(404, "POST /api/chat/c9/stop", "");
    }

    private void approvals() throws Exception {
        server.tools.define("order", "v1");
        server.model.thenCall("shop__order", "{}").thenSay("Ordered.");
        Answer asked =
                api.ok(
                        200,
                        api.page(
                                "POST /api/chat",
                                message("c4", "{\"type\":\"text\",\"text\":\"order\"}")));
        assertThat(asked.body()).contains("\"toolMetadata\":{\"consent\":\"offered\"}");
        api.ok(200, api.page("GET /api/conversations/c4", ""));
        String call = find(CALL, asked.body());
        String always =
                "{\"always\":[\"" + call + "\"]," + approval("c4", call).strip().substring(1);
        api.refused(400, "POST /api/chat", always);
        api.ok(
                200,
                api.page(
                        "POST /api/chat",
                        always.replace("\"approved\":false", "\"approved\":true")));
        Answer listed = api.ok(200, api.page("GET /api/approvals", ""));
        assertThat(listed.body()).contains("\"server\":\"shop\",\"tool\":\"order\"");
        String approval = "DELETE /api/approvals/" + find(ID, listed.body());
        api.ok(204, api.page(approval, ""));
        api.refused(404, approval, "");
        api.refused(400, "DELETE /api/approvals/a.b", "");
    }

    /** Uploads a file and reads it; its address. */
    private String attachment() throws Exception {
        String route = "POST /api/attachments?name=a.txt&mediaType=text%2Fplain";
        OpenApiClient.Asked asked =
                api.page(route, "Hello").header("Content-Type", "application/octet-stream");
        Answer added = OpenApiClient.answer(server.send(asked.request()));
        api.note("POST /api/attachments", added);
        String url = "/api/attachments/" + find(ID, added.body());
        api.ok(200, api.page("GET " + url, ""));
        api.refused(404, "GET /api/attachments/none", "");
        api.refused(400, "GET /api/attachments/a.b", "");
        String nul = "\0";
        api.refused(415, "POST /api/attachments", api.page("POST /api/attachments", nul));
        api.refused(413, "POST /api/attachments", "a".repeat(2_000_001));
        return url;
    }

    private void elicitations() throws Exception {
        server.model.thenCall("shop__ask", "{}").thenSay("Done.");
        OpenApiClient.Asked begun =
                api.page("POST /api/chat", message("c3", "{\"type\":\"text\",\"text\":\"ask\"}"));
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
            api.refused(
                    409, "POST /api/chat", "{\"id\":\"c3\",\"trigger\":\"regenerate-message\"}");
            api.ok(200, api.page("GET /api/conversations/c3", ""));
            api.refused(400, path, "{\"action\":\"accept\",\"content\":{\"note\":7}}");
            api.ok(
                    204,
                    api.page(
                            path,
                            "{\"action\":\"accept\",\"content\":{\"note\":\"by air\",\"count\":4,"
                                    + "\"gift\":false,\"mail\":null,\"extras\":[\"low\"]}}"));
            api.refused(409, path, "{\"action\":\"decline\"}");
            lines.lines().forEach(it -> stream.append(it).append('\n'));
            api.document.checkEvents("an elicitation", stream.toString());
        }
        api.refused(404, "POST /api/elicitations/none", "{\"action\":\"decline\"}");
    }

    private void conversations() throws Exception {
        Answer listed = api.ok(200, api.page("GET /api/conversations?q=", ""));
        assertThat(listed.body()).contains("\"id\":\"c1\"");
        String etag = listed.headers().getOrDefault("etag", "");
        api.ok(304, api.page("GET /api/conversations?q=", "").header("If-None-Match", etag));
        api.refused(400, "GET /api/conversations?q=" + "x".repeat(201), "");
        api.ok(200, api.page("GET /api/conversations/c1", ""));
        api.refused(404, "GET /api/conversations/c9", "");
        api.refused(400, "GET /api/conversations/a.b", "");
        history();
        api.ok(200, api.page("PATCH /api/conversations/c1", "{\"title\":\"Tea\"}"));
        api.refused(404, "PATCH /api/conversations/c9", "{\"title\":\"Tea\"}");
        api.refused(400, "PATCH /api/conversations/c1", "{}");
        api.ok(204, api.page("DELETE /api/conversations/c1", ""));
        api.refused(404, "DELETE /api/conversations/c1", "");
    }

    private void history() throws Exception {
        String first = find(FIRST, api.ok(200, api.page("GET /api/conversations/c1", "")).body());
        String fork = "POST /api/conversations/c1/fork";
        String branch = find(ID, api.ok(201, api.page(fork, "")).body());
        api.ok(201, api.page(fork, "{\"messageId\":\"" + first + "\"}"));
        for (int i = 0; i < 2; i++) {
            var repeated = api.page(fork, "").header("Idempotency-Key", "k1");
            assertThat(api.ok(201, repeated).body()).contains("(branch)");
        }
        api.refused(404, fork, "{\"messageId\":\"none\"}");
        api.refused(404, fork.replace("c1", "c9"), "{}");
        api.refused(400, fork, "{\"messageId\":\"a.b\"}");
        server.model.thenSay("Edited.");
        String edit = message(branch, "{\"type\":\"text\",\"text\":\"Edited\"}");
        String replaced =
                edit.replace("\"trigger\"", "\"messageId\":\"" + first + "\",\"trigger\"");
        api.ok(200, api.page("POST /api/chat", replaced));
        api.refused(404, "POST /api/chat", replaced.replace("\"" + first + "\",", "\"none\","));

        String export = "GET /api/conversations/c1/export";
        assertThat(api.ok(200, api.page(export, "")).type()).isEqualTo("text/markdown");
        assertThat(api.ok(200, api.page(export + "?format=json", "")).body())
                .contains("tool-call", "tool-result", "\"file\"", "\"prompt\"");
        api.refused(400, export + "?format=pdf", "");
        api.refused(404, export.replace("c1", "c9"), "");

        assertThat(api.ok(200, api.page("GET /api/usage", "")).body()).contains("\"day\":");
        api.ok(200, api.page("GET /api/usage?conversation=c1", ""));
        api.refused(404, "GET /api/usage?conversation=c9", "");
        api.refused(400, "GET /api/usage?conversation=a.b", "");
    }

    private void servers() throws Exception {
        api.ok(200, api.page("GET /api/models", ""));
        assertThat(api.ok(200, api.page("GET /api/servers", "")).body()).contains("\"error\":");
        Answer offers = api.ok(200, api.page("GET /api/metadata", ""));
        assertThat(offers.body()).contains("\"icons\":", "\"templates\":[{", "\"prompts\":[{");
        String etag = offers.headers().getOrDefault("etag", "");
        api.ok(304, api.page("GET /api/metadata", "").header("If-None-Match", etag));

        api.ok(200, api.page("POST /api/prompts/shop/greet", "{\"arguments\":{\"name\":\"Bob\"}}"));
        api.refused(404, "POST /api/prompts/shop/nope", "{}");
        api.refused(400, "POST /api/prompts/shop/greet", "{}");
        api.ok(200, api.page("GET /api/resources/shop?uri=shop%3A%2F%2Fa%3Ftop%3D1%26x", ""));
        api.refused(404, "GET /api/resources/shop?uri=shop://nope", "");
        api.refused(502, "GET /api/resources/shop?uri=shop://down", "");
        api.refused(400, "GET /api/resources/shop", "");
        String argument = "{\"server\":\"shop\",\"argument\":\"name\",\"value\":\"B\",";
        api.ok(
                200,
                api.page(
                        "POST /api/complete", argument + "\"prompt\":\"greet\",\"arguments\":{}}"));
        api.ok(200, api.page("POST /api/complete", argument + "\"template\":\"shop://{shelf}\"}"));
        String unknown = argument.replace("shop", "nope");
        api.refused(404, "POST /api/complete", unknown + "\"prompt\":\"greet\"}");
        api.refused(404, "POST /api/complete", unknown + "\"template\":\"shop://{shelf}\"}");
        api.refused(400, "POST /api/complete", "{}");
        api.ok(200, api.page("POST /api/servers/shop/disconnect", ""));
        api.refused(404, "POST /api/servers/nope/disconnect", "");
    }

    private void signIns() throws Exception {
        api.ok(200, api.page("GET /api/auth/status", ""));
        api.ok(200, api.bare("GET /api/auth/status", ""));
        Answer begun = api.ok(200, api.login("?server=shop&returnTo=/c/c3"));
        api.refused(400, "GET /api/auth/login?server=", api.login("?server="));
        api.refused(404, "GET /api/auth/login?server=nope", api.login("?server=nope"));
        api.ok(303, api.login("").header("Accept", "text/html"));
        String flow = begun.headers().getOrDefault("set-cookie", "").replaceFirst(";.*", "");
        String back =
                "GET /api/auth/callback?code="
                        + FakeAuthorizer.CODE
                        + "&iss="
                        + FakeAuthorizer.ISSUER
                        + "&state="
                        + find(STATE, begun.body());
        api.refused(401, back, api.known(back).header("Cookie", flow));
        Answer over = api.ok(303, api.known(back).header("Cookie", api.cookie + "; " + flow));
        assertThat(over.headers().get("location")).isEqualTo("/c/c3?connected=shop");
        api.refused(400, back, api.known(back).header("Cookie", api.cookie));
        Answer told = api.refused(400, back, api.known(back).header("Sec-Fetch-Mode", "navigate"));
        assertThat(told.type()).isEqualTo("text/plain");
    }

    private void keysAndSessions() throws Exception {
        api.ok(201, api.page("POST /api/keys", "{\"name\":\"a\",\"scope\":\"chat\"}"));
        Answer made =
                api.ok(
                        201,
                        api.page(
                                "POST /api/keys",
                                "{\"name\":\"b\",\"scope\":\"read\",\"expiresInDays\":9}"));
        api.refused(400, "POST /api/keys", "{\"name\":\"b\",\"scope\":\"all\"}");
        assertThat(api.ok(200, api.page("GET /api/keys", "")).body()).contains("expiresAt");
        String key = "DELETE /api/keys/" + find(ID, made.body());
        api.ok(204, api.page(key, ""));
        api.refused(404, key, "");
        api.refused(400, "DELETE /api/keys/a.b", "");

        server.access.session("ann");
        Answer sessions = api.ok(200, api.page("GET /api/sessions", ""));
        Matcher other =
                Pattern.compile("\"id\":\"([^\"]+)\"[^}]*\"current\":false")
                        .matcher(sessions.body());
        assertThat(other.find()).isTrue();
        api.ok(204, api.page("DELETE /api/sessions/" + other.group(1), ""));
        api.refused(404, "DELETE /api/sessions/" + other.group(1), "");
        api.ok(204, api.page("DELETE /api/sessions", ""));
        api.ok(204, api.page("POST /api/auth/logout", ""));
        api.refused(401, "POST /api/auth/logout", "");
        server.access.provider.signBrowsersOut();
        String again = server.access.session("ann");
        api.ok(200, api.page("POST /api/auth/logout", "").header("Cookie", again));
    }

    private void documents() throws Exception {
        api.ok(200, api.bare("GET /health/live", ""));
        api.ok(200, api.bare("GET /openapi.json", ""));
        api.ok(
                204,
                api.bare("POST /csp-report", "{}")
                        .header("Content-Type", "application/csp-report"));
        api.refused(404, "GET /client-metadata.json", api.bare("GET /client-metadata.json", ""));
        HttpConfig config = HttpConfig.of("127.0.0.1", 0, PAGE, TestServer.CONFIG.model());
        try (TestServer secure = TestServer.withSignIn(config, List.of())) {
            String request = " HTTP/1.1\r\nHost: chat.example\r\nConnection: close\r\n\r\n";
            Answer metadata =
                    OpenApiClient.answer(secure.raw("GET /client-metadata.json" + request));
            assertThat(metadata.status()).isEqualTo(200);
            api.note("GET /client-metadata.json", metadata);
        }
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
