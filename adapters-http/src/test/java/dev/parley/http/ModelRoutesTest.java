package dev.parley.http;

import static dev.parley.http.ChatRoutesTest.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which models there are, which answers, and what is said of it. */
@Timeout(60)
class ModelRoutesTest {

    private final TestServer server = new TestServer();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void modelsAreListedTheDefaultFirst() throws Exception {
        server.model.offering("small", "large");

        assertThat(server.get("/api/models").body())
                .isEqualTo(
                        "{\"models\":[{\"id\":\"small\",\"demo\":true},"
                                + "{\"id\":\"large\",\"demo\":true}],"
                                + "\"attachments\":{\"bytesMax\":2000000,\"perMessageMax\":10}}");
    }

    @Test
    void theChosenModelAnswersAndIsNamed() throws Exception {
        server.model.offering("small", "large").thenSay("Hello.").thenSay("Again.");

        HttpResponse<String> answer = send("submit-message", "large");

        assertThat(answer.body()).contains("\"model\":\"large\"}}");
        assertThat(server.model.requests().getFirst().model()).isEqualTo("large");
        assertThat(server.get("/api/conversations/c1").body())
                .containsOnlyOnce("\"model\":\"large\"");

        assertThat(send("regenerate-message", "small").body()).contains("\"model\":\"small\"}}");
        assertThat(server.get("/api/conversations/c1").body())
                .containsOnlyOnce("\"model\":\"small\"")
                .doesNotContain("large");
    }

    @Test
    void anUnknownModelIsRefusedAndNothingSaved() throws Exception {
        server.model.offering("small", "large");

        assertProblem(send("submit-message", "huge"), 400, "unknown_model");
        assertThat(server.get("/api/conversations/c1").statusCode()).isEqualTo(404);
    }

    @Test
    void aModelWithoutANameIsNotNamed() throws Exception {
        server.model.thenSay("Hello.");

        assertThat(send("submit-message", "").body()).doesNotContain("\"model\"");
        assertProblem(send("submit-message", "scripted"), 400, "unknown_model");
    }

    private HttpResponse<String> send(String trigger, String model) throws Exception {
        return server.post(
                "/api/chat",
                """
                {"id":"c1","trigger":"%s","model":"%s","messages":[
                 {"id":"m1","role":"user","parts":[{"type":"text","text":"Hi"}]}]}
                """
                        .formatted(trigger, model));
    }
}
