package dev.parley.mcp;

import static dev.parley.mcp.Calls.ANN;
import static dev.parley.mcp.Calls.call;
import static dev.parley.mcp.Calls.eventually;
import static dev.parley.mcp.Calls.failureOf;
import static dev.parley.mcp.Calls.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import dev.parley.conversation.Part.ToolResult;
import dev.parley.token.Principal;
import dev.parley.tool.Elicitation;
import dev.parley.tool.ElicitationAnswer;
import dev.parley.tool.ElicitationField;
import dev.parley.tool.ElicitationValue;
import dev.parley.tool.ToolServerException;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server asks while it runs a tool, by the bytes it sends and gets. */
@Timeout(60)
class ServerQuestionsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String SEP_1034 =
            """
            {"type":"object","properties":{
             "name":{"type":"string","description":"User name","default":"John Doe"},
             "age":{"type":"integer","description":"User age","default":30},
             "score":{"type":"number","description":"User score","default":95.5},
             "status":{"type":"string","enum":["active","inactive","pending"],"default":"active"},
             "verified":{"type":"boolean","default":true}},"required":[]}
            """;

    private final BlockingQueue<JsonNode> answers = new LinkedBlockingQueue<>();
    private final Map<String, BlockingQueue<JsonNode>> answersById = new ConcurrentHashMap<>();
    private ScriptedHttpServer server = open();
    private McpServers servers = Calls.servers();

    private static ScriptedHttpServer open() {
        try {
            return new ScriptedHttpServer();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @BeforeEach
    void connect() {
        servers = Calls.servers(Calls.config("shop", server.transport()));
    }

    @AfterEach
    void close() {
        servers.close();
        server.close();
    }

    @Test
    void sep1034AFormIsAskedAndItsValuesAreSentAsTheirTypes() throws Exception {
        asks(form(SEP_1034));
        AnsweringContext human =
                new AnsweringContext(
                        asked ->
                                ElicitationAnswer.accepted(
                                        ((Elicitation.Form) asked).filled(Map.of())));

        ToolResult result = call(shop(), ANN, "order", "{}", human);

        assertThat(text(result)).isEqualTo("done");
        assertThat(human.asked())
                .singleElement()
                .isInstanceOfSatisfying(
                        Elicitation.Form.class,
                        form -> {
                            assertThat(form.server()).isEqualTo("shop");
                            assertThat(form.message()).isEqualTo("Who are you?");
                            assertThat(form.fields())
                                    .extracting(ElicitationField::name)
                                    .containsExactly("name", "age", "score", "status", "verified");
                        });
        assertThat(answer())
                .isEqualTo(
                        JSON.readTree(
                                """
                                {"action":"accept","content":{"name":"John Doe","age":30,
                                 "score":95.5,"status":"active","verified":true}}
                                """));
    }

    @Test
    void whatTheUserLeavesEmptyIsLeftOutDespiteItsDefault() throws Exception {
        asks(form(SEP_1034));

        call(shop(), ANN, "order", "{}", answering(ElicitationAnswer.accepted(Map.of())));

        assertThat(answer()).isEqualTo(JSON.readTree("{\"action\":\"accept\",\"content\":{}}"));
    }

    @Test
    void wholeNumbersAreSentWithoutAFraction() throws Exception {
        asks(form(SEP_1034));
        var age = new ElicitationValue.Numeric(new BigDecimal("3.1E+1"));

        call(shop(), ANN, "order", "{}", answering(ElicitationAnswer.accepted(Map.of("age", age))));

        assertThat(answer().path("content").toString()).isEqualTo("{\"age\":31}");
    }

    @Test
    void l20DeclinedAndCancelledSendNothingElse() throws Exception {
        asks(form(SEP_1034));

        call(shop(), ANN, "order", "{}", answering(ElicitationAnswer.DECLINED));
        call(shop(), ANN, "order", "{}", answering(ElicitationAnswer.CANCELLED));

        assertThat(answer()).isEqualTo(JSON.readTree("{\"action\":\"decline\"}"));
        assertThat(answer()).isEqualTo(JSON.readTree("{\"action\":\"cancel\"}"));
    }

    @Test
    void everyKindOfFieldIsRead() throws Exception {
        asks(
                form(
                        """
                        {"type":"object","required":["a","h"],"properties":{
                         "a":{"type":"string","title":"A","description":"the a","minLength":2,
                              "maxLength":5,"pattern":"^x","format":"email"},
                         "b":{"type":"string","format":"date-time"},
                         "c":{"type":"number","minimum":-1.5,"maximum":2},
                         "d":{"type":"string","oneOf":[{"const":"1","title":"One"},{"const":"2"}]},
                         "e":{"type":"string","enum":["x","y"],"enumNames":["X"]},
                         "f":{"type":"array","minItems":1,"maxItems":2,
                              "items":{"type":"string","enum":["x","y"]},"default":["y"]},
                         "g":{"type":"array","items":{"anyOf":[{"const":"x","title":"X"}]}},
                         "h":{"type":"boolean","default":"no"}}}
                        """));
        AnsweringContext human = answering(ElicitationAnswer.DECLINED);

        call(shop(), ANN, "order", "{}", human);

        var nothing = new ElicitationValue.Nothing();
        var xy = List.of(option("x", "x"), option("y", "y"));
        assertThat(((Elicitation.Form) human.asked().getFirst()).fields())
                .containsExactly(
                        new ElicitationField(
                                "a",
                                "A",
                                "the a",
                                true,
                                new ElicitationField.Type.Text(
                                        2, 5, "^x", ElicitationField.Format.EMAIL),
                                nothing),
                        field(
                                "b",
                                new ElicitationField.Type.Text(
                                        0, 10_000, "", ElicitationField.Format.DATE_TIME)),
                        field("c", new ElicitationField.Type.Numeric(false, -1.5, 2)),
                        field(
                                "d",
                                new ElicitationField.Type.Choice(
                                        List.of(option("1", "One"), option("2", "2")))),
                        field(
                                "e",
                                new ElicitationField.Type.Choice(
                                        List.of(option("x", "X"), option("y", "y")))),
                        new ElicitationField(
                                "f",
                                "",
                                "",
                                false,
                                new ElicitationField.Type.Choices(xy, 1, 2),
                                new ElicitationValue.Choices(List.of("y"))),
                        field(
                                "g",
                                new ElicitationField.Type.Choices(
                                        List.of(option("x", "X")), 0, 300)),
                        new ElicitationField(
                                "h", "", "", true, new ElicitationField.Type.Flag(), nothing));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"properties\":{\"a\":{\"type\":\"object\"}}}",
                "{\"properties\":{\"a\":{}}}",
                "{\"properties\":{\"a\":7}}",
                "{\"properties\":{\"a\":{\"type\":\"string\",\"format\":\"password\"}}}",
                "{\"properties\":{\"a\":{\"type\":\"string\",\"enum\":[]}}}",
                "{\"properties\":{\"a\":{\"type\":\"string\",\"enum\":[1]}}}",
                "{\"properties\":{\"\":{\"type\":\"string\"}}}"
            })
    void aFormThatMcpDoesNotKnowIsAnErrorOfItsServers(String schema) throws Exception {
        asks(form(schema));
        AnsweringContext human = answering(ElicitationAnswer.DECLINED);

        call(shop(), ANN, "order", "{}", human);

        assertThat(human.asked()).isEmpty();
        JsonNode response = answers.poll(5, TimeUnit.SECONDS);
        assertThat(response).isNotNull();
        assertThat(response.path("error").path("code").asInt()).isEqualTo(-32602);
    }

    @Test
    void l20AnAddressIsOnlyAgreedToAndItsCompletionReachesTheCall() throws Exception {
        try (ScriptedHttpServer canary = new ScriptedHttpServer()) {
            String url = canary.url().toString();
            asks(
                    """
                    {"mode":"url","message":"Pay.","url":"%s","elicitationId":"order-7"}
                    """
                            .formatted(url),
                    """
                    {"jsonrpc":"2.0","method":"notifications/elicitation/complete",
                     "params":{"elicitationId":"order-7"}}
                    """);
            AnsweringContext human = answering(ElicitationAnswer.accepted(Map.of()));

            call(shop(), ANN, "order", "{}", human);

            assertThat(human.asked())
                    .containsExactly(new Elicitation.Url("shop", "Pay.", url, "order-7"));
            assertThat(answer()).isEqualTo(JSON.readTree("{\"action\":\"accept\"}"));
            assertThat(human.completed()).containsExactly("order-7");
            assertThat(canary.headers).isEmpty();
        }
    }

    @Test
    void aQuestionOfNoCallIsCancelled() throws Exception {
        shop().tools(ANN);
        eventually(() -> shop().isListening(ANN));

        server.announce(
                oneLine(
                        """
                        {"jsonrpc":"2.0","id":"q","method":"elicitation/create","params":%s}
                        """
                                .formatted(form(SEP_1034))));

        JsonNode response = awaitResponse("q");
        assertThat(response.path("result")).isEqualTo(JSON.readTree("{\"action\":\"cancel\"}"));
    }

    @Test
    void anAddressThatMustBeVisitedFirstIsTheFailureOfTheCall() {
        server.on(
                "tools/call",
                (exchange, request) ->
                        ScriptedHttpServer.error(
                                exchange,
                                request,
                                """
                                {"code":-32042,"message":"More is needed.","data":{"elicitations":[
                                 {"mode":"url","elicitationId":"1","url":"javascript:alert(1)"},
                                 {"mode":"url","elicitationId":"2","url":"https://shop.example/x"}]}}
                                """));

        ToolServerException failure = failureOf(() -> call(shop(), "order", "{}"));

        assertThat(failure.kind()).isEqualTo(ToolServerException.Kind.REFUSED);
        assertThat(failure.mayHaveRun()).isFalse();
        assertThat(failure)
                .hasMessage(
                        "The server shop first needs the user to open https://shop.example/x"
                                + " (More is needed.). Ask again after that.");
    }

    @Test
    void a15SamplingAndRootsAreOffByDefault() throws Exception {
        shop().tools(ANN);

        JsonNode initialize = server.await("initialize");

        assertThat(initialize.path("params").path("capabilities"))
                .isEqualTo(JSON.readTree("{\"elicitation\":{\"form\":{},\"url\":{}}}"));
    }

    @Test
    void a15RootsAreThoseOfTheSettings() throws Exception {
        Path root = Path.of("/srv/some where").toAbsolutePath();
        servers.close();
        McpServerConfig plain = Calls.config("shop", server.transport());
        servers =
                Calls.servers(
                        new McpServerConfig(
                                plain.name(),
                                plain.transport(),
                                plain.authorization(),
                                plain.rules(),
                                plain.timeout(),
                                plain.organizations(),
                                List.of(root)));
        shop().tools(ANN);
        eventually(() -> shop().isListening(ANN));

        server.announce("{\"jsonrpc\":\"2.0\",\"id\":\"r\",\"method\":\"roots/list\"}");

        assertThat(server.await("initialize").path("params").path("capabilities").has("roots"))
                .isTrue();
        assertThat(awaitResponse("r").path("result"))
                .isEqualTo(
                        JSON.readTree(
                                "{\"roots\":[{\"uri\":\"file:///srv/some%20where\","
                                        + "\"name\":\"some where\"}]}"));
    }

    @Test
    void aQuestionGoesPastACallThatWaitsForAnAnswer() throws Exception {
        asks(form(SEP_1034));
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch second = new CountDownLatch(1);
        AnsweringContext gone =
                new AnsweringContext(
                        question -> {
                            asked.countDown();
                            assertThat(second.await(10, TimeUnit.SECONDS)).isTrue();
                            return ElicitationAnswer.CANCELLED;
                        });
        Calls.Running first = Calls.start(shop(), "order", "{}", gone);
        assertThat(asked.await(5, TimeUnit.SECONDS)).isTrue();
        AnsweringContext here = answering(ElicitationAnswer.DECLINED);

        call(shop(), ANN, "order", "{}", here);
        second.countDown();

        assertThat(text(first.get())).isEqualTo("done");
        assertThat(here.asked()).hasSize(1);
        assertThat(gone.asked()).hasSize(1);
    }

    @Test
    void fortyHumansMayTakeTheirTimeAtOnce() throws Exception {
        asks(form(SEP_1034));
        int humans = 40;
        CountDownLatch allAsked = new CountDownLatch(humans);
        AnsweringContext.Human slow =
                asked -> {
                    allAsked.countDown();
                    assertThat(allAsked.await(20, TimeUnit.SECONDS)).isTrue();
                    return ElicitationAnswer.DECLINED;
                };
        List<Future<ToolResult>> results = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < humans; i++) {
                Principal principal = new Principal("https://idp.example", "p" + i, "P");
                results.add(
                        threads.submit(
                                () ->
                                        call(
                                                shop(),
                                                principal,
                                                "order",
                                                "{}",
                                                new AnsweringContext(slow))));
            }
            for (Future<ToolResult> result : results) {
                assertThat(text(result.get(30, TimeUnit.SECONDS))).isEqualTo("done");
            }
        }
        assertThat(answers).hasSize(humans);
    }

    private McpServer shop() {
        return servers.all().getFirst();
    }

    /** Has each call of a tool ask, wait for the answer, and then send what else there is. */
    private void asks(String params, String... then) {
        server.onAnswer(
                response ->
                        answersById
                                .computeIfAbsent(
                                        response.path("id").asText(),
                                        id -> new LinkedBlockingQueue<>())
                                .add(response));
        server.on("tools/call", (exchange, request) -> ask(exchange, request, params, then));
    }

    private void ask(HttpExchange exchange, JsonNode request, String params, String... then)
            throws IOException {
        String id = "q-" + System.identityHashCode(exchange);
        OutputStream stream = ScriptedHttpServer.stream(exchange);
        ScriptedHttpServer.event(
                stream,
                oneLine(
                        "{\"jsonrpc\":\"2.0\",\"id\":\"%s\",\"method\":\"elicitation/create\",\"params\":%s}"
                                .formatted(id, params)));
        try {
            answers.add(response(id));
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        for (String message : then) {
            ScriptedHttpServer.event(stream, oneLine(message));
        }
        ScriptedHttpServer.event(
                stream,
                "{\"jsonrpc\":\"2.0\",\"id\":%s,\"result\":%s}"
                        .formatted(request.get("id"), ScriptedHttpServer.text("done")));
    }

    private JsonNode response(String id) throws InterruptedException {
        JsonNode response =
                answersById
                        .computeIfAbsent(id, it -> new LinkedBlockingQueue<>())
                        .poll(30, TimeUnit.SECONDS);
        if (response == null) {
            throw new AssertionError("no answer to " + id);
        }
        return response;
    }

    /** The response to a request that was announced. */
    private JsonNode awaitResponse(String id) throws InterruptedException {
        for (int i = 0; i < 10; i++) {
            JsonNode message = server.received.poll(5, TimeUnit.SECONDS);
            if (message != null && message.path("id").asText().equals(id)) {
                return message;
            }
        }
        throw new AssertionError("no response to " + id);
    }

    /** The result of the next answered question. */
    private JsonNode answer() throws InterruptedException {
        JsonNode response = answers.poll(5, TimeUnit.SECONDS);
        assertThat(response).isNotNull();
        return response.path("result");
    }

    private static AnsweringContext answering(ElicitationAnswer answer) {
        return new AnsweringContext(asked -> answer);
    }

    private static String form(String schema) {
        return "{\"message\":\"Who are you?\",\"requestedSchema\":" + schema + "}";
    }

    private static String oneLine(String json) {
        return json.replace('\n', ' ').strip();
    }

    private static ElicitationField field(String name, ElicitationField.Type type) {
        return new ElicitationField(name, "", "", false, type, new ElicitationValue.Nothing());
    }

    private static ElicitationField.Option option(String value, String title) {
        return new ElicitationField.Option(value, title);
    }
}
