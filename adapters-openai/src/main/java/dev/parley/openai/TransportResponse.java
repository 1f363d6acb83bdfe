package dev.parley.openai;

import static java.util.Objects.requireNonNull;

import com.openai.core.http.Headers;
import com.openai.core.http.HttpResponse;
import java.io.InputStream;
import okhttp3.Response;

/** An answer of the transport as the SDK wants it. */
final class TransportResponse implements HttpResponse {

    private static final int ERROR_BYTES_MAX = 64 << 10;

    private final Response response;
    private final Headers headers;

    TransportResponse(Response response) {
        this.response = response;
        Headers.Builder copy = Headers.builder();
        response.headers().forEach(pair -> copy.put(pair.getFirst(), pair.getSecond()));
        headers = copy.build();
    }

    @Override
    public int statusCode() {
        return response.code();
    }

    @Override
    public Headers headers() {
        return headers;
    }

    /** The body; of an error the beginning, since the SDK reads errors whole. */
    @Override
    public InputStream body() {
        // Never null on what a call returned, says OkHttp.
        InputStream body = requireNonNull(response.body()).byteStream();
        return response.isSuccessful() ? body : new HeadOfBody(body, ERROR_BYTES_MAX);
    }

    @Override
    public void close() {
        response.close();
    }
}
