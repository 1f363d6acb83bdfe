package dev.parley.mcp;

import static java.util.Objects.requireNonNull;

import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import okhttp3.Response;

/** JSON-RPC messages as they are in HTTP. Safe for use by many threads. */
final class McpMessages {

    private final McpJsonMapper json;

    McpMessages(McpJsonMapper json) {
        this.json = json;
    }

    JsonBody body(JSONRPCMessage message) throws IOException {
        return new JsonBody(json.writeValueAsString(message).getBytes(StandardCharsets.UTF_8));
    }

    /** The events a response consists of. */
    EventStream events(Response response, StreamPosition position) {
        if (!isEventStream(response)) {
            throw new NotMcp("no event stream", null);
        }
        InputStream body = body(response);
        return new EventStream(body, McpLimits.MESSAGE_BYTES_MAX, position);
    }

    /** The one message a response consists of. */
    JSONRPCMessage message(Response response) throws IOException {
        if (!mediaType(response).equals("application/json")) {
            throw new NotMcp("neither JSON nor an event stream", null);
        }
        InputStream body = body(response);
        byte[] bytes = body.readNBytes(McpLimits.MESSAGE_BYTES_MAX + 1);
        if (bytes.length > McpLimits.MESSAGE_BYTES_MAX) {
            throw new MessageTooLarge();
        }
        return parse(new String(bytes, StandardCharsets.UTF_8));
    }

    private static InputStream body(Response response) {
        return requireNonNull(response.body(), "a response that was received has one").byteStream();
    }

    JSONRPCMessage parse(String message) {
        try {
            return McpSchema.deserializeJsonRpcMessage(json, message);
        } catch (IOException | RuntimeException e) {
            // The SDK's parser fails in several ways, at a mere null even by a null pointer.
            throw new NotMcp("no JSON-RPC message", e);
        }
    }

    <T> T convert(Object data, TypeRef<T> type) {
        return json.convertValue(data, type);
    }

    static boolean isEventStream(Response response) {
        return mediaType(response).equals("text/event-stream");
    }

    private static String mediaType(Response response) {
        String type = McpTexts.orEmpty(response.header("Content-Type"));
        int parameters = type.indexOf(';');
        return (parameters < 0 ? type : type.substring(0, parameters))
                .strip()
                .toLowerCase(Locale.ROOT);
    }
}
