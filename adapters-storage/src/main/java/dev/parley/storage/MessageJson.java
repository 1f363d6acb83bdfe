package dev.parley.storage;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.parley.conversation.Consent;
import dev.parley.conversation.Part;
import dev.parley.conversation.ToolContent;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/**
 * The stored form of a message's parts: a JSON array of objects, each with a {@code type}. Field
 * names and types are a contract with every database out there: add to them, never change them.
 */
final class MessageJson {

    /**
     * Jackson's limits guard against strangers' input; this is our own, and results of tools are
     * big. Half a surrogate pair, as it comes when text is cut into deltas, is written as an
     * escape: as a character of its own it does not survive the way to the database.
     */
    static final JsonFactory JSON =
            new JsonFactoryBuilder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxStringLength(Integer.MAX_VALUE)
                                    .maxNameLength(Integer.MAX_VALUE)
                                    .build())
                    .highestNonEscapedChar(Character.MIN_SURROGATE - 1)
                    .build();

    private MessageJson() {}

    static String write(List<Part> parts) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartArray();
            for (Part part : parts) {
                json.writeStartObject();
                write(json, part);
                json.writeEndObject();
            }
            json.writeEndArray();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return text.toString();
    }

    /**
     * The reverse of {@link #write}. A message that a newer Parley wrote is read as far as it is
     * understood: see {@link MessageJsonReader}.
     *
     * @throws DatabaseException when {@code parts} is not what {@link #write} writes
     */
    static List<Part> read(String parts) {
        try (JsonParser json = JSON.createParser(parts)) {
            return MessageJsonReader.parts(json);
        } catch (IOException e) {
            throw new DatabaseException("A stored message is damaged.", e);
        }
    }

    /** Writes the fields of {@code part} into the object that was begun. */
    static void write(JsonGenerator json, Part part) throws IOException {
        switch (part) {
            case Part.Text text -> {
                json.writeStringField("type", "text");
                json.writeStringField("text", text.text());
            }
            case Part.Reasoning reasoning -> {
                json.writeStringField("type", "reasoning");
                json.writeStringField("text", reasoning.text());
            }
            case Part.Attachment attachment -> {
                json.writeStringField("type", "file");
                json.writeStringField("id", attachment.id().value());
                json.writeStringField("name", attachment.name());
                json.writeStringField("mediaType", attachment.mediaType());
                json.writeNumberField("sizeBytes", attachment.sizeBytes());
            }
            case Part.PromptUse use -> {
                json.writeStringField("type", "promptUse");
                json.writeStringField("server", use.server());
                json.writeStringField("prompt", use.prompt());
                json.writeObjectFieldStart("arguments");
                for (Map.Entry<String, String> argument : use.arguments().entrySet()) {
                    json.writeStringField(argument.getKey(), argument.getValue());
                }
                json.writeEndObject();
            }
            case Part.ToolCall call -> {
                json.writeStringField("type", "toolCall");
                json.writeStringField("callId", call.callId());
                json.writeStringField("tool", call.tool());
                json.writeStringField("argumentsJson", call.argumentsJson());
                json.writeBooleanField("needsApproval", call.needsApproval());
                if (call.consent() != Consent.ONCE && call.consent() != Consent.NOT_NEEDED) {
                    json.writeStringField("consent", call.consent().name());
                }
                if (!call.definition().isEmpty()) {
                    json.writeStringField("definition", call.definition());
                }
            }
            case Part.ToolResult result -> {
                json.writeStringField("type", "toolResult");
                json.writeStringField("callId", result.callId());
                json.writeStringField("tool", result.tool());
                json.writeStringField("status", result.status().name());
                json.writeStringField("structuredJson", result.structuredJson());
                json.writeStringField("took", result.took().toString());
                json.writeArrayFieldStart("content");
                for (ToolContent content : result.content()) {
                    json.writeStartObject();
                    write(json, content);
                    json.writeEndObject();
                }
                json.writeEndArray();
            }
            case Part.Notice notice -> {
                json.writeStringField("type", "notice");
                json.writeStringField("code", notice.code());
                json.writeStringField("text", notice.text());
            }
        }
    }

    private static void write(JsonGenerator json, ToolContent content) throws IOException {
        switch (content) {
            case ToolContent.Text text -> {
                json.writeStringField("type", "text");
                json.writeStringField("text", text.text());
            }
            case ToolContent.Image image -> {
                json.writeStringField("type", "image");
                json.writeStringField("mediaType", image.mediaType());
                json.writeStringField("base64", image.base64());
            }
            case ToolContent.Audio audio -> {
                json.writeStringField("type", "audio");
                json.writeStringField("mediaType", audio.mediaType());
                json.writeStringField("base64", audio.base64());
            }
            case ToolContent.ResourceLink link -> {
                json.writeStringField("type", "resourceLink");
                json.writeStringField("uri", link.uri());
                json.writeStringField("name", link.name());
                json.writeStringField("description", link.description());
                json.writeStringField("mediaType", link.mediaType());
            }
            case ToolContent.EmbeddedText embedded -> {
                json.writeStringField("type", "embeddedText");
                json.writeStringField("uri", embedded.uri());
                json.writeStringField("mediaType", embedded.mediaType());
                json.writeStringField("text", embedded.text());
            }
            case ToolContent.EmbeddedBlob embedded -> {
                json.writeStringField("type", "embeddedBlob");
                json.writeStringField("uri", embedded.uri());
                json.writeStringField("mediaType", embedded.mediaType());
                json.writeStringField("base64", embedded.base64());
            }
        }
    }
}
