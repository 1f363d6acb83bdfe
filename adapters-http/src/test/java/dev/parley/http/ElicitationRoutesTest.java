package dev.parley.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.tool.ElicitationAnswer;
import dev.parley.tool.ElicitationValue;
import dev.parley.tool.Elicitations;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class ElicitationRoutesTest {

    private static final Pattern ASKED =
            Pattern.compile("\"type\":\"data-elicitation\",\"id\":\"([^\"]+)\"");

    private final TestServer server = new TestServer();
    private final AtomicReference<ElicitationAnswer> answer = new AtomicReference<>();

    /** A stream that stands at a question. */
    private record Asking(String id, BufferedReader lines) {}

    @BeforeEach
    void tool() {
        server.tools.readingTool(
                "ask",
                (call, context) -> {
                    answer.set(context.elicit(Elicitations.FORM));
                    return "told";
                });
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void l20ValuesOfEveryTypeReachTheCallWithDefaultsFilledIn() throws Exception {
        Asking asking = asking();

        HttpResponse<String> response =
                answer(
                        asking.id(),
                        """
                        {"action":"accept","content":{"note":"by air","count":4,"weight":0.5,
                         "gift":false,"speed":"high","mail":null}}
                        """);

        assertThat(response.statusCode()).isEqualTo(204);
        assertThat(rest(asking))
                .contains(
                        "{\"type\":\"data-elicitation-state\",\"id\":\"%s\",\"data\":{\"state\":\"accepted\"}}"
                                .formatted(asking.id()));
        assertThat(answer.get())
                .isEqualTo(
                        ElicitationAnswer.accepted(
                                Map.of(
                                        "note", new ElicitationValue.Text("by air"),
                                        "count", new ElicitationValue.Numeric(new BigDecimal(4)),
                                        "weight",
                                                new ElicitationValue.Numeric(new BigDecimal("0.5")),
                                        "gift", new ElicitationValue.Flag(false),
                                        "speed", new ElicitationValue.Text("high"),
                                        "extras",
                                                new ElicitationValue.Choices(
                                                        List.of("low", "high")))));
    }

    @Test
    void l20DecliningIsAlwaysPossibleAndSendsNothingElse() throws Exception {
        Asking asking = asking();

        int status =
                answer(asking.id(), "{\"action\":\"decline\",\"content\":{\"note\":\"x\"}}")
                        .statusCode();

        assertThat(status).isEqualTo(204);
        rest(asking);
        assertThat(answer.get()).isEqualTo(ElicitationAnswer.DECLINED);
    }

    @Test
    void l20AnotherReplicaTakesTheAnswer() throws Exception {
        Asking asking = asking();
        try (TestServer other = server.replica()) {
            int status =
                    other.post("/api/elicitations/" + asking.id(), "{\"action\":\"cancel\"}")
                            .statusCode();

            assertThat(status).isEqualTo(204);
            assertThat(rest(asking)).contains("\"state\":\"cancelled\"");
        }
    }

    @Test
    void whatDoesNotFitIsRefusedInWordsAndTheQuestionStaysOpen() throws Exception {
        Asking asking = asking();

        HttpResponse<String> refused =
                answer(asking.id(), "{\"action\":\"accept\",\"content\":{\"note\":7,\"x\":1}}");

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body())
                .contains(
                        "\"code\":\"invalid_arguments\"",
                        "note must be a text. x is not a field of this form.");
        assertThat(answer(asking.id(), "{\"action\":\"decline\"}").statusCode()).isEqualTo(204);
        rest(asking);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"action\":\"maybe\"}",
                "{\"action\":\"accept\",\"content\":[]}",
                "{\"action\":\"accept\",\"content\":{\"note\":{}}}",
                "{\"action\":\"accept\",\"content\":{\"note\":[1]}}",
                "{\"action\":\"accept\",\"content\":{\"note\":\"\\u0000\"}}",
                "[]"
            })
    void bodiesThatMakeNoSenseAreRefused(String body) throws Exception {
        HttpResponse<String> response = answer("any", body);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("\"code\":\"invalid_body\"");
    }

    @Test
    void l20NobodyElseAnswersAndNobodyTwice() throws Exception {
        Asking asking = asking();
        String path = "/api/elicitations/" + asking.id();
        String decline = "{\"action\":\"decline\"}";

        HttpResponse<String> strangers =
                server.send(server.request("POST", path, decline).header("X-User", "bob"));
        HttpResponse<String> unknown = answer("none", decline);
        HttpResponse<String> malformed = answer("a.b", decline);
        HttpResponse<String> first = answer(asking.id(), decline);
        HttpResponse<String> second = answer(asking.id(), decline);

        assertThat(strangers.statusCode()).isEqualTo(404);
        assertThat(strangers.body()).isEqualTo(unknown.body());
        assertThat(unknown.body()).contains("\"code\":\"elicitation_not_found\"");
        assertThat(malformed.body()).contains("\"code\":\"invalid_id\"");
        assertThat(first.statusCode()).isEqualTo(204);
        assertThat(second.statusCode()).isEqualTo(409);
        assertThat(second.body()).contains("\"code\":\"elicitation_over\"");
        rest(asking);
    }

    @Test
    void anotherSitesAnswerIsRefused() throws Exception {
        Asking asking = asking();
        String path = "/api/elicitations/" + asking.id();

        HttpResponse<String> response =
                server.send(
                        server.request("POST", path, "{\"action\":\"accept\"}")
                                .setHeader("Origin", "https://evil.example"));

        assertThat(response.statusCode()).isEqualTo(403);
        answer(asking.id(), "{\"action\":\"cancel\"}");
        rest(asking);
    }

    private Asking asking() throws IOException, InterruptedException {
        server.model.thenCall("shop__ask", "{}").thenSay("Done.");
        HttpResponse<InputStream> stream =
                server.open(
                        server.request("POST", "/api/chat", TestServer.userMessage("c1", "go")));
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Matcher asked = ASKED.matcher(line);
            if (asked.find()) {
                return new Asking(asked.group(1), lines);
            }
        }
        throw new AssertionError("nothing was asked");
    }

    private static String rest(Asking asking) {
        return String.join("\n", asking.lines().lines().toList());
    }

    private HttpResponse<String> answer(String id, String body)
            throws IOException, InterruptedException {
        return server.post("/api/elicitations/" + id, body);
    }
}
