package dev.parley.app.demo;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Objects;

/**
 * Reads what the MCP SDK's server does not tell its tools: the id of a {@code tools/call}, and that
 * a client has cancelled one (MCP 2025-11-25, basic/utilities/cancellation).
 */
final class CancellationFilter extends HttpFilter {

    static final int BODY_BYTES_MAX = 1_000_000;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final transient RunningCalls calls;

    CancellationFilter(RunningCalls calls) {
        this.calls = calls;
    }

    @Override
    protected void doFilter(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!request.getMethod().equals("POST")) {
            chain.doFilter(request, response);
            return;
        }
        // One byte more than allowed, so that the transport still sees that it is too much.
        byte[] body = request.getInputStream().readNBytes(BODY_BYTES_MAX + 1);
        JsonNode message = parse(body);
        String session = Objects.requireNonNullElse(request.getHeader("Mcp-Session-Id"), "");
        String method = message.path("method").asText();
        if (method.equals("tools/call")) {
            RunningCalls.mark(request, session, message.path("id").asText());
        }
        chain.doFilter(new Replayed(request, body), response);
        // Only what the transport accepted: it has looked at Host, Origin and the session.
        if (method.equals("notifications/cancelled")
                && response.getStatus() == HttpServletResponse.SC_ACCEPTED) {
            calls.cancel(session, message.path("params").path("requestId").asText());
        }
    }

    private static JsonNode parse(byte[] body) throws IOException {
        try {
            return JSON.readTree(body);
        } catch (JacksonException e) {
            // The transport answers it as the specification says.
            return MissingNode.getInstance();
        }
    }

    /** A request whose body can be read again. */
    private static final class Replayed extends HttpServletRequestWrapper {

        private final byte[] body;

        Replayed(HttpServletRequest request, byte[] body) {
            super(request);
            this.body = body;
        }

        @Override
        public ServletInputStream getInputStream() {
            ByteArrayInputStream bytes = new ByteArrayInputStream(body);
            return new ServletInputStream() {
                @Override
                public int read() {
                    return bytes.read();
                }

                @Override
                public int read(byte[] buffer, int offset, int length) {
                    return bytes.read(buffer, offset, length);
                }

                @Override
                public boolean isFinished() {
                    return bytes.available() == 0;
                }

                @Override
                public boolean isReady() {
                    return true;
                }

                @Override
                public void setReadListener(ReadListener listener) {
                    throw new UnsupportedOperationException("read it by blocking");
                }
            };
        }
    }
}
