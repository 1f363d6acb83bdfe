package dev.parley.app.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.conversation.Part;
import dev.parley.conversation.ToolContent;
import java.util.List;
import java.util.stream.Collectors;

/** Reads tool results and schemas; what is not JSON is a missing node. */
final class Json {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    static JsonNode parse(String json) {
        try {
            return json.isBlank() ? MissingNode.getInstance() : MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** What a tool said as data: its structured content, or its text where that is JSON. */
    static JsonNode of(Part.ToolResult result) {
        return result.structuredJson().isEmpty()
                ? parse(text(result))
                : parse(result.structuredJson());
    }

    /** What a tool said as text; empty when it said none. */
    static String text(Part.ToolResult result) {
        return result.content().stream()
                .map(
                        block ->
                                switch (block) {
                                    case ToolContent.Text text -> text.text();
                                    case ToolContent.EmbeddedText embedded -> embedded.text();
                                    case ToolContent.ResourceLink link ->
                                            link.name() + ": " + link.uri();
                                    case ToolContent.Image image -> "";
                                    case ToolContent.Audio audio -> "";
                                    case ToolContent.EmbeddedBlob blob -> blob.uri();
                                })
                .filter(text -> !text.isBlank())
                .collect(Collectors.joining("\n"));
    }

    static boolean hasPicture(Part.ToolResult result) {
        return result.content().stream().anyMatch(ToolContent.Image.class::isInstance);
    }

    /** The objects of an array; none when it is no array. */
    static List<JsonNode> objects(JsonNode array) {
        return array.valueStream().filter(JsonNode::isObject).toList();
    }
}
