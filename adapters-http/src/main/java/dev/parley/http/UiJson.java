package dev.parley.http;

import dev.parley.conversation.Part;
import dev.parley.conversation.Part.Notice;
import dev.parley.conversation.Part.ToolCall;
import dev.parley.conversation.Part.ToolResult;
import dev.parley.conversation.ToolContent;
import dev.parley.conversation.ToolStatus;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The pieces of JSON that a live stream and a stored message have in common. */
final class UiJson {

    private UiJson() {}

    /** The members of a file that a message names. */
    static void attachment(JsonWriter json, Part.Attachment attachment) {
        json.field("type", "file")
                .field("mediaType", attachment.mediaType())
                .field("filename", attachment.name())
                .field("url", AttachmentRoutes.url(attachment.id()));
    }

    /** The members that say which prompt was used, and how; always in the same order. */
    static void prompt(JsonWriter json, Part.PromptUse use) {
        json.field("server", use.server()).field("prompt", use.prompt());
        json.name("arguments").object();
        use.arguments().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(it -> json.key(it.getKey()).string(it.getValue()));
        json.endObject();
    }

    static void notice(JsonWriter json, Notice notice) {
        json.field("type", "data-notice").name("data").object();
        json.field("code", notice.code()).field("text", notice.text()).endObject();
    }

    /** How a call ended and how long it took, which the protocol has no place for. */
    static void resultData(JsonWriter json, ToolResult result) {
        json.field("type", "data-tool-result").field("id", result.callId());
        json.name("data").object();
        json.field("status", result.status().name().toLowerCase(Locale.ROOT));
        json.field("tookMs", result.took().toMillis()).endObject();
    }

    /** A call's arguments; a text that is no JSON object is shown as the text it is. */
    static void input(JsonWriter json, String argumentsJson) {
        json.name("input");
        if (JsonInput.isObject(argumentsJson)) {
            json.json(argumentsJson);
        } else {
            json.string(argumentsJson);
        }
    }

    /** What the user may say of a call, or has said of all calls of its tool. */
    static void consent(JsonWriter json, ToolCall call) {
        switch (call.consent()) {
            case NOT_NEEDED, ONCE -> {
                // The call's state says it all.
            }
            case STANDING, OFFERED, CHANGED -> {
                json.name("toolMetadata").object();
                json.field("consent", call.consent().name().toLowerCase(Locale.ROOT)).endObject();
            }
        }
    }

    /** What a tool returned, as MCP has it. */
    static void output(JsonWriter json, ToolResult result) {
        json.name("output").object().name("content").array();
        result.content().forEach(block -> content(json, block));
        json.endArray();
        if (JsonInput.isJson(result.structuredJson())) {
            json.name("structuredContent").json(result.structuredJson());
        }
        json.endObject();
    }

    /** What to tell the user about a call that gave no output. */
    static String errorText(ToolResult result) {
        List<String> texts =
                result.content().stream()
                        .filter(ToolContent.Text.class::isInstance)
                        .map(it -> ((ToolContent.Text) it).text())
                        .toList();
        String joined = String.join("\n", texts);
        return joined.isBlank() ? sentence(result.status()) : joined;
    }

    private static String sentence(ToolStatus status) {
        return switch (status) {
            case OK -> "The tool succeeded.";
            case FAILED -> "The tool failed.";
            case DENIED -> "The call was not allowed.";
            case NOT_RUN -> "The tool was not run.";
            case UNKNOWN -> "The tool may have run; its result was not seen.";
        };
    }

    private static void content(JsonWriter json, ToolContent content) {
        json.object();
        switch (content) {
            case ToolContent.Text text -> json.field("type", "text").field("text", text.text());
            case ToolContent.Image image ->
                    binary(json, "image", image.base64(), image.mediaType());
            case ToolContent.Audio audio ->
                    binary(json, "audio", audio.base64(), audio.mediaType());
            case ToolContent.ResourceLink link ->
                    json.field("type", "resource_link")
                            .field("uri", link.uri())
                            .field("name", link.name())
                            .optional("description", link.description())
                            .optional("mimeType", link.mediaType());
            case ToolContent.EmbeddedText text ->
                    resource(json, text.uri(), text.mediaType())
                            .field("text", text.text())
                            .endObject();
            case ToolContent.EmbeddedBlob blob ->
                    resource(json, blob.uri(), blob.mediaType())
                            .field("blob", blob.base64())
                            .endObject();
        }
        json.endObject();
    }

    private static void binary(JsonWriter json, String type, String base64, String mediaType) {
        json.field("type", type).field("data", base64).field("mimeType", mediaType);
    }

    private static JsonWriter resource(JsonWriter json, String uri, String mediaType) {
        json.field("type", "resource").name("resource").object().field("uri", uri);
        return json.optional("mimeType", mediaType);
    }
}
