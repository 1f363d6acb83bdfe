package dev.parley.http;

import static dev.parley.http.ChatRoutesTest.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.conversation.AttachmentId;
import dev.parley.conversation.Conversation;
import dev.parley.conversation.ConversationId;
import dev.parley.conversation.ConversationStore;
import dev.parley.conversation.ConversationStoreException;
import dev.parley.conversation.InMemoryConversationStore;
import dev.parley.conversation.Message;
import dev.parley.conversation.MessageId;
import dev.parley.conversation.Part;
import dev.parley.conversation.Part.ToolCall;
import dev.parley.conversation.Part.ToolResult;
import dev.parley.conversation.Role;
import dev.parley.conversation.ToolContent;
import dev.parley.conversation.ToolStatus;
import dev.parley.token.Principal;
import java.lang.reflect.Proxy;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConversationRoutesTest {

    private static final Principal ANN = Principal.local();
    private static final Instant NOW = Instant.parse("2026-11-01T10:00:00Z");

    private final InMemoryConversationStore store = new InMemoryConversationStore();
    private final TestServer server = new TestServer(TestServer.CONFIG, store, List.of());

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void listHoldsOwnConversationsNewestFirst() throws Exception {
        save("c1", "Tea", NOW, user("u1", "about tea"));
        save("c2", "Coffee \"black\"", NOW.plusSeconds(1), user("u2", "about coffee"));

        assertThat(server.get("/api/conversations").body())
                .isEqualTo(
                        "{\"conversations\":[{\"id\":\"c2\",\"title\":\"Coffee \\\"black\\\"\","
                                + "\"createdAt\":\"2026-11-01T10:00:01Z\","
                                + "\"updatedAt\":\"2026-11-01T10:00:01Z\"},"
                                + "{\"id\":\"c1\",\"title\":\"Tea\","
                                + "\"createdAt\":\"2026-11-01T10:00:00Z\","
                                + "\"updatedAt\":\"2026-11-01T10:00:00Z\"}]}");
        assertThat(server.get("/api/conversations?q=TEA").body())
                .contains("c1")
                .doesNotContain("c2");
        assertThat(asBob("GET", "/api/conversations", "").body())
                .isEqualTo("{\"conversations\":[]}");
        assertProblem(
                server.get("/api/conversations?q=" + "x".repeat(201)), 400, "invalid_arguments");
    }

    @Test
    void listThatIsKnownIsOnlyConfirmedUntilSomethingChanges() throws Exception {
        save("c1", "Tea", NOW, user("u1", "about tea"));
        String etag = server.get("/api/conversations").headers().firstValue("ETag").orElseThrow();

        HttpResponse<String> same = listUnless(etag);
        save("c2", "Coffee", NOW.plusSeconds(1), user("u2", "about coffee"));
        HttpResponse<String> changed = listUnless(etag);

        assertThat(same.statusCode()).isEqualTo(304);
        assertThat(same.body()).isEmpty();
        assertThat(same.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(changed.statusCode()).isEqualTo(200);
        assertThat(changed.body()).contains("c2");
    }

    private HttpResponse<String> listUnless(String etag) throws Exception {
        return server.send(
                server.request("GET", "/api/conversations", "").header("If-None-Match", etag));
    }

    @Test
    void answersOfSeveralStepsAreOneMessage() throws Exception {
        save(
                "c1",
                "Tea",
                NOW,
                message(
                        "u1",
                        Role.USER,
                        new Part.Attachment(new AttachmentId("f1"), "a.png", "image/png", 1),
                        new Part.Text("buy")),
                message(
                        "a1",
                        Role.ASSISTANT,
                        new Part.Reasoning("hm"),
                        new Part.Text("I try."),
                        call("k1", "{\"n\":1}", false),
                        call("k2", "{\"n\":2}", true),
                        call("k3", "{broken", false)),
                message(
                        "t1",
                        Role.TOOL,
                        result("k1", ToolStatus.OK, "{\"left\":2}", "fine"),
                        result("k2", ToolStatus.DENIED, "", "no"),
                        result("k3", ToolStatus.FAILED, "", "not JSON")),
                message(
                        "a2",
                        Role.ASSISTANT,
                        new Part.Text("Done."),
                        new Part.Notice("stopped", "You stopped.")),
                user("u2", "thanks"));

        assertThat(json(server.get("/api/conversations/c1")).get("messages"))
                .isEqualTo(
                        new ObjectMapper()
                                .readTree(
                                        """
            [{"id":"u1","role":"user","metadata":{"createdAt":"2026-11-01T10:00:00Z"},"parts":[
              {"type":"file","mediaType":"image/png","filename":"a.png","url":"/api/attachments/f1"},
              {"type":"text","text":"buy","state":"done"}]},
             {"id":"a1","role":"assistant","metadata":{"createdAt":"2026-11-01T10:00:00Z"},"parts":[
              {"type":"step-start"},
              {"type":"reasoning","text":"hm","state":"done"},
              {"type":"text","text":"I try.","state":"done"},
              {"type":"dynamic-tool","toolName":"shop__buy","toolCallId":"k1","input":{"n":1},
               "state":"output-available","output":{"content":[{"type":"text","text":"fine"}],
               "structuredContent":{"left":2}}},
              {"type":"dynamic-tool","toolName":"shop__buy","toolCallId":"k2","input":{"n":2},
               "state":"output-denied","approval":{"id":"k2","approved":false}},
              {"type":"dynamic-tool","toolName":"shop__buy","toolCallId":"k3","input":"{broken",
               "state":"output-error","errorText":"not JSON"},
              {"type":"data-tool-result","id":"k1","data":{"status":"ok","tookMs":7}},
              {"type":"data-tool-result","id":"k2","data":{"status":"denied","tookMs":7}},
              {"type":"data-tool-result","id":"k3","data":{"status":"failed","tookMs":7}},
              {"type":"step-start"},
              {"type":"text","text":"Done.","state":"done"},
              {"type":"data-notice","data":{"code":"stopped","text":"You stopped."}}]},
             {"id":"u2","role":"user","metadata":{"createdAt":"2026-11-01T10:00:00Z"},"parts":[
              {"type":"text","text":"thanks","state":"done"}]}]
            """));
    }

    @Test
    void openCallsAskForApprovalOrMayHaveRun() throws Exception {
        save(
                "c1",
                "Tea",
                NOW,
                user("u1", "buy"),
                message("a1", Role.ASSISTANT, call("k1", "{}", true)));
        save(
                "c2",
                "Tea",
                NOW,
                user("u2", "buy"),
                message("a2", Role.ASSISTANT, call("k2", "{}", false)));

        assertThat(server.get("/api/conversations/c1").body())
                .contains(
                        "\"running\":false",
                        "\"state\":\"approval-requested\",\"approval\":{\"id\":\"k1\"}");
        assertThat(server.get("/api/conversations/c2").body())
                .contains("\"state\":\"output-error\",\"errorText\":\"The call may have run");
    }

    @Test
    void allowedCallBesideOneThatAsksWaitsToo() throws Exception {
        save(
                "c1",
                "Tea",
                NOW,
                user("u1", "buy"),
                message("a1", Role.ASSISTANT, call("k1", "{}", false), call("k2", "{}", true)));

        assertThat(server.get("/api/conversations/c1").body())
                .contains(
                        "\"state\":\"input-available\"",
                        "\"state\":\"approval-requested\",\"approval\":{\"id\":\"k2\"}")
                .doesNotContain("output-error");
    }

    @Test
    void renameChangesTheTitle() throws Exception {
        save("c1", "Tea", NOW, user("u1", "buy"));

        HttpResponse<String> renamed =
                server.send(
                        server.request(
                                "PATCH", "/api/conversations/c1", "{\"title\":\" Äpfel \"}"));

        assertThat(json(renamed).get("title").asText()).isEqualTo("Äpfel");
        assertThat(json(server.get("/api/conversations/c1")).get("title").asText())
                .isEqualTo("Äpfel");
        for (String body :
                List.of(
                        "{}",
                        "{\"title\":\"\"}",
                        "{\"title\":\" \"}",
                        "{\"title\":1}",
                        "{\"title\":\"" + "x".repeat(121) + "\"}")) {
            assertProblem(
                    server.send(server.request("PATCH", "/api/conversations/c1", body)),
                    400,
                    "invalid_body");
        }
    }

    @Test
    void deletedConversationIsGone() throws Exception {
        save("c1", "Tea", NOW, user("u1", "buy"));

        assertThat(server.send(server.request("DELETE", "/api/conversations/c1", "")).statusCode())
                .isEqualTo(204);

        assertProblem(server.get("/api/conversations/c1"), 404, "conversation_not_found");
        assertProblem(
                server.send(server.request("DELETE", "/api/conversations/c1", "")),
                404,
                "conversation_not_found");
    }

    @Test
    void conversationOfSomeoneElseLooksLikeNone() throws Exception {
        save("c1", "Tea", NOW, user("u1", "buy"));

        for (String route :
                List.of(
                        "GET /api/conversations/",
                        "PATCH /api/conversations/",
                        "DELETE /api/conversations/",
                        "POST /api/chat/ /stop",
                        "GET /api/chat/ /stream")) {
            String[] pieces = route.split(" ", 3);
            String end = pieces.length == 3 ? pieces[2] : "";
            String body = pieces[0].equals("PATCH") ? "{\"title\":\"x\"}" : "";

            HttpResponse<String> foreign = asBob(pieces[0], pieces[1] + "c1" + end, body);
            HttpResponse<String> unknown = asBob(pieces[0], pieces[1] + "zz" + end, body);

            assertThat(foreign.statusCode())
                    .as(route)
                    .isIn(204, 404)
                    .isEqualTo(unknown.statusCode());
            assertThat(foreign.body()).isEqualTo(unknown.body());
            assertThat(headers(foreign)).isEqualTo(headers(unknown));
        }
        assertThat(server.get("/api/conversations/c1").statusCode()).isEqualTo(200);
    }

    /** Without what counts the requests, of which one is the second. */
    private static Map<String, List<String>> headers(HttpResponse<String> answer) {
        Map<String, List<String>> headers = new TreeMap<>(answer.headers().map());
        headers.remove("ratelimit-remaining");
        return headers;
    }

    @Test
    void storeThatCannotAnswerIsUnavailable() throws Exception {
        ConversationStore failing =
                (ConversationStore)
                        Proxy.newProxyInstance(
                                ConversationStore.class.getClassLoader(),
                                new Class<?>[] {ConversationStore.class},
                                (proxy, method, arguments) -> {
                                    throw new ConversationStoreException(
                                            "SELECT secret", new IllegalStateException("x"));
                                });
        try (TestServer broken = new TestServer(TestServer.CONFIG, failing, List.of())) {
            HttpResponse<String> answer = broken.get("/api/conversations");

            assertProblem(answer, 503, "storage_unavailable");
            assertThat(answer.headers().firstValue("Retry-After")).contains("5");
            assertThat(answer.body()).doesNotContain("SELECT");
            assertProblem(broken.say("c1", "Hi"), 503, "storage_unavailable");
        }
    }

    @Test
    void f24JournalThatCannotAnswerIsUnavailable() throws Exception {
        ConversationStore readOnly =
                (ConversationStore)
                        Proxy.newProxyInstance(
                                ConversationStore.class.getClassLoader(),
                                new Class<?>[] {ConversationStore.class},
                                (proxy, method, arguments) -> {
                                    if (method.getName().equals("find")) {
                                        return Optional.empty();
                                    }
                                    throw new ConversationStoreException(
                                            "INSERT secret", new IllegalStateException("x"));
                                });
        try (TestServer broken = new TestServer(TestServer.CONFIG, readOnly, List.of())) {
            HttpResponse<String> answer = broken.say("c1", "Hi");

            assertProblem(answer, 503, "storage_unavailable");
            assertThat(answer.headers().firstValue("Retry-After")).contains("5");
            assertThat(answer.body()).doesNotContain("INSERT");
            assertThat(broken.model.requests()).isEmpty();
        }
    }

    private void save(String id, String title, Instant at, Message... messages) {
        store.create(
                new Conversation(new ConversationId(id), ANN, title, List.of(messages), at, at));
    }

    private HttpResponse<String> asBob(String method, String path, String body) throws Exception {
        return server.send(server.request(method, path, body).header("X-User", "bob"));
    }

    private static JsonNode json(HttpResponse<String> answer) throws Exception {
        assertThat(answer.statusCode()).isEqualTo(200);
        return new ObjectMapper().readTree(answer.body());
    }

    private static Message user(String id, String text) {
        return message(id, Role.USER, new Part.Text(text));
    }

    private static Message message(String id, Role role, Part... parts) {
        return new Message(new MessageId(id), role, List.of(parts), NOW);
    }

    private static ToolCall call(String id, String argumentsJson, boolean needsApproval) {
        return new ToolCall(id, "shop__buy", argumentsJson, needsApproval);
    }

    private static ToolResult result(
            String callId, ToolStatus status, String structuredJson, String text) {
        return new ToolResult(
                callId,
                "shop__buy",
                status,
                List.of(new ToolContent.Text(text)),
                structuredJson,
                Duration.ofMillis(7));
    }
}
