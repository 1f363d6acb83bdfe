package dev.parley.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of structured content, and of schemas that are made to hurt. */
@Timeout(20)
final class OutputSchemaTest {

    private static final String WEATHER =
            """
            {"type": "object", "required": ["city", "degrees"], "properties": {
              "city": {"type": "string", "pattern": "^[A-Z]"}, "degrees": {"type": "number"}}}""";

    @Test
    void a17ContentAsPromisedIsLeftAlone() {
        assertThat(OutputSchema.problem(WEATHER, "{\"city\": \"Rome\", \"degrees\": 21.5}"))
                .isEmpty();
    }

    @Test
    void a17EveryBrokenPromiseIsNamedByItsPlace() {
        Optional<String> problem =
                OutputSchema.problem(WEATHER, "{\"city\": \"rome\", \"degrees\": \"hot\"}");

        assertThat(problem.orElseThrow())
                .contains("not what the tool's output schema promises")
                .contains("/city fails pattern", "/degrees fails type")
                .doesNotContain("rome", "hot");
    }

    @Test
    void a17OlderDialectsAndReferencesWithinTheSchemaWork() {
        String schema =
                """
                {"$schema": "http://json-schema.org/draft-07/schema#",
                 "definitions": {"n": {"type": "integer"}},
                 "type": "object", "properties": {"a": {"$ref": "#/definitions/n"}}}""";

        assertThat(OutputSchema.problem(schema, "{\"a\": 1}")).isEmpty();
        assertThat(OutputSchema.problem(schema, "{\"a\": 1.5}").orElseThrow())
                .contains("/a fails type");
    }

    @ParameterizedTest
    @MethodSource("schemasThatPointElsewhere")
    void e15NothingIsFetchedForASchema(String schema) throws Exception {
        try (ServerSocket canary = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            String address = "http://127.0.0.1:" + canary.getLocalPort() + "/schema.json";

            Optional<String> problem =
                    OutputSchema.problem(schema.replace("CANARY", address), "{\"a\": 1}");

            assertThat(problem.orElseThrow()).contains("could not be held against");
            canary.setSoTimeout(1);
            assertThatThrownBy(canary::accept).isInstanceOf(SocketTimeoutException.class);
        }
    }

    static Stream<String> schemasThatPointElsewhere() {
        return Stream.of(
                "{\"$ref\": \"CANARY\"}",
                "{\"properties\": {\"a\": {\"$ref\": \"CANARY#/$defs/x\"}}}",
                "{\"properties\": {\"a\": {\"$dynamicRef\": \"CANARY#x\"}}}",
                "{\"$schema\": \"CANARY\", \"type\": \"object\"}",
                "{\"$id\": \"CANARY\", \"properties\": {\"a\": {\"$ref\": \"other.json\"}}}",
                "{\"$ref\": \"file:///etc/passwd\"}",
                "{\"$ref\": \"classpath:logback.xml\"}");
    }

    @ParameterizedTest
    @MethodSource("pathologicalSchemas")
    void e15PathologicalSchemasAreGivenUpInTime(String schema, String json) {
        OutputSchema.problem("{}", "{}");
        long start = System.nanoTime();

        Optional<String> problem = OutputSchema.problem(schema, json);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
        assertThat(problem.orElseThrow()).contains("could not be held against");
    }

    static Stream<Arguments> pathologicalSchemas() {
        String longText = "\"" + "a".repeat(50_000) + "!\"";
        return Stream.of(
                Arguments.of("{\"pattern\": \"^(a+)+$\"}", longText),
                Arguments.of("{\"pattern\": \"^(a|aa)+$\"}", longText),
                Arguments.of("{\"pattern\": \"^(a|a?)+$\"}", longText),
                Arguments.of("{\"pattern\": \"^(.*a){20}$\"}", longText),
                Arguments.of("{\"pattern\": \"" + "(".repeat(1_001) + "\"}", longText),
                Arguments.of("{\"patternProperties\": {\"^(a+)+$\": {}}}", "{" + longText + ":1}"),
                Arguments.of(branching("anyOf"), "[1]"),
                Arguments.of(branching("allOf"), "[1]"),
                Arguments.of(branching("oneOf"), "[1]"),
                Arguments.of(
                        "{\"$defs\": {\"a\": {\"anyOf\": [{\"$ref\": \"#/$defs/a\"}]}},"
                                + " \"$ref\": \"#/$defs/a\"}",
                        "1"),
                Arguments.of(
                        "{\"items\": {\"allOf\": ["
                                + String.join(
                                        ",",
                                        IntStream.range(0, 2_000)
                                                .mapToObj(i -> "{\"type\": \"number\"}")
                                                .toList())
                                + "]}}",
                        "[" + "1,".repeat(500_000) + "1]"),
                Arguments.of("{\"multipleOf\": 1e-320}", "1e999999999"));
    }

    /** Thirty steps, each of which tries the next one twice. */
    private static String branching(String keyword) {
        List<String> steps = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            String next = "{\"$ref\": \"#/$defs/s" + (i + 1) + "\"}";
            steps.add("\"s" + i + "\": {\"" + keyword + "\": [" + next + "," + next + "]}");
        }
        steps.add(
                keyword.equals("allOf")
                        ? "\"s30\": {\"type\": \"array\"}"
                        : "\"s30\": {\"type\": \"string\"}");
        return "{\"$defs\": {" + String.join(",", steps) + "}, \"$ref\": \"#/$defs/s0\"}";
    }
}
