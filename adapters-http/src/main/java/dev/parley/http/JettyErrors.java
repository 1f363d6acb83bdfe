package dev.parley.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/**
 * Answers what fails before it reaches a route, such as a request that is no HTTP: one line of text
 * that names neither the software nor the reason it gave itself.
 */
final class JettyErrors extends ErrorHandler {

    private final SecurityHeaders securityHeaders;

    JettyErrors(SecurityHeaders securityHeaders) {
        this.securityHeaders = securityHeaders;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        securityHeaders.set(response.getHeaders());
        response.getHeaders().put("Content-Type", "text/plain; charset=utf-8");
        // Where such a request ends, and the next one begins, is in doubt.
        response.getHeaders().put("Connection", "close");
        response.write(true, line(response.getStatus()), callback);
        return true;
    }

    private static ByteBuffer line(int status) {
        return ByteBuffer.wrap((HttpStatus.getMessage(status) + "\n").getBytes(UTF_8));
    }
}
