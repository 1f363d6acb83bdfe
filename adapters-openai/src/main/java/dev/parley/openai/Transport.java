package dev.parley.openai;

import com.openai.core.RequestOptions;
import com.openai.core.http.Headers;
import com.openai.core.http.HttpClient;
import com.openai.core.http.HttpRequest;
import com.openai.core.http.HttpRequestBody;
import com.openai.core.http.HttpResponse;
import com.openai.errors.OpenAIIoException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP client below the SDK. Safe for use by many threads.
 *
 * <p>The SDK's own sets no {@code TCP_NODELAY}, keeps five idle connections, ends a stream by
 * draining it, hides the call that could be cancelled instead, and times every read with OkHttp's
 * timers, whose queue is walked under one lock. Here all waiting is left to {@link Watchdog}.
 *
 * <p>HTTP/1.1 on purpose: one connection for each answer, so that a broken or stalled one takes no
 * other answer with it.
 */
final class Transport implements HttpClient {

    /** A burst of answers ends together and the next begins soon: do not shake hands again. */
    private static final int IDLE_CONNECTIONS_MAX = 256;

    private static final Duration IDLE_MAX = Duration.ofMinutes(1);

    /**
     * The SDK calls {@link #execute} on the thread that called it, with no room for a parameter.
     */
    private static final ThreadLocal<@Nullable CallWatch> WATCHING = new ThreadLocal<>();

    private final OkHttpClient http;

    Transport(Duration connectTimeMax) {
        http =
                new OkHttpClient.Builder()
                        .connectionPool(
                                new ConnectionPool(
                                        IDLE_CONNECTIONS_MAX,
                                        IDLE_MAX.toMillis(),
                                        TimeUnit.MILLISECONDS))
                        .protocols(List.of(Protocol.HTTP_1_1))
                        .socketFactory(new NoDelaySockets())
                        .followRedirects(false)
                        .followSslRedirects(false)
                        .connectTimeout(connectTimeMax)
                        .readTimeout(Duration.ZERO)
                        .writeTimeout(Duration.ZERO)
                        .callTimeout(Duration.ZERO)
                        .build();
    }

    /** Runs {@code send}, whose call on this thread becomes the watch's. */
    <T> T watched(CallWatch watch, Supplier<T> send) {
        WATCHING.set(watch);
        try {
            return send.get();
        } finally {
            WATCHING.remove();
        }
    }

    @Override
    public HttpResponse execute(HttpRequest request, RequestOptions options) {
        Call call = http.newCall(okRequest(request));
        CallWatch watch = WATCHING.get();
        if (watch != null) {
            watch.attach(call);
        }
        try {
            return new TransportResponse(call.execute());
        } catch (IOException e) {
            throw new OpenAIIoException("request failed", e);
        } finally {
            HttpRequestBody body = request.body();
            if (body != null) {
                body.close();
            }
        }
    }

    /** Not used: every caller has a virtual thread of its own. */
    @Override
    public CompletableFuture<HttpResponse> executeAsync(
            HttpRequest request, RequestOptions options) {
        return CompletableFuture.failedFuture(
                new UnsupportedOperationException("only blocking calls"));
    }

    @Override
    public void close() {
        http.connectionPool().evictAll();
        http.dispatcher().executorService().shutdown();
    }

    static Request okRequest(HttpRequest request) {
        Request.Builder ok = new Request.Builder().url(request.url());
        Headers headers = request.headers();
        for (String name : headers.names()) {
            headers.values(name).forEach(value -> ok.addHeader(name, value));
        }
        // Proxies that compress a stream hold it back until a block is full.
        ok.header("Accept-Encoding", "identity");
        HttpRequestBody body = request.body();
        return ok.method(request.method().name(), body == null ? null : okBody(body)).build();
    }

    private static RequestBody okBody(HttpRequestBody body) {
        return new RequestBody() {
            @Override
            public @Nullable MediaType contentType() {
                String type = body.contentType();
                return type == null ? null : MediaType.parse(type);
            }

            @Override
            public long contentLength() {
                return body.contentLength();
            }

            @Override
            public void writeTo(BufferedSink sink) {
                body.writeTo(sink.outputStream());
            }
        };
    }
}
