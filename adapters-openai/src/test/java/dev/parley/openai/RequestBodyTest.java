package dev.parley.openai;

import static dev.parley.openai.Wire.config;
import static dev.parley.openai.Wire.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.openai.core.ObjectMappers;
import dev.parley.conversation.AttachmentId;
import dev.parley.conversation.Message;
import dev.parley.conversation.Part;
import dev.parley.conversation.Part.Attachment;
import dev.parley.conversation.Part.Text;
import dev.parley.conversation.Part.ToolCall;
import dev.parley.conversation.Part.ToolResult;
import dev.parley.conversation.Role;
import dev.parley.conversation.ToolContent;
import dev.parley.conversation.ToolStatus;
import dev.parley.model.ModelRequest;
import dev.parley.openai.OpenAiConfig.OutputLimit;
import dev.parley.token.Secret;
import dev.parley.tool.Tool;
import dev.parley.tool.ToolAnnotations;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestBodyTest {

    private static final JsonMapper JSON = ObjectMappers.jsonMapper();

    private static final ToolCall CALL = new ToolCall("0-call_abc-1", "s__get", "{\"x\":1}", false);

    private static final List<Message> HISTORY =
            List.of(
                    message(Role.USER, new Text("hello"), new Part.Notice("n", "never sent")),
                    message(
                            Role.ASSISTANT,
                            new Part.Reasoning("never sent"),
                            new Text("I look."),
                            CALL,
                            new ToolCall("2", "s__get", "{}", false)),
                    message(
                            Role.TOOL,
                            result(ToolStatus.OK, new ToolContent.Text("found")),
                            ToolResult.of(
                                    new ToolCall("2", "s__get", "{}", false),
                                    ToolStatus.DENIED,
                                    "The user said no.",
                                    Duration.ZERO)));

    private static final String HOST = "http://localhost/v1";

    private static final Attachment PICTURE =
            new Attachment(new AttachmentId("f1"), "p.png", "image/png", 3);
    private static final Attachment TABLE =
            new Attachment(new AttachmentId("f2"), "t.csv", "text/csv", 4);
    private static final Attachment LEFT_OUT =
            new Attachment(new AttachmentId("f3"), "d.png", "image/png", 5);

    private static final Tool TOOL =
            Tool.of(
                    "s",
                    "get",
                    "",
                    "Gets.",
                    "{\"properties\":{\"x\":{\"type\":\"integer\"}},\"required\":[\"x\"]}",
                    ToolAnnotations.UNKNOWN);

    @Test
    void chatCompletionHoldsTheWholeRequest() {
        ModelRequest request = new ModelRequest("be brief", HISTORY, List.of(TOOL), 100, 2000);

        assertThat(chatBody(config("http://localhost/v1"), request))
                .isEqualTo(
                        json(
                                """
                                {'messages':[
                                  {'role':'system','content':'be brief'},
                                  {'role':'user','content':'hello'},
                                  {'role':'assistant','content':'I look.','tool_calls':[
                                    {'id':'call10001','type':'function','function':{'name':'s__get','arguments':'{\\"x\\":1}'}},
                                    {'id':'call10002','type':'function','function':{'name':'s__get','arguments':'{}'}}]},
                                  {'role':'tool','tool_call_id':'call10001','content':'found'},
                                  {'role':'tool','tool_call_id':'call10002',
                                   'content':'[denied: this call was not allowed and did not run]\\nThe user said no.'}],
                                 'model':'test-model',
                                 'stream_options':{'include_usage':true},
                                 'max_tokens':100,
                                 'tools':[{'type':'function','function':{'name':'s__get','description':'Gets.',
                                   'parameters':{'type':'object','properties':{'x':{'type':'integer'}},'required':['x']}}}]}
                                """));
    }

    @ParameterizedTest
    @CsvSource({"CHAT_COMPLETIONS", "RESPONSES"})
    void halfACharacterIsReplacedInAllThatIsSent(OpenAiConfig.Api api) {
        String half = "lone \ud83d half";
        List<Message> history =
                List.of(
                        message(Role.USER, new Text(half)),
                        message(Role.ASSISTANT, new Text(half), CALL),
                        message(Role.TOOL, result(ToolStatus.OK, new ToolContent.Text(half))));
        Tool tool = Tool.of("s", "get", "", half, "{}", ToolAnnotations.UNKNOWN);
        ModelRequest request = new ModelRequest(half, history, List.of(tool), 100, 2000);
        OpenAiConfig config = config("http://localhost/v1");

        String body =
                switch (api) {
                    case CHAT_COMPLETIONS ->
                            write(new ChatCompletionsRequests(config).of(request)._body())
                                    .toString();
                    case RESPONSES ->
                            write(new ResponsesRequests(config).of(request)._body()).toString();
                };

        assertThat(body.split("lone \ufffd half", -1)).hasSize(6);
    }

    @Test
    void responseHoldsTheWholeRequestAndKeepsNothing() throws Exception {
        ModelRequest request = new ModelRequest("be brief", HISTORY, List.of(TOOL), 100, 2000);
        JsonNode body =
                JSON.readTree(
                        JSON.writeValueAsBytes(
                                new ResponsesRequests(config("http://localhost/v1"))
                                        .of(request)
                                        ._body()));

        assertThat(body)
                .isEqualTo(
                        json(
                                """
                                {'input':[
                                  {'type':'message','role':'user','content':'hello'},
                                  {'type':'message','role':'assistant','content':'I look.'},
                                  {'type':'function_call','call_id':'call10001','name':'s__get','arguments':'{\\"x\\":1}'},
                                  {'type':'function_call','call_id':'call10002','name':'s__get','arguments':'{}'},
                                  {'type':'function_call_output','call_id':'call10001','output':'found'},
                                  {'type':'function_call_output','call_id':'call10002',
                                   'output':'[denied: this call was not allowed and did not run]\\nThe user said no.'}],
                                 'instructions':'be brief','model':'test-model','store':false,'max_output_tokens':100,
                                 'tools':[{'type':'function','name':'s__get','description':'Gets.','strict':false,
                                   'parameters':{'type':'object','properties':{'x':{'type':'integer'}},'required':['x']}}]}
                                """));
    }

    @ParameterizedTest
    @CsvSource({
        "https://api.openai.com/v1,MAX_COMPLETION_TOKENS",
        "https://x.openai.azure.com/openai/v1,MAX_COMPLETION_TOKENS",
        "https://openrouter.ai/api/v1,MAX_TOKENS",
        "http://localhost:11434/v1,MAX_TOKENS"
    })
    void theLimitHasTheNameTheHostKnows(String baseUrl, OutputLimit expected) {
        assertThat(config(baseUrl).outputLimit()).isEqualTo(expected);

        JsonNode body = chatBody(config(baseUrl), Wire.hello());

        boolean isNew = expected == OutputLimit.MAX_COMPLETION_TOKENS;
        assertThat(body.has("max_completion_tokens")).isEqualTo(isNew);
        assertThat(body.has("max_tokens")).isEqualTo(!isNew);
    }

    @Test
    void attachmentsBecomePicturesTextOrTheirName() {
        assertThat(chatBody(config(HOST), withFiles()).at("/messages/1/content"))
                .isEqualTo(
                        json(
                                """
                                [{'type':'text','text':'look'},
                                 {'type':'image_url','image_url':{'url':'data:image/png;base64,AAAA'}},
                                 {'type':'text','text':'[file t.csv]\\na,é\\n[end of file]'},
                                 {'type':'text','text':'[file d.png (image/png, 5 bytes): its content is not shown to you]'}]
                                """));
    }

    @Test
    void attachmentsBecomeInputOfResponses() {
        assertThat(responsesBody(config(HOST), withFiles()).at("/input/0/content"))
                .isEqualTo(
                        json(
                                """
                                [{'type':'input_text','text':'look'},
                                 {'type':'input_image','detail':'auto','image_url':'data:image/png;base64,AAAA'},
                                 {'type':'input_text','text':'[file t.csv]\\na,é\\n[end of file]'},
                                 {'type':'input_text','text':'[file d.png (image/png, 5 bytes): its content is not shown to you]'}]
                                """));
    }

    @Test
    void theModelIsTheOneAskedForElseTheFirst() {
        OpenAiConfig config = config(HOST).withModels(List.of("small", "large"));
        ModelRequest large =
                new ModelRequest(
                        "", Wire.hello().messages(), List.of(), 100, 2000, Map.of(), "large");

        assertThat(chatBody(config, large).get("model").asText()).isEqualTo("large");
        assertThat(responsesBody(config, large).get("model").asText()).isEqualTo("large");
        assertThat(chatBody(config, Wire.hello()).get("model").asText()).isEqualTo("small");
    }

    @Test
    void toolResultsNameWhatIsNotText() {
        assertThat(
                        rendered(
                                result(
                                        ToolStatus.OK,
                                        new ToolContent.Image("image/png", "A".repeat(16_000)),
                                        new ToolContent.ResourceLink("file:///x", "x", "", ""),
                                        new ToolContent.EmbeddedText("r:1", "text/plain", "body"),
                                        new ToolContent.EmbeddedBlob("r:2", "", "AAAA"))))
                .isEqualTo(
                        "[image image/png, 12 kB]\n[resource x file:///x]\n[resource r:1]\nbody\n[resource r:2, 3 B]");
    }

    @Test
    void structuredContentIsSentOnlyWhereThereIsNoText() {
        ToolResult only =
                new ToolResult("1", "t", ToolStatus.OK, List.of(), "{\"n\":1}", Duration.ZERO);
        ToolResult both =
                new ToolResult(
                        "1",
                        "t",
                        ToolStatus.OK,
                        List.of(new ToolContent.Text("one")),
                        "{\"n\":1}",
                        Duration.ZERO);

        assertThat(rendered(only)).isEqualTo("{\"n\":1}");
        assertThat(rendered(both)).isEqualTo("one");
        assertThat(rendered(result(ToolStatus.OK))).isEqualTo("[no content]");
    }

    @ParameterizedTest
    @CsvSource({"FAILED,failed", "DENIED,denied", "NOT_RUN,not run", "UNKNOWN,may have"})
    void theModelIsToldHowACallEnded(ToolStatus status, String expected) {
        assertThat(rendered(result(status, new ToolContent.Text("why"))))
                .contains(expected)
                .endsWith("why");
    }

    @Test
    void aLongResultIsCutWithANoteAndNoHalfCharacter() {
        String cut = ToolResultText.of(result(ToolStatus.OK, new ToolContent.Text("ab😀cd")), 3);

        assertThat(cut).isEqualTo("ab\n[cut: 2 of 6 characters shown]");
    }

    @Test
    void aCallWithoutResultIsNeverSent() {
        List<Message> open =
                List.of(message(Role.USER, new Text("u")), message(Role.ASSISTANT, CALL));

        assertThatThrownBy(() -> chatBody(config("http://localhost/v1"), Wire.request(open)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(CALL.callId());
    }

    @Test
    void aSchemaThatIsNoObjectBecomesOneWithoutProperties() {
        assertThat(OpenAiRequests.parameters("[]").keySet())
                .containsExactlyInAnyOrder("type", "properties");
    }

    @Test
    void aConfigSaysWhatIsWrongWithIt() {
        Secret key = Secret.of("k");

        assertThatThrownBy(() -> OpenAiConfig.of("https://u:p@h/v1", key, "m"))
                .hasMessageContaining("https://api.openai.com/v1")
                .hasMessageNotContaining("u:p");
        assertThatThrownBy(() -> OpenAiConfig.of("http://h", Secret.of("sk-1\n"), "m"))
                .hasMessageContaining("key")
                .hasMessageNotContaining("sk-1");
        assertThatThrownBy(() -> OpenAiConfig.of("localhost:1", key, "m"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> OpenAiConfig.of("http://h", key, " "))
                .hasMessageContaining("name");
        assertThatThrownBy(
                        () ->
                                config("http://h")
                                        .withLimits(Duration.ZERO, Duration.ofSeconds(1), 0))
                .hasMessageContaining("silenceMax");
        assertThat(config("http://h").toString()).doesNotContain("sk-test-key");
    }

    private static ToolResult result(ToolStatus status, ToolContent... content) {
        return new ToolResult(
                CALL.callId(), CALL.tool(), status, List.of(content), "", Duration.ZERO);
    }

    private static String rendered(ToolResult result) {
        return ToolResultText.of(result, 2000);
    }

    private static JsonNode responsesBody(OpenAiConfig config, ModelRequest request) {
        return write(new ResponsesRequests(config).of(request)._body());
    }

    private static ModelRequest withFiles() {
        Message message = Wire.message(Role.USER, new Text("look"), PICTURE, TABLE, LEFT_OUT);
        return new ModelRequest(
                "be brief",
                List.of(message),
                List.of(),
                100,
                2000,
                Map.of(
                        PICTURE.id(),
                        new byte[3],
                        TABLE.id(),
                        "a,é".getBytes(StandardCharsets.UTF_8)),
                "");
    }

    private static JsonNode chatBody(OpenAiConfig config, ModelRequest request) {
        return write(new ChatCompletionsRequests(config).of(request)._body());
    }

    private static JsonNode write(Object body) {
        try {
            return JSON.readTree(JSON.writeValueAsBytes(body));
        } catch (java.io.IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text.replace('\'', '"'));
        } catch (java.io.IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
