package dev.parley.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.http.OpenApiDocument.Answer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whether the API's description says all there is, and nothing there is not. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenApiTest {

    private static final Pattern VARIABLE = Pattern.compile("\\{([a-z]+)}");
    private static final String ROUTE = "GET /api/models";

    private final TestServer server = TestServer.withSignIn();
    private OpenApiDocument document;

    @BeforeAll
    void read() throws Exception {
        document = new OpenApiDocument(server.get(OpenApi.PATH).body());
    }

    @AfterAll
    void close() {
        server.close();
    }

    @Test
    void anybodyMayReadItAndKeepIt() throws Exception {
        var answer = server.get(OpenApi.PATH);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(answer.headers().firstValue("Cache-Control")).contains("public, max-age=3600");
        assertThat(document.root().get("openapi").asText()).startsWith("3.1.");
        assertThat(document.root().at("/servers/0/url").asText()).isEqualTo("/");
    }

    @Test
    void everyRouteIsDocumentedAndNothingElse() {
        assertThat(server.http.routes()).hasSizeGreaterThan(20);
        assertThat(document.operations()).containsExactlyInAnyOrderElementsOf(server.http.routes());
    }

    @Test
    void everyVariableOfAPathIsAParameter() {
        for (String route : document.operations()) {
            Set<String> variables =
                    VARIABLE.matcher(route)
                            .results()
                            .map(it -> "path " + it.group(1))
                            .collect(Collectors.toSet());
            Set<String> parameters = new TreeSet<>(document.parameters(route));
            parameters.removeIf(it -> !it.startsWith("path "));

            assertThat(parameters).as(route).isEqualTo(variables);
        }
    }

    @Test
    void everyCodeIsDocumentedWithItsStatus() {
        JsonNode schemas = document.root().at("/components/schemas");
        Map<Integer, List<String>> codes = new TreeMap<>();
        for (ProblemCode it : ProblemCode.values()) {
            codes.computeIfAbsent(it.status(), status -> new ArrayList<>()).add(it.code());
        }

        assertThat(texts(schemas.at("/ProblemCode/enum")))
                .containsExactlyElementsOf(
                        Arrays.stream(ProblemCode.values()).map(ProblemCode::code).toList());
        codes.forEach(
                (status, ofStatus) -> {
                    JsonNode schema = schemas.path("Problem" + status).path("properties");
                    assertThat(schema.at("/status/const").asInt()).isEqualTo(status);
                    assertThat(texts(schema.at("/code/enum")))
                            .containsExactlyInAnyOrderElementsOf(ofStatus);
                });
    }

    /** The codes an operation names are of the status it names them for. */
    @Test
    void codesOfAnOperationFitTheirStatus() {
        int named = 0;
        for (String route : document.operations()) {
            for (var it : document.statuses(route).entrySet()) {
                if (OpenApiDocument.CODES.matcher(it.getValue()).matches()) {
                    for (String code : it.getValue().split(", ", -1)) {
                        assertThat(texts(document.root().at(codesPath(it.getKey()))))
                                .as(route)
                                .contains(code);
                        named++;
                    }
                }
            }
        }
        assertThat(named).isGreaterThan(50);
    }

    @Test
    void everyReferenceLeadsSomewhereAndEveryComponentIsReferredTo() {
        Set<String> references = document.references();

        assertThat(document.brokenReferences()).isEmpty();
        for (var kind : document.root().get("components").properties()) {
            if (!kind.getKey().equals("securitySchemes")) {
                for (var it : kind.getValue().properties()) {
                    // What is said of a method that is not there belongs to no operation.
                    if (!it.getKey().equals("Problem405")) {
                        assertThat(references)
                                .contains("#/components/" + kind.getKey() + "/" + it.getKey());
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyChunkOfEveryStreamIsDocumented(RecordedTurns turn) throws Exception {
        document.checkEvents(turn.name(), new String(UiChunksTest.recorded(turn), UTF_8));
    }

    @Test
    void whatIsNotDocumentedIsFoundOut() throws Exception {
        Map<String, String> headers = Map.of("content-type", "application/json");
        String right =
                "{\"models\":[{\"id\":\"m\",\"demo\":false}],"
                        + "\"attachments\":{\"bytesMax\":1,\"perMessageMax\":1}}";
        document.check(ROUTE, new Answer(200, headers, right));

        for (Answer wrong :
                List.of(
                        new Answer(200, headers, "{\"models\":[{\"id\":\"m\"}]}"),
                        new Answer(200, headers, right.replace("\"demo\"", "\"new\":1,\"demo\"")),
                        new Answer(200, headers, right.replace("false", "\"no\"")),
                        new Answer(200, Map.of("content-type", "text/html"), right),
                        new Answer(204, Map.of(), ""),
                        problem(404, "conversation_not_found"),
                        problem(403, "sign_in_again"),
                        problem(401, "not_signed_in"),
                        problem(400, "not_a_code"))) {
            assertThatThrownBy(() -> document.check(ROUTE, wrong))
                    .as(wrong.toString())
                    .isInstanceOf(AssertionError.class);
        }
        assertThatThrownBy(
                        () -> document.checkEvents("x", "data: {\"type\":\"abort\",\"reason\":1}"))
                .isInstanceOf(AssertionError.class);
    }

    /** The 401 among them is without the header that belongs to it. */
    private static Answer problem(int status, String code) {
        return new Answer(
                status,
                Map.of("content-type", "application/problem+json"),
                """
                {"type":"about:blank","title":"t","status":%d,"detail":"d","code":"%s"}
                """
                        .formatted(status, code));
    }

    private static String codesPath(int status) {
        return "/components/schemas/Problem" + status + "/properties/code/enum";
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(it -> texts.add(it.asText()));
        return texts;
    }
}
