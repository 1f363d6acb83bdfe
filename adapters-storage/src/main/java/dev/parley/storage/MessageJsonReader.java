package dev.parley.storage;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.parley.conversation.Part;
import dev.parley.conversation.ToolContent;
import dev.parley.conversation.ToolStatus;
import java.io.IOException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads what {@link MessageJson} writes, and what a newer Parley may have written, so that going
 * back a version never hides a conversation. Its rule for what it does not know:
 *
 * <ul>
 *   <li>a field is ignored, and a missing one is empty;
 *   <li>a part becomes a {@link Part.Notice} with code {@link #UNREADABLE} that names its type;
 *   <li>a tool's content becomes a text that names its type;
 *   <li>a tool status becomes {@link ToolStatus#UNKNOWN}, which never leads to a second run.
 * </ul>
 *
 * <p>Nothing is lost by that: a stored message is never written again.
 */
final class MessageJsonReader implements AutoCloseable {

    static final String UNREADABLE = "unreadable_part";

    private final JsonParser json;

    MessageJsonReader(JsonParser json) {
        this.json = json;
    }

    List<Part> parts() throws IOException {
        List<Part> parts = new ArrayList<>();
        expect(json.nextToken(), JsonToken.START_ARRAY);
        while (json.nextToken() != JsonToken.END_ARRAY) {
            parts.add(part(object()));
        }
        return parts;
    }

    @Override
    public void close() throws IOException {
        json.close();
    }

    private static Part part(Fields fields) {
        String type = fields.text("type");
        return switch (type) {
            case "text" -> new Part.Text(fields.text("text"));
            case "reasoning" -> new Part.Reasoning(fields.text("text"));
            case "attachment" ->
                    new Part.Attachment(
                            fields.text("mediaType"), fields.text("filename"), fields.text("url"));
            case "promptUse" ->
                    new Part.PromptUse(
                            fields.text("server"),
                            fields.text("prompt"),
                            fields.objects("arguments").stream()
                                    .findFirst()
                                    .map(Fields::texts)
                                    .orElse(Map.of()));
            case "toolCall" ->
                    new Part.ToolCall(
                            fields.text("callId"),
                            fields.text("tool"),
                            fields.text("argumentsJson"),
                            Boolean.parseBoolean(fields.text("needsApproval")));
            case "toolResult" ->
                    new Part.ToolResult(
                            fields.text("callId"),
                            fields.text("tool"),
                            status(fields.text("status")),
                            fields.objects("content").stream()
                                    .map(MessageJsonReader::content)
                                    .toList(),
                            fields.text("structuredJson"),
                            duration(fields.text("took")));
            case "notice" -> new Part.Notice(fields.text("code"), fields.text("text"));
            default ->
                    new Part.Notice(
                            UNREADABLE,
                            "A newer version of Parley saved something here that this one"
                                    + " cannot show ("
                                    + type
                                    + ").");
        };
    }

    private static ToolContent content(Fields fields) {
        String type = fields.text("type");
        return switch (type) {
            case "text" -> new ToolContent.Text(fields.text("text"));
            case "image" -> new ToolContent.Image(fields.text("mediaType"), fields.text("base64"));
            case "audio" -> new ToolContent.Audio(fields.text("mediaType"), fields.text("base64"));
            case "resourceLink" ->
                    new ToolContent.ResourceLink(
                            fields.text("uri"),
                            fields.text("name"),
                            fields.text("description"),
                            fields.text("mediaType"));
            case "embeddedText" ->
                    new ToolContent.EmbeddedText(
                            fields.text("uri"), fields.text("mediaType"), fields.text("text"));
            case "embeddedBlob" ->
                    new ToolContent.EmbeddedBlob(
                            fields.text("uri"), fields.text("mediaType"), fields.text("base64"));
            default -> new ToolContent.Text("[content of a newer version of Parley: " + type + "]");
        };
    }

    private static ToolStatus status(String name) {
        for (ToolStatus status : ToolStatus.values()) {
            if (status.name().equals(name)) {
                return status;
            }
        }
        return ToolStatus.UNKNOWN;
    }

    private static Duration duration(String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException e) {
            return Duration.ZERO;
        }
    }

    /** Reads the object whose start is the current token. */
    private Fields object() throws IOException {
        expect(json.currentToken(), JsonToken.START_OBJECT);
        Map<String, String> texts = new HashMap<>();
        Map<String, List<Fields>> objects = new HashMap<>(0);
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            switch (json.nextToken()) {
                case START_OBJECT -> objects.put(name, List.of(object()));
                case START_ARRAY -> objects.put(name, array());
                case VALUE_NULL -> {}
                default -> texts.put(name, json.getText());
            }
        }
        return new Fields(texts, objects);
    }

    /** The objects in the array whose start is the current token; the rest is not ours. */
    private List<Fields> array() throws IOException {
        List<Fields> elements = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            switch (json.currentToken()) {
                case START_OBJECT -> elements.add(object());
                case START_ARRAY -> json.skipChildren();
                default -> {}
            }
        }
        return elements;
    }

    private void expect(JsonToken actual, JsonToken wanted) throws IOException {
        if (actual != wanted) {
            throw new JsonParseException(json, "expected " + wanted + ", not " + actual);
        }
    }

    /** A JSON object: its scalars as text, its objects and arrays of objects as such. */
    private record Fields(Map<String, String> texts, Map<String, List<Fields>> nested) {

        String text(String name) {
            return texts.getOrDefault(name, "");
        }

        List<Fields> objects(String name) {
            return nested.getOrDefault(name, List.of());
        }
    }
}
