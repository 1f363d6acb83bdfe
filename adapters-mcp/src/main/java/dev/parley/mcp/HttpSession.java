package dev.parley.mcp;

import io.modelcontextprotocol.spec.HttpHeaders;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.Response;

/**
 * A session of streamable HTTP: what its requests say, and what their statuses mean. Safe for use
 * by many threads.
 */
final class HttpSession {

    /** Refusals to open a stream that may pass. */
    private static final Set<Integer> PASSING = Set.of(401, 403, 408, 409, 425, 429);

    private static final Pattern ID = Pattern.compile("[!-~]{1,1024}");

    private final HttpUrl url;
    private final McpMessages messages;
    private volatile String id = "";
    private volatile String protocolVersion = "";

    HttpSession(HttpUrl url, McpMessages messages) {
        this.url = url;
        this.messages = messages;
    }

    /** Takes the id from the answer to {@code initialize}; there may be none. */
    void begin(Response response) {
        String given = McpTexts.orEmpty(response.header(HttpHeaders.MCP_SESSION_ID));
        if (!given.isEmpty() && !ID.matcher(given).matches()) {
            throw new NotMcp("a session id that is none", null);
        }
        id = given;
    }

    void speak(String version) {
        protocolVersion = version;
    }

    Request.Builder post(JSONRPCMessage message) throws IOException {
        return request()
                .header(HttpHeaders.ACCEPT, "application/json, text/event-stream")
                .post(messages.body(message));
    }

    /** Opens a stream, behind the last event if it had one. */
    Request.Builder get(StreamPosition position) {
        Request.Builder request = request().header(HttpHeaders.ACCEPT, "text/event-stream");
        if (position.lastEventId().isEmpty()) {
            return request;
        }
        // An id may have any characters but line ends.
        Headers.Builder headers = request.build().headers().newBuilder();
        headers.addUnsafeNonAscii(HttpHeaders.LAST_EVENT_ID, position.lastEventId());
        return request.headers(headers.build());
    }

    /** Ends the session, if there is one to end. */
    Optional<Request.Builder> delete() {
        return id.isEmpty() ? Optional.empty() : Optional.of(request().delete());
    }

    /** Whether the server knows nothing of the session any more. */
    static boolean isGone(Response response) {
        return response.code() == 404 && namedSession(response);
    }

    /** Whether a request was refused for its session's sake: some servers say 400, not 404. */
    static boolean isRefused(Response response) {
        return isGone(response) || (response.code() == 400 && namedSession(response));
    }

    /** Whether the server will never open the stream that was asked for. */
    static boolean isNotOffered(Response response) {
        return response.isSuccessful()
                ? !McpMessages.isEventStream(response)
                : response.code() / 100 == 4 && !PASSING.contains(response.code());
    }

    private static boolean namedSession(Response response) {
        return response.request().header(HttpHeaders.MCP_SESSION_ID) != null;
    }

    private Request.Builder request() {
        Request.Builder request = HttpRequests.to(url);
        if (!id.isEmpty()) {
            request.header(HttpHeaders.MCP_SESSION_ID, id);
        }
        if (!protocolVersion.isEmpty()) {
            request.header(HttpHeaders.PROTOCOL_VERSION, protocolVersion);
        }
        return request;
    }

    @Override
    public String toString() {
        return "session with " + url.host();
    }
}
