package dev.parley.mcp;

import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * One connection's view of the HTTP client all connections share. It tells its listener how each
 * exchange goes, which the SDK keeps to itself, and can abort one. Safe for use by many threads.
 */
final class WatchedHttpClient extends HttpClient {

    /** Carries a request's JSON-RPC id from the SDK to here, and goes no further. */
    static final String REQUEST_ID_HEADER = "X-Parley-Request-Id";

    /** Hears how exchanges go, on the client's threads; must not block. */
    interface Listener {

        void responded(String requestId, int status);

        /** The response to this request is over, complete or not. */
        void ended(String requestId);

        /** The stream on which the server speaks unasked is open. */
        void listeningStarted();

        void listeningEnded();
    }

    private static final Listener NOBODY =
            new Listener() {
                @Override
                public void responded(String requestId, int status) {}

                @Override
                public void ended(String requestId) {}

                @Override
                public void listeningStarted() {}

                @Override
                public void listeningEnded() {}
            };

    private final HttpClient client;
    private final Map<String, HttpExchange<?>> exchanges = new ConcurrentHashMap<>();
    private volatile Listener listener = NOBODY;

    WatchedHttpClient(HttpClient client) {
        this.client = client;
    }

    void listener(Listener newListener) {
        listener = newListener;
    }

    /** Drops the exchange of a request, whatever state it is in. */
    void abort(String requestId) {
        HttpExchange<?> exchange = exchanges.remove(requestId);
        if (exchange != null) {
            exchange.abort();
        }
    }

    /**
     * The requests whose response the SDK stopped reading, because it could not make sense of it.
     */
    List<String> unreadable() {
        return exchanges.entrySet().stream()
                .filter(entry -> entry.getValue().isGivenUp())
                .map(Map.Entry::getKey)
                .toList();
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(
            HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        String id = request.headers().firstValue(REQUEST_ID_HEADER).orElse("");
        if (!id.isEmpty()) {
            return sendWatched(id, request, handler);
        }
        if (request.method().equals("GET")) {
            Runnable onEnd = () -> listener.listeningEnded();
            return new HttpExchange<>(handler, this::listening, onEnd, onEnd).send(client, request);
        }
        return client.sendAsync(request, handler);
    }

    private <T> CompletableFuture<HttpResponse<T>> sendWatched(
            String id, HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        Runnable onEnd =
                () -> {
                    exchanges.remove(id);
                    listener.ended(id);
                };
        HttpExchange<T> exchange =
                new HttpExchange<>(
                        handler, status -> listener.responded(id, status), onEnd, () -> {});
        exchanges.put(id, exchange);
        CompletableFuture<HttpResponse<T>> response = exchange.send(client, withoutId(request));
        var unused =
                response.whenComplete(
                        (head, failure) -> {
                            if (failure != null) {
                                exchanges.remove(id);
                            }
                        });
        return response;
    }

    private void listening(int status) {
        if (status / 100 == 2) {
            listener.listeningStarted();
        }
    }

    private static HttpRequest withoutId(HttpRequest request) {
        return HttpRequest.newBuilder(
                        request, (name, value) -> !name.equalsIgnoreCase(REQUEST_ID_HEADER))
                .build();
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(
            HttpRequest request,
            HttpResponse.BodyHandler<T> handler,
            HttpResponse.@Nullable PushPromiseHandler<T> pushPromiseHandler) {
        // Pushes need HTTP/2, which the shared client does not speak.
        return sendAsync(request, handler);
    }

    @Override
    public <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler)
            throws IOException, InterruptedException {
        return client.send(request, handler);
    }

    @Override
    public Optional<CookieHandler> cookieHandler() {
        return client.cookieHandler();
    }

    @Override
    public Optional<Duration> connectTimeout() {
        return client.connectTimeout();
    }

    @Override
    public Redirect followRedirects() {
        return client.followRedirects();
    }

    @Override
    public Optional<ProxySelector> proxy() {
        return client.proxy();
    }

    @Override
    public SSLContext sslContext() {
        return client.sslContext();
    }

    @Override
    public SSLParameters sslParameters() {
        return client.sslParameters();
    }

    @Override
    public Optional<Authenticator> authenticator() {
        return client.authenticator();
    }

    @Override
    public Version version() {
        return client.version();
    }

    @Override
    public Optional<Executor> executor() {
        return client.executor();
    }
}
