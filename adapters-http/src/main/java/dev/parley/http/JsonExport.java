package dev.parley.http;

import dev.parley.conversation.Conversation;
import dev.parley.conversation.Message;
import dev.parley.conversation.Part;
import dev.parley.turn.UsageSum;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;

/** A conversation with all that is stored of it, written message by message. */
final class JsonExport {

    private static final byte[] COMMA = ",".getBytes(StandardCharsets.US_ASCII);

    private JsonExport() {}

    static void write(OutputStream out, Instant now, Conversation conversation, UsageSum usage)
            throws IOException {
        JsonWriter json = new JsonWriter().object();
        json.field("id", conversation.id().value()).field("title", conversation.title());
        json.field("createdAt", conversation.createdAt().toString());
        json.field("updatedAt", conversation.updatedAt().toString());
        json.field("exportedAt", now.toString());
        HistoryRoutes.sum(json.name("usage"), usage);
        json.name("messages").array();
        boolean first = true;
        for (Message message : conversation.messages()) {
            if (!first) {
                // What is written piece by piece forgets that something went before.
                json.raw(COMMA);
            }
            first = false;
            message(json, message);
            json.drainTo(
                    bytes ->
                            out.write(
                                    bytes.array(),
                                    bytes.arrayOffset() + bytes.position(),
                                    bytes.remaining()));
        }
        json.endArray().endObject();
        out.write(json.toBytes());
    }

    private static void message(JsonWriter json, Message message) {
        json.object().field("id", message.id().value());
        json.field("role", message.role().name().toLowerCase(Locale.ROOT));
        json.field("createdAt", message.createdAt().toString()).name("parts").array();
        for (Part part : message.parts()) {
            json.object();
            part(json, part);
            json.endObject();
        }
        json.endArray().endObject();
    }

    private static void part(JsonWriter json, Part part) {
        switch (part) {
            case Part.Text it -> json.field("type", "text").field("text", it.text());
            case Part.Reasoning it -> json.field("type", "reasoning").field("text", it.text());
            case Part.Attachment it -> UiJson.attachment(json, it);
            case Part.PromptUse it -> UiJson.prompt(json.field("type", "prompt"), it);
            case Part.ToolCall it -> {
                json.field("type", "tool-call").field("callId", it.callId());
                json.field("tool", it.tool());
                UiJson.input(json, it.argumentsJson());
                json.field("needsApproval", it.needsApproval());
            }
            case Part.ToolResult it -> {
                json.field("type", "tool-result").field("callId", it.callId());
                json.field("tool", it.tool());
                json.field("status", it.status().name().toLowerCase(Locale.ROOT));
                json.field("took", it.took().toString());
                UiJson.output(json, it);
            }
            case Part.Notice it ->
                    json.field("type", "notice").field("code", it.code()).field("text", it.text());
        }
    }
}
