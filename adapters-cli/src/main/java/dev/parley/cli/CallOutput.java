package dev.parley.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.conversation.Part.ToolResult;
import dev.parley.conversation.ToolContent;
import dev.parley.conversation.ToolStatus;
import java.io.PrintWriter;

/** Prints what a tool returned, for people or, as MCP has it, for programs. */
final class CallOutput {

    private CallOutput() {}

    static void print(PrintWriter out, ToolResult result, boolean json) {
        if (json) {
            JsonPrinter.print(out, json(result));
            return;
        }
        result.content().forEach(it -> out.println(Terminals.printable(text(it))));
        if (result.content().isEmpty() && !result.structuredJson().isEmpty()) {
            JsonPrinter.print(out, JsonPrinter.value(result.structuredJson()));
        }
        out.flush();
    }

    private static String text(ToolContent content) {
        return switch (content) {
            case ToolContent.Text it -> it.text();
            case ToolContent.EmbeddedText it -> it.text();
            case ToolContent.ResourceLink it -> it.uri();
            case ToolContent.Image it -> "(image of type " + it.mediaType() + ": see --json)";
            case ToolContent.Audio it -> "(audio of type " + it.mediaType() + ": see --json)";
            case ToolContent.EmbeddedBlob it -> "(file of type " + it.mediaType() + ": see --json)";
        };
    }

    private static ObjectNode json(ToolResult result) {
        ObjectNode json = JsonPrinter.object();
        ArrayNode content = json.putArray("content");
        result.content().forEach(it -> content.add(json(it)));
        if (!result.structuredJson().isEmpty()) {
            json.set("structuredContent", JsonPrinter.value(result.structuredJson()));
        }
        return json.put("isError", result.status() != ToolStatus.OK);
    }

    private static ObjectNode json(ToolContent content) {
        ObjectNode json = JsonPrinter.object();
        return switch (content) {
            case ToolContent.Text it -> json.put("type", "text").put("text", it.text());
            case ToolContent.Image it ->
                    media(json.put("type", "image"), it.mediaType(), it.base64());
            case ToolContent.Audio it ->
                    media(json.put("type", "audio"), it.mediaType(), it.base64());
            case ToolContent.ResourceLink it ->
                    json.put("type", "resource_link")
                            .put("uri", it.uri())
                            .put("name", it.name())
                            .put("description", it.description())
                            .put("mimeType", it.mediaType());
            case ToolContent.EmbeddedText it ->
                    embedded(json, it.uri(), it.mediaType(), "text", it.text());
            case ToolContent.EmbeddedBlob it ->
                    embedded(json, it.uri(), it.mediaType(), "blob", it.base64());
        };
    }

    private static ObjectNode media(ObjectNode json, String mediaType, String base64) {
        return json.put("mimeType", mediaType).put("data", base64);
    }

    private static ObjectNode embedded(
            ObjectNode json, String uri, String mediaType, String field, String value) {
        json.put("type", "resource")
                .putObject("resource")
                .put("uri", uri)
                .put("mimeType", mediaType)
                .put(field, value);
        return json;
    }
}
