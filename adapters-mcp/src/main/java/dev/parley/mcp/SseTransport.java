package dev.parley.mcp;

import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.HttpHeaders;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;
import io.modelcontextprotocol.spec.ProtocolVersions;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import okhttp3.HttpUrl;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * MCP over HTTP with SSE, by the rules of 2024-11-05: messages go to an address the server names,
 * and all answers come on one stream, which cannot be resumed. Safe for use by many threads.
 */
final class SseTransport implements McpClientTransport {

    private final HttpUrl url;
    private final HttpRequests requests;
    private final McpMessages messages;
    private final Listening listening;
    private final CompletableFuture<HttpUrl> endpoint = new CompletableFuture<>();
    private volatile Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> session = it -> it;
    private volatile Consumer<Throwable> exceptionHandler = cause -> {};

    SseTransport(HttpUrl url, HttpRequests requests, McpMessages messages, Listening listening) {
        this.url = url;
        this.requests = requests;
        this.messages = messages;
        this.listening = listening;
    }

    @Override
    public List<String> protocolVersions() {
        return List.of(ProtocolVersions.MCP_2024_11_05);
    }

    @Override
    public void setExceptionHandler(Consumer<Throwable> handler) {
        exceptionHandler = handler;
    }

    /** Opens the stream; done when the server has named the address for messages. */
    @Override
    public Mono<Void> connect(Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> handler) {
        return Mono.defer(
                () -> {
                    session = handler;
                    requests.run(this::open)
                            .subscribe(done -> {}, this::ended, () -> ended(closedByServer(null)));
                    return Mono.fromFuture(endpoint, true).then();
                });
    }

    private void open(HttpRequests.Errand errand) throws IOException {
        errand.exchange(
                HttpRequests.to(url).header(HttpHeaders.ACCEPT, "text/event-stream"),
                HttpRequests.UNLIMITED,
                this::read);
    }

    private int read(Response response) throws IOException {
        HttpStatusError.unlessSuccessful(response);
        EventStream events = messages.events(response, new StreamPosition());
        listening.begun();
        try {
            for (var event = events.next(); event.isPresent(); event = events.next()) {
                if (event.get().type().equals("endpoint")) {
                    endpoint.complete(messageEndpoint(event.get().data()));
                } else if (event.get().isMessage()) {
                    JSONRPCMessage message = messages.parse(event.get().data());
                    session.apply(Mono.just(message)).subscribe();
                }
            }
            return response.code();
        } finally {
            listening.ended();
        }
    }

    /** Messages carry the same credentials as the stream, so they must go to the same server. */
    private HttpUrl messageEndpoint(String reference) {
        // Read by the parser that sends, which sees the same host in an odd address as we do here.
        HttpUrl named = url.resolve(reference);
        if (named == null
                || !named.scheme().equals(url.scheme())
                || !named.host().equals(url.host())
                || named.port() != url.port()
                || climbs(reference)) {
            throw new NotMcp("an endpoint for messages at another place", null);
        }
        return named;
    }

    private static boolean climbs(String reference) {
        String path = reference.split("[?#]", 2)[0].toLowerCase(Locale.ROOT).replace("%2e", ".");
        return Stream.of(path.split("[/\\\\]")).anyMatch(".."::equals);
    }

    private void ended(Throwable cause) {
        if (!endpoint.completeExceptionally(cause)) {
            exceptionHandler.accept(
                    cause instanceof ConnectionBroken ? cause : closedByServer(cause));
        }
    }

    private static ConnectionBroken closedByServer(@Nullable Throwable cause) {
        return new ConnectionBroken("the server closed the stream", cause);
    }

    @Override
    public Mono<Void> sendMessage(JSONRPCMessage message) {
        return message instanceof JSONRPCRequest
                ? requests.run(errand -> post(message, errand))
                : requests.tell(errand -> post(message, errand));
    }

    private void post(JSONRPCMessage message, HttpRequests.Errand errand) throws IOException {
        errand.exchange(
                HttpRequests.to(endpoint()).post(messages.body(message)),
                HttpRequests.SHORT_MAX,
                response -> {
                    HttpStatusError.unlessSuccessful(response);
                    return response.code();
                });
    }

    private HttpUrl endpoint() throws IOException {
        try {
            return endpoint.get(HttpRequests.SHORT_MAX.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new ConnectionBroken("it could not be opened", e.getCause());
        } catch (TimeoutException | InterruptedException e) {
            throw new NotReached(new IOException("the server named no endpoint for messages", e));
        }
    }

    @Override
    public Mono<Void> closeGracefully() {
        return requests.close(errand -> {});
    }

    @Override
    public <T> T unmarshalFrom(Object data, TypeRef<T> type) {
        return messages.convert(data, type);
    }
}
