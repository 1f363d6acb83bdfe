package dev.parley.http;

import static dev.parley.http.ChatRoutesTest.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.conversation.AttachmentId;
import dev.parley.conversation.Conversation;
import dev.parley.conversation.ConversationId;
import dev.parley.conversation.InMemoryConversationStore;
import dev.parley.conversation.Message;
import dev.parley.conversation.MessageId;
import dev.parley.conversation.Part;
import dev.parley.conversation.Role;
import dev.parley.conversation.ToolContent;
import dev.parley.conversation.ToolStatus;
import dev.parley.token.Principal;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Branching, editing, taking away and counting, over HTTP. */
@Timeout(30)
class HistoryRoutesTest {

    private static final Principal ANN = Principal.local();
    private static final Instant NOW = Instant.parse("2026-11-01T10:00:00Z");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final InMemoryConversationStore store = new InMemoryConversationStore();
    private final TestServer server = new TestServer(TestServer.CONFIG, store, List.of());

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void aForkIsANewConversationOfOnesOwn() throws Exception {
        server.model.thenSay("Hello.");
        server.say("c1", "Hi");

        HttpResponse<String> answer = server.post("/api/conversations/c1/fork", "");

        assertThat(answer.statusCode()).isEqualTo(201);
        JsonNode branch = JSON.readTree(answer.body());
        String id = branch.get("id").asText();
        assertThat(branch.get("title").asText()).isEqualTo("Hi (branch)");
        assertThat(answer.headers().firstValue("Location")).contains("/api/conversations/" + id);
        assertThat(texts(id)).containsExactly("Hi", "Hello.");
    }

    @Test
    void aForkEndsWithTheMessageThatIsNamed() throws Exception {
        server.model.thenSay("Hello.");
        server.say("c1", "Hi");

        HttpResponse<String> answer =
                server.post("/api/conversations/c1/fork", "{\"messageId\":\"m1\"}");

        assertThat(texts(JSON.readTree(answer.body()).get("id").asText())).containsExactly("Hi");
        assertProblem(
                server.post("/api/conversations/c1/fork", "{\"messageId\":\"no\"}"),
                404,
                "message_not_found");
    }

    @Test
    void anEditedMessageIsAnsweredAndTheEarlierVersionStays() throws Exception {
        server.model.thenSay("Hello.").thenSay("Good day.");
        server.say("c1", "Hi");

        HttpResponse<String> answer =
                server.post(
                        "/api/chat",
                        TestServer.userMessage("c1", "Good day")
                                .replace("\"trigger\"", "\"messageId\":\"m1\",\"trigger\""));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(texts("c1")).containsExactly("Good day", "Good day.");
        String list = server.get("/api/conversations").body();
        JsonNode earlier = JSON.readTree(list).get("conversations").get(1);
        assertThat(earlier.get("title").asText()).isEqualTo("Hi (earlier version)");
        assertThat(texts(earlier.get("id").asText())).containsExactly("Hi", "Hello.");
    }

    @Test
    void exportAsJsonHoldsAllThatIsStored() throws Exception {
        save("Tea & \u2028 \"more\"", everything());

        HttpResponse<String> answer = server.get("/api/conversations/c1/export?format=json");

        assertThat(answer.headers().firstValue("Content-Disposition"))
                .contains("attachment; filename=\"tea-more-2026-11-01.json\"");
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        JsonNode json = JSON.readTree(answer.body());
        assertThat(json.get("title").asText()).isEqualTo("Tea & \u2028 \"more\"");
        assertThat(json.at("/usage/turns").asInt()).isZero();
        assertThat(json.get("messages"))
                .isEqualTo(
                        JSON.readTree(
                                """
            [{"id":"u1","role":"user","createdAt":"2026-11-01T10:00:00Z","parts":[
              {"type":"prompt","server":"shop","prompt":"buy","arguments":{"n":"2"}},
              {"type":"file","mediaType":"image/png","filename":"a.png",
               "url":"/api/attachments/f1"},
              {"type":"text","text":"buy"}]},
             {"id":"a1","role":"assistant","createdAt":"2026-11-01T10:00:00Z","parts":[
              {"type":"reasoning","text":"hm"},
              {"type":"tool-call","callId":"k1","tool":"shop__buy","input":{"n":1},
               "needsApproval":true}]},
             {"id":"t1","role":"tool","createdAt":"2026-11-01T10:00:00Z","parts":[
              {"type":"tool-result","callId":"k1","tool":"shop__buy","status":"ok",
               "took":"PT0.007S","output":{"content":[
               {"type":"text","text":"```\\n</details>\\n# no"},
               {"type":"image","data":"AA==","mimeType":"image/png"}],
               "structuredContent":{"left":2}}}]},
             {"id":"a2","role":"assistant","createdAt":"2026-11-01T10:00:00Z","parts":[
              {"type":"text","text":"Done <b>now</b>, see\\n```java\\n<T> t"},
              {"type":"notice","code":"stopped","text":"You stopped."}]},
             {"id":"u2","role":"user","createdAt":"2026-11-01T10:00:00Z","parts":[
              {"type":"text","text":"## thanks\\n\\n```"}]}]
            """));
    }

