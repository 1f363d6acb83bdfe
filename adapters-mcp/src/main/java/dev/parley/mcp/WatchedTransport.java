package dev.parley.mcp;

import io.modelcontextprotocol.client.McpAsyncClient;
import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCNotification;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse;
import io.modelcontextprotocol.spec.McpTransportSessionNotFoundException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * A transport of the SDK that knows which requests are open, so that they can be cancelled and fail
 * at once when the connection does. Safe for use by many threads.
 *
 * <p>The SDK by itself leaves a request open until its timeout when the child dies, the response
 * stream ends early or opening fails; it has no cancellation; and it answers every {@code
 * list_changed} with listings of all pages, however many there are. Notifications therefore end
 * here, with {@code notifications}.
 */
final class WatchedTransport implements McpClientTransport, WatchedHttpClient.Listener {

    /** Where requests find their id in the SDK's transport context. */
    static final String REQUEST_ID = "dev.parley.request-id";

    private static final Logger log = LoggerFactory.getLogger(WatchedTransport.class);

    /** Never seen by anyone: it only makes the SDK forget a request. */
    private static final int GIVEN_UP = -32000;

    private static final long ANSWER_GRACE_MILLIS = 500;

    private final McpClientTransport delegate;
    private final Consumer<JSONRPCNotification> notifications;
    private final Optional<WatchedHttpClient> http;
    private final boolean answersOnOneStream;
    private final Map<Object, PendingRequest<?>> open = new ConcurrentHashMap<>();
    private final AtomicReference<@Nullable ConnectionBroken> broken = new AtomicReference<>();
    private volatile Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> session =
            messages -> messages;
    private volatile String protocolVersion = "";
    private volatile boolean listening;
    private final AtomicLong listeningLosses = new AtomicLong();

    private WatchedTransport(
            McpClientTransport delegate,
            Consumer<JSONRPCNotification> notifications,
            Optional<WatchedHttpClient> http,
            boolean answersOnOneStream) {
        this.delegate = delegate;
        this.notifications = notifications;
        this.http = http;
        this.answersOnOneStream = answersOnOneStream;
        this.listening = http.isEmpty();
    }

    static WatchedTransport overChild(
            StdioTransport child, Consumer<JSONRPCNotification> notifications) {
        return new WatchedTransport(child, notifications, Optional.empty(), true);
    }

    /** Over streamable HTTP, sent through {@code client}. */
    static WatchedTransport overHttp(
            McpClientTransport delegate,
            Consumer<JSONRPCNotification> notifications,
            WatchedHttpClient client) {
        var watched = new WatchedTransport(delegate, notifications, Optional.of(client), false);
        client.listener(watched);
        return watched;
    }

    /** Over HTTP with SSE, where all answers come on the stream opened first. */
    static WatchedTransport overSse(
            McpClientTransport delegate,
            Consumer<JSONRPCNotification> notifications,
            WatchedHttpClient client) {
        var watched = new WatchedTransport(delegate, notifications, Optional.of(client), true);
        client.listener(watched);
        return watched;
    }

    /** Whether the connection can no longer be used. */
    boolean isBroken() {
        return broken.get() != null;
    }

    /** Whether the server can tell us now that its lists changed. */
    boolean isListening() {
        return listening;
    }

    /** How often it could no longer; changes made then were not heard of. */
    long listeningLosses() {
        return listeningLosses.get();
    }

    /** Gives up on a request and tells the server so. Returns at once. */
    void cancel(PendingRequest<?> request, String reason) {
        String id = request.id();
        if (open.remove(id) == null) {
            return;
        }
        var cancelled =
                new JSONRPCNotification(
                        "notifications/cancelled", Map.of("requestId", id, "reason", reason));
        delegate.sendMessage(cancelled)
                .contextWrite(
                        context ->
                                protocolVersion.isEmpty()
                                        ? context
                                        : context.put(
                                                McpAsyncClient.NEGOTIATED_PROTOCOL_VERSION,
                                                protocolVersion))
                .subscribe(sent -> {}, e -> log.debug("cancelling {} failed", id, e));
        forget(id);
        http.ifPresent(client -> client.abort(id));
    }

    /**
     * Ends the connection: all open requests fail and none can be sent. The first reason counts.
     * Whoever calls, they have failed for that reason when this returns, and not for one of the
     * SDK's, whose session may be closed next.
     */
    void breakDown(String reason, @Nullable Throwable cause) {
        broken.compareAndSet(null, new ConnectionBroken(reason, cause));
        ConnectionBroken failure = broken.get();
        listening = false;
        if (failure != null) {
            List.copyOf(open.keySet()).forEach(id -> fail(id, failure));
        }
    }

