package dev.parley.mcp;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * Reads JSON people wrote: it goes on after a key that is there twice, and says where what is
 * wrong. Jackson's own messages quote the text they stumble over, which may be a key.
 */
final class JsonFile {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final JsonParser parser;
    private final List<String> problems;

    private JsonFile(JsonParser parser, List<String> problems) {
        this.parser = parser;
        this.problems = problems;
    }

    /** The tree of {@code json}; missing when it is malformed, which is added to the problems. */
    static JsonNode read(String json, List<String> problems) {
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            try {
                return new JsonFile(parser, problems).document();
            } catch (JsonProcessingException e) {
                problems.add(
                        "it is not valid JSON at "
                                + place(e.getLocation().getLineNr(), e.getLocation().getColumnNr())
                                + ": look for a missing comma, quote or bracket");
                return NODES.missingNode();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("reading a string does not fail", e);
        }
    }

    private JsonNode document() throws IOException {
        if (parser.nextToken() == null) {
            problems.add("it is empty: it should hold {\"mcpServers\": {}}");
            return NODES.missingNode();
        }
        JsonNode document = value("");
        if (parser.nextToken() != null) {
            problems.add("it goes on after its end at " + here());
        }
        return document;
    }

    private JsonNode value(String path) throws IOException {
        JsonToken token = parser.currentToken();
        return switch (token) {
            case START_OBJECT -> object(path);
            case START_ARRAY -> array(path);
            case VALUE_STRING -> NODES.textNode(parser.getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDecimalValue());
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            default -> NODES.nullNode();
        };
    }

    private ObjectNode object(String path) throws IOException {
        ObjectNode object = NODES.objectNode();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            String where = path.isEmpty() ? name : path + "." + name;
            if (object.has(name)) {
                problems.add(
                        where + " is there twice, again at " + here() + ": remove or rename one");
            }
            parser.nextToken();
            object.set(name, value(where));
        }
        return object;
    }

    private ArrayNode array(String path) throws IOException {
        ArrayNode array = NODES.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(value(path));
        }
        return array;
    }

    private String here() {
        var location = parser.currentLocation();
        return place(location.getLineNr(), location.getColumnNr());
    }

    private static String place(int line, int column) {
        return "line " + line + ", column " + column;
    }
}
