package dev.parley.oauth;

import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.BufferedSink;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * Sends the requests of OAuth, each once and to where it says: no redirect is followed, and nothing
 * that was sent is sent again. Safe for use by many threads; every request blocks for at most
 * {@link #EXCHANGE_MAX}.
 */
final class AuthorizationHttp {

    static final Duration EXCHANGE_MAX = Duration.ofSeconds(10);

    /** The most of a metadata document that is read, unpacked. */
    static final int METADATA_MAX_BYTES = 256 * 1024;

    /** The most of any other answer that is read, unpacked. */
    static final int ANSWER_MAX_BYTES = 64 * 1024;

    /** An answer is longer than it may be. */
    static final class TooLong extends IOException {
        private static final long serialVersionUID = 1;

        TooLong(int maxBytes) {
            super("the answer is longer than " + maxBytes + " bytes");
        }
    }

    private final OkHttpClient client;

    /** On the clock of {@link System#nanoTime}; null for none. */
    private final @Nullable Long deadlineNanos;

    AuthorizationHttp(OkHttpClient client) {
        // A connection of its own for each request: one that was kept may be dead, and then nobody
        // knows whether a refresh token has been used.
        this.client =
                client.newBuilder()
                        .followRedirects(false)
                        .followSslRedirects(false)
                        .connectionPool(new ConnectionPool(0, 1, TimeUnit.SECONDS))
                        .build();
        this.deadlineNanos = null;
    }

    private AuthorizationHttp(OkHttpClient client, long deadlineNanos) {
        this.client = client;
        this.deadlineNanos = deadlineNanos;
    }

    /** The same, for exchanges that take no longer than {@code total} from now, all together. */
    AuthorizationHttp within(Duration total) {
        return new AuthorizationHttp(client, System.nanoTime() + total.toNanos());
    }

    /** Asks for a metadata document. */
    HTTPResponse get(URI url) throws IOException {
        HTTPRequest request = new HTTPRequest(HTTPRequest.Method.GET, url);
        request.setAccept("application/json");
        return send(request, METADATA_MAX_BYTES);
    }

    /** Sends a form or a document. */
    HTTPResponse post(HTTPRequest request) throws IOException {
        request.setAccept("application/json");
        return send(request, ANSWER_MAX_BYTES);
    }

    /** The answer's head; its body is left unread. */
    HTTPResponse head(HTTPRequest request) throws IOException {
        return send(request, 0);
    }

    private HTTPResponse send(HTTPRequest request, int maxBytes) throws IOException {
        return request.send(it -> exchange(it, maxBytes));
    }

    private HTTPResponse exchange(ReadOnlyHTTPRequest request, int maxBytes) throws IOException {
        Call call = client.newCall(translated(request));
        call.timeout().timeout(left(), TimeUnit.NANOSECONDS);
        try (Response response = call.execute()) {
            HTTPResponse answer = new HTTPResponse(response.code());
            for (String name : response.headers().names()) {
                answer.setHeader(name, response.headers(name).toArray(String[]::new));
            }
            ResponseBody body = response.body();
            if (maxBytes > 0 && body != null) {
                answer.setBody(text(body, maxBytes));
            }
            return answer;
        } catch (IllegalArgumentException e) {
            // A header that Nimbus or OkHttp cannot represent; its message may quote it.
            throw new IOException("the exchange is not valid HTTP");
        }
    }

    /** How long the next exchange may take. */
    private long left() throws IOException {
        long most = EXCHANGE_MAX.toNanos();
        if (deadlineNanos == null) {
            return most;
        }
        long left = Math.min(most, deadlineNanos - System.nanoTime());
        if (left <= 0) {
            throw new IOException("the exchanges took too long, all together");
        }
        return left;
    }

    private static Request translated(ReadOnlyHTTPRequest request) {
        Request.Builder builder = new Request.Builder().url(request.getURI().toString());
        for (Map.Entry<String, List<String>> header : request.getHeaderMap().entrySet()) {
            header.getValue().forEach(value -> builder.addHeader(header.getKey(), value));
        }
        return switch (request.getMethod()) {
            case GET -> builder.get().build();
            case POST -> builder.post(new Once(request.getBody())).build();
            case PUT, DELETE -> throw new IllegalArgumentException("method " + request.getMethod());
        };
    }

    private static String text(ResponseBody body, int maxBytes) throws IOException {
        BufferedSource source = body.source();
        if (source.request(maxBytes + 1L)) {
            throw new TooLong(maxBytes);
        }
        return source.readString(StandardCharsets.UTF_8);
    }

    /** A body that goes out once: OkHttp would send others again when a connection breaks. */
    private static final class Once extends RequestBody {

        private final byte[] bytes;

        Once(@Nullable String body) {
            this.bytes = (body == null ? "" : body).getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public @Nullable MediaType contentType() {
            // The request's own header says it.
            return null;
        }

        @Override
        public long contentLength() {
            return bytes.length;
        }

        @Override
        public boolean isOneShot() {
            return true;
        }

        @Override
        public void writeTo(BufferedSink sink) throws IOException {
            sink.write(bytes);
        }
    }
}