    @Override
    public Mono<Void> connect(Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> handler) {
        session = handler;
        return delegate.connect(
                        messages ->
                                messages.filter(this::isForTheSession)
                                        .flatMap(message -> handler.apply(Mono.just(message))))
                .doOnError(e -> breakDown("it could not be opened", e));
    }

    @Override
    public Mono<Void> sendMessage(JSONRPCMessage message) {
        return message instanceof JSONRPCRequest request
                ? send(request)
                : delegate.sendMessage(message);
    }

    private Mono<Void> send(JSONRPCRequest request) {
        return Mono.deferContextual(
                context -> {
                    String id = request.id().toString();
                    Optional<PendingRequest<?>> pending = context.getOrEmpty(PendingRequest.class);
                    pending.ifPresent(it -> it.sentAs(id));
                    context.<String>getOrEmpty(McpAsyncClient.NEGOTIATED_PROTOCOL_VERSION)
                            .ifPresent(version -> protocolVersion = version);
                    open.put(id, pending.orElseGet(PendingRequest::new));
                    ConnectionBroken failure = broken.get();
                    if (failure != null) {
                        open.remove(id);
                        pending.ifPresent(PendingRequest::notSent);
                        return Mono.error(failure);
                    }
                    return delegate.sendMessage(request)
                            .contextWrite(
                                    it ->
                                            it.put(
                                                    McpTransportContext.KEY,
                                                    McpTransportContext.create(
                                                            Map.of(REQUEST_ID, id))))
                            .doOnError(e -> open.remove(id));
                });
    }

    /** Answers to nobody, and all notifications, are kept from the SDK. */
    private boolean isForTheSession(JSONRPCMessage message) {
        return switch (message) {
            case JSONRPCNotification notification -> {
                notifications.accept(notification);
                yield false;
            }
            case JSONRPCResponse response -> open.remove(response.id()) != null;
            default -> true;
        };
    }

    private void fail(Object id, Throwable cause) {
        PendingRequest<?> request = open.get(id);
        if (request != null) {
            // Failed before it is taken out: another thread that finds none open may go on.
            request.fail(cause);
            if (open.remove(id) != null) {
                forget(id);
            }
        }
    }

    private void forget(Object id) {
        var error = new JSONRPCResponse.JSONRPCError(GIVEN_UP, "given up");
        session.apply(Mono.just(JSONRPCResponse.error(id, error))).subscribe();
    }

    /**
     * Not handed on: the SDK would open a new session behind our back, over a transport whose open
     * requests it forgets. A connection that lost its session is replaced as a whole instead.
     */
    @Override
    public void setExceptionHandler(Consumer<Throwable> handler) {
        delegate.setExceptionHandler(this::failed);
    }

    private void failed(Throwable cause) {
        if (cause instanceof ConnectionBroken ended) {
            breakDown(McpTexts.orEmpty(ended.getMessage()), ended.getCause());
        } else if (cause instanceof McpTransportSessionNotFoundException) {
            breakDown("the server ended the session", cause);
        } else {
            http.ifPresent(client -> client.unreadable().forEach(id -> fail(id, cause)));
        }
    }

    @Override
    public void responded(String requestId, int status) {
        PendingRequest<?> request = open.get(requestId);
        if (request != null) {
            request.answeredWith(status);
        }
    }

    @Override
    public void ended(String requestId) {
        if (open.containsKey(requestId)) {
            // Where a short answer and its end come in one piece, Reactor hands the answer on only
            // after the end was signalled: it is not missing before that had time to happen.
            Executor later =
                    CompletableFuture.delayedExecutor(ANSWER_GRACE_MILLIS, TimeUnit.MILLISECONDS);
            later.execute(
                    () -> fail(requestId, new ConnectionBroken("the answer ended early", null)));
        }
    }

    @Override
    public void listeningStarted() {
        listening = true;
    }

    @Override
    public void listeningEnded() {
        listening = false;
        listeningLosses.incrementAndGet();
        if (answersOnOneStream) {
            breakDown("the server closed the stream", null);
        }
    }

    @Override
    public Mono<Void> closeGracefully() {
        return Mono.defer(
                () -> {
                    breakDown("it was closed", null);
                    return delegate.closeGracefully();
                });
    }

    @Override
    public <T> T unmarshalFrom(Object data, TypeRef<T> type) {
        return delegate.unmarshalFrom(data, type);
    }

    @Override
    public List<String> protocolVersions() {
        return delegate.protocolVersions();
    }
}