    @Test
    void exportAsMarkdownReadsWellAndNoTextLeavesItsPlace() throws Exception {
        save("Tea # *one*", everything());

        HttpResponse<String> answer = server.get("/api/conversations/c1/export?format=md");

        assertThat(answer.headers().firstValue("Content-Type"))
                .contains("text/markdown; charset=utf-8");
        assertThat(answer.body().replaceFirst("Exported from Parley on [^.]+", "Exported"))
                .isEqualTo(
                        """
            # Tea \\# \\*one\\*

            *Begun on 1 November 2026, 10:00 UTC. Exported.*

            ## You, 1 November 2026, 10:00 UTC

            *Prompt shop:buy n=2*

            *Attachment a.png (image/png)*

            > buy

            ## Parley, 1 November 2026, 10:00 UTC

            <details>
            <summary>Reasoning</summary>

            ```text
            hm
            ```

            </details>

            <details>
            <summary>Tool shop__buy: done in 0.0 s</summary>

            Arguments:

            ```json
            {"n":1}
            ```

            Result:

            ````text
            ```
            </details>
            # no
            ````

            *Picture (image/png), which only the export as JSON holds*

            </details>

            Done \\<b>now\\</b>, see
            ```java
            <T> t
            ```

            *You stopped.*

            ## You, 1 November 2026, 10:00 UTC

            > ## thanks
            >
            > ```
            > ```
            """);
    }

    @Test
    void exportIsMarkdownUnlessAskedOtherwiseAndNothingElse() throws Exception {
        save("Tea", everything());

        assertThat(server.get("/api/conversations/c1/export").body()).startsWith("# Tea\n");
        HttpResponse<String> refused = server.get("/api/conversations/c1/export?format=pdf");
        assertProblem(refused, 400, "invalid_arguments");
        assertThat(refused.body()).contains("format is md or json");
    }

    @Test
    void exportOfAThousandMessagesIsWhole() throws Exception {
        List<Message> messages = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            Role role = i % 2 == 0 ? Role.USER : Role.ASSISTANT;
            messages.add(message("m" + i, role, new Part.Text("é".repeat(2_000) + i)));
        }
        save("Long", messages);

        JsonNode json =
                JSON.readTree(server.get("/api/conversations/c1/export?format=json").body());
        String markdown = server.get("/api/conversations/c1/export").body();

        assertThat(json.get("messages")).hasSize(1_000);
        assertThat(json.at("/messages/999/parts/0/text").asText()).endsWith("é999");
        assertThat(markdown.lines().filter(it -> it.startsWith("## "))).hasSize(1_000);
        assertThat(markdown).endsWith("é999\n");
    }

    @Test
    void usageIsToldInTotalByDayAndByConversation() throws Exception {
        server.tools.readingTool("look", (call, context) -> "seen");
        server.model.thenCall("shop__look", "{}").thenSay("Seen.").thenSay("Hello.");
        server.say("c1", "Look");
        server.say("c2", "Hi");

        JsonNode all = JSON.readTree(server.get("/api/usage").body());
        JsonNode one = JSON.readTree(server.get("/api/usage?conversation=c1").body());

        assertThat(all.at("/total/turns").asInt()).isEqualTo(2);
        assertThat(all.at("/total/inputTokens").asInt()).isEqualTo(30);
        assertThat(all.at("/total/outputTokens").asInt()).isEqualTo(15);
        assertThat(all.at("/total/toolCalls").asInt()).isEqualTo(1);
        assertThat(all.get("days")).hasSize(1);
        assertThat(all.at("/days/0/inputTokens").asInt()).isEqualTo(30);
        assertThat(one.at("/total/inputTokens").asInt()).isEqualTo(20);
        assertThat(one.at("/total/toolCalls").asInt()).isEqualTo(1);
        assertThat(one.has("days")).isFalse();

        server.send(server.request("DELETE", "/api/conversations/c1", ""));
        assertThat(server.get("/api/usage").body()).isEqualTo(all.toString());
        assertProblem(server.get("/api/usage?conversation=c1"), 404, "conversation_not_found");
    }

    private static List<Message> everything() {
        Part.ToolCall call = new Part.ToolCall("k1", "shop__buy", "{\"n\":1}", true);
        return List.of(
                message(
                        "u1",
                        Role.USER,
                        new Part.PromptUse("shop", "buy", Map.of("n", "2")),
                        new Part.Attachment(new AttachmentId("f1"), "a.png", "image/png", 1),
                        new Part.Text("buy")),
                message("a1", Role.ASSISTANT, new Part.Reasoning("hm"), call),
                message(
                        "t1",
                        Role.TOOL,
                        new Part.ToolResult(
                                "k1",
                                "shop__buy",
                                ToolStatus.OK,
                                List.of(
                                        new ToolContent.Text("```\n</details>\n# no"),
                                        new ToolContent.Image("image/png", "AA==")),
                                "{\"left\":2}",
                                Duration.ofMillis(7))),
                message(
                        "a2",
                        Role.ASSISTANT,
                        new Part.Text("Done <b>now</b>, see\n```java\n<T> t"),
                        new Part.Notice("stopped", "You stopped.")),
                message("u2", Role.USER, new Part.Text("## thanks\n\n```")));
    }

    private static Message message(String id, Role role, Part... parts) {
        return new Message(new MessageId(id), role, List.of(parts), NOW);
    }

    private void save(String title, List<Message> messages) {
        store.create(new Conversation(new ConversationId("c1"), ANN, title, messages, NOW, NOW));
    }

    private List<String> texts(String id) {
        return store.find(ANN, new ConversationId(id)).orElseThrow().messages().stream()
                .map(Message::text)
                .toList();
    }
}
