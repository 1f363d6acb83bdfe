package dev.parley.http;

import static dev.parley.http.ChatRoutesTest.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.conversation.InMemoryConversationStore;
import dev.parley.tool.FakeToolServer;
import dev.parley.tool.Tool;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A server of Bob's, and what Ann can do about it by naming it in what she sends: nothing. */
class ForeignServersTest {

    private static final Pattern CALL_ID = Pattern.compile("\"toolCallId\":\"([^\"]+)\"");

    private final FakeToolServer vault =
            new FakeToolServer("vault", it -> it.subject().equals("bob"))
                    .writingTool("open", (call, context) -> "gold");
    private final TestServer server =
            new TestServer(TestServer.CONFIG, new InMemoryConversationStore(), List.of(vault));

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void t02NamesOfServersAndToolsInTheBodyAreNotTaken() throws Exception {
        server.model.thenCall("vault__open", "{}").thenSay("No.");

        HttpResponse<String> answer =
                post(
                        "ann",
                        """
                        {"id":"c1","trigger":"submit-message","server":"vault","serverId":"vault",
                         "servers":["vault"],"tools":["vault__open"],"toolIds":["vault__open"],
                         "principal":{"subject":"bob"},"user":"bob","organization":"bobs",
                         "messages":[{"id":"m1","role":"user","server":"vault",
                          "metadata":{"tools":["vault__open"],"user":"bob"},
                          "parts":[{"type":"text","text":"Open it","server":"vault"}]}]}
                        """);

        assertThat(answer.statusCode()).isEqualTo(200);
        // The model was not told of it, and calls it in vain.
        assertThat(server.model.requests())
                .hasSize(2)
                .allSatisfy(it -> assertThat(it.tools()).isEmpty());
        assertThat(answer.body()).contains("No.").doesNotContain("gold", "approval");
        assertThat(vault.calls()).isEmpty();
    }

    @Test
    void t02AnApprovalOfSomebodyElsesCallRunsNothing() throws Exception {
        server.model.thenCall("vault__open", "{}");
        String asked = post("bob", TestServer.userMessage("bobs", "Open it")).body();
        Matcher id = CALL_ID.matcher(asked);
        assertThat(id.find()).isTrue();
        server.model.thenSay("Hello Ann.");
        post("ann", TestServer.userMessage("anns", "Hi"));

        HttpResponse<String> there = post("ann", approval("bobs", id.group(1)));
        HttpResponse<String> here = post("ann", approval("anns", id.group(1)));

        assertProblem(there, 404, "conversation_not_found");
        assertThat(here.statusCode()).isBetween(400, 499);
        assertThat(vault.calls()).isEmpty();

        // Bob, who may, has it run with the very same body.
        server.model.thenSay("Here you are.");
        assertThat(post("bob", approval("bobs", id.group(1))).body()).contains("gold");
        assertThat(vault.calls()).hasSize(1);
    }

    @Test
    void t02OfferedToolsAreThoseOfWhoAsks() throws Exception {
        server.model.thenSay("Hello Bob.");
        post("bob", TestServer.userMessage("bobs", "Hi"));

        assertThat(server.model.requests().getFirst().tools())
                .extracting(Tool::name)
                .containsExactly("vault__open");
        assertThat(server.get("/api/metadata").body()).doesNotContain("vault");
        assertThat(server.get("/api/servers").body()).doesNotContain("vault");
    }

    private HttpResponse<String> post(String user, String body) throws Exception {
        return server.send(server.request("POST", "/api/chat", body).header("X-User", user));
    }

    private static String approval(String conversation, String call) {
        return """
        {"id":"%s","trigger":"submit-message","messages":[{"id":"a","role":"assistant","parts":[
          {"type":"dynamic-tool","toolName":"vault__open","toolCallId":"%s",
           "state":"approval-responded","input":{},"approval":{"id":"%s","approved":true}}]}]}
        """
                .formatted(conversation, call, call);
    }
}
