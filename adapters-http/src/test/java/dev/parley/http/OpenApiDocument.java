package dev.parley.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The API's description, which holds answers against what it says of them. */
final class OpenApiDocument {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What an answer is described by that is narrowed down to some codes. */
    static final Pattern CODES = Pattern.compile("[a-z_]+(, [a-z_]+)*");

    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

    private final JsonNode root;
    private final SchemaRegistry schemas =
            SchemaRegistry.withDefaultDialect(
                    SpecificationVersion.DRAFT_2020_12,
                    it ->
                            it.schemaRegistryConfig(
                                    SchemaRegistryConfig.builder()
                                            .formatAssertionsEnabled(true)
                                            .build()));

    OpenApiDocument(String text) throws Exception {
        this.root = JSON.readTree(text);
    }

    /** What came back, with names of headers in lower case. */
    record Answer(int status, Map<String, String> headers, String body) {

        String type() {
            return headers.getOrDefault("content-type", "").replaceFirst(";.*", "");
        }
    }

    JsonNode root() {
        return root;
    }

    /** Each as {@code GET /api/models}. */
    Set<String> operations() {
        Set<String> operations = new TreeSet<>();
        for (var path : root.get("paths").properties()) {
            for (var member : path.getValue().properties()) {
                if (METHODS.contains(member.getKey())) {
                    operations.add(member.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey());
                }
            }
        }
        return operations;
    }

    /** By what those who ask for an operation are known; {@code nothing} where nobody need be. */
    Set<String> security(String route) {
        JsonNode own = operation(route).get("security");
        Set<String> ways = new TreeSet<>();
        for (JsonNode way : own == null ? root.get("security") : own) {
            way.fieldNames().forEachRemaining(ways::add);
            if (way.isEmpty()) {
                ways.add("nothing");
            }
        }
        return own != null && own.isEmpty() ? Set.of("nothing") : ways;
    }

    /** The parameters of an operation and its path, as {@code path id}. */
    Set<String> parameters(String route) {
        Set<String> names = new TreeSet<>();
        for (JsonNode holder : List.of(path(route), operation(route))) {
            for (JsonNode it : holder.path("parameters")) {
                JsonNode parameter = resolve(it);
                names.add(parameter.get("in").asText() + " " + parameter.get("name").asText());
            }
        }
        return names;
    }

    /** The statuses an operation may answer with, with the codes it then gives, if it says so. */
    Map<Integer, String> statuses(String route) {
        Map<Integer, String> statuses = new TreeMap<>();
        for (var it : operation(route).get("responses").properties()) {
            statuses.put(Integer.valueOf(it.getKey()), it.getValue().path("description").asText());
        }
        return statuses;
    }

    /** Checks a body that an operation took. */
    void checkTaken(String route, String body) throws Exception {
        JsonNode content = operation(route).path("requestBody").path("content");
        assertThat(content.has("application/json")).as(route + " takes a body").isTrue();
        check(route + " " + body, content.get("application/json").get("schema"), body);
    }

    /** Checks that an answer is one of those the operation is said to give. */
    void check(String route, Answer answer) throws Exception {
        String what = route + " " + answer;
        JsonNode documented =
                operation(route).path("responses").path(Integer.toString(answer.status()));
        assertThat(documented.isMissingNode()).as("undocumented status: " + what).isFalse();
        JsonNode response = resolve(documented);
        for (var header : response.path("headers").properties()) {
            if (resolve(header.getValue()).path("required").asBoolean()) {
                assertThat(answer.headers())
                        .as(what)
                        .containsKey(header.getKey().toLowerCase(Locale.ROOT));
            }
        }
        JsonNode content = response.path("content");
        if (content.isEmpty()) {
            assertThat(answer.body()).as(what).isEmpty();
            return;
        }
        assertThat(content.has(answer.type())).as("undocumented type: " + what).isTrue();
        JsonNode media = content.get(answer.type());
        switch (answer.type()) {
            case "application/json" -> check(what, media.get("schema"), answer.body());
            case "application/problem+json" -> {
                check(what, media.get("schema"), answer.body());
                checkCode(what, documented.path("description").asText(), answer.body());
            }
            case "text/event-stream" -> checkEvents(what, answer.body());
            default -> check(what, media.get("schema"), JSON.writeValueAsString(answer.body()));
        }
    }

    /** Checks the data of each event of a stream. */
    void checkEvents(String what, String events) throws Exception {
        JsonNode schema = root.at("/components/responses/Stream/content");
        schema = schema.path("text/event-stream").path("x-event-data");
        List<String> chunks =
                events.lines()
                        .filter(it -> it.startsWith("data: {"))
                        .map(it -> it.substring("data: ".length()))
                        .toList();
        assertThat(chunks).as(what).isNotEmpty();
        for (String chunk : chunks) {
            check(what, schema, chunk);
        }
    }

    /** The references that lead nowhere. */
    List<String> brokenReferences() {
        List<String> broken = new ArrayList<>();
        for (String it : references()) {
            if (!it.startsWith("#/") || root.at(it.substring(1)).isMissingNode()) {
                broken.add(it);
            }
        }
        return broken;
    }

    Set<String> references() {
        Set<String> references = new TreeSet<>();
        root.findValuesAsText("$ref", new ArrayList<>()).forEach(references::add);
        return references;
    }

    private void checkCode(String what, String codes, String body) throws Exception {
        if (CODES.matcher(codes).matches()) {
            assertThat(codes.split(", ", -1))
                    .as("undocumented code: " + what)
                    .contains(JSON.readTree(body).get("code").asText());
        }
    }

    private void check(String what, JsonNode schema, String body) throws Exception {
        ObjectNode whole = schema.deepCopy();
        whole.set("components", root.get("components"));
        assertThat(schemas.getSchema(whole).validate(JSON.readTree(body))).as(what).isEmpty();
    }

    private JsonNode path(String route) {
        return root.get("paths").path(route.substring(route.indexOf(' ') + 1));
    }

    private JsonNode operation(String route) {
        String method = route.substring(0, route.indexOf(' ')).toLowerCase(Locale.ROOT);
        return path(route).path(method);
    }

    private JsonNode resolve(JsonNode node) {
        return node.has("$ref") ? root.at(node.get("$ref").asText().substring(1)) : node;
    }
}
