package dev.parley.mcp;

import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCNotification;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * A transport of the SDK that knows which requests are open, so that they can be cancelled and fail
 * at once when the connection does. Safe for use by many threads.
 *
 * <p>The SDK by itself leaves a request open until its timeout when the child dies, the response
 * stream ends early or opening fails; it has no cancellation; and it answers every {@code
 * list_changed} with listings of all pages, however many there are. Notifications therefore end
 * here, with {@code notifications}.
 */
final class WatchedTransport implements McpClientTransport {

    /**
     * Where a transport says, in Reactor's context, on which request's stream a message came, and
     * where a question of the server says so, in its {@code _meta}.
     */
    static final String ORIGIN = "dev.parley/origin";

    private static final Logger log = LoggerFactory.getLogger(WatchedTransport.class);

    private static final String SESSION_ENDED = "the server ended the session";

    /** Never seen by anyone: it only makes the SDK forget a request. */
    private static final int GIVEN_UP = -32000;

    private final McpClientTransport delegate;
    private final Consumer<JSONRPCNotification> notifications;
    private final Listening listening;
    private final Map<Object, PendingRequest<?>> open = new ConcurrentHashMap<>();
    private final AtomicReference<@Nullable ConnectionBroken> broken = new AtomicReference<>();
    private volatile Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> session =
            messages -> messages;

    WatchedTransport(
            McpClientTransport delegate,
            Consumer<JSONRPCNotification> notifications,
            Listening listening) {
        this.delegate = delegate;
        this.notifications = notifications;
        this.listening = listening;
    }

    /** Whether the connection can no longer be used. */
    boolean isBroken() {
        return broken.get() != null;
    }

    /** Whether the server can tell us now that its lists changed. */
    boolean isListening() {
        return listening.isOn() && !isBroken();
    }

    /** Grows whenever the server may have changed its lists without being able to tell us. */
    int listeningGaps() {
        return listening.gaps();
    }

    /**
     * The open request a question of the server belongs to, by the {@code _meta} the question came
     * with; nothing when several are open and the server did not ask on the stream of any.
     */
    Optional<PendingRequest<?>> origin(Map<String, Object> meta) {
        return meta.get(ORIGIN) instanceof String id
                ? Optional.ofNullable(open.get(id))
                : Optional.empty();
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
                .subscribe(sent -> {}, e -> log.debug("cancelling {} failed", id, e));
        forget(id);
        request.abort();
    }

    /**
     * Ends the connection: all open requests fail and none can be sent. The first reason counts.
     * Whoever calls, they have failed for that reason when this returns, and not for one of the
     * SDK's, whose session may be closed next.
     */
    void breakDown(String reason, @Nullable Throwable cause) {
        broken.compareAndSet(null, new ConnectionBroken(reason, cause));
        ConnectionBroken failure = broken.get();
        if (failure != null) {
            List.copyOf(open.keySet()).forEach(id -> fail(id, failure));
        }
    }

    @Override
    public Mono<Void> connect(Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> handler) {
        session = handler;
        return delegate.connect(
                        messages ->
                                Mono.deferContextual(
                                        context ->
                                                messages.filter(this::isForTheSession)
                                                        .map(it -> withOrigin(it, context))
                                                        .flatMap(
                                                                it ->
                                                                        handler.apply(
                                                                                Mono.just(it)))))
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
                    PendingRequest<?> pending =
                            context.<PendingRequest<?>>getOrEmpty(PendingRequest.class)
                                    .orElseGet(PendingRequest::new);
                    pending.sentAs(id);
                    open.put(id, pending);
                    ConnectionBroken failure = broken.get();
                    if (failure != null) {
                        open.remove(id);
                        pending.notSent();
                        return Mono.error(failure);
                    }
                    return delegate.sendMessage(request)
                            .takeUntilOther(pending.aborted())
                            .onErrorResume(e -> refused(id, e));
                });
    }

    /** A failure is told if the request still waits for one. */
    private Mono<Void> refused(String id, Throwable cause) {
        if (open.remove(id) == null) {
            return Mono.empty();
        }
        if (cause instanceof RequestNotRun) {
            // Without the cause: what was not run is this one, and not the others.
            breakDown(SESSION_ENDED, null);
        }
        return Mono.error(cause);
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

    /** Marks a question with the request it came with: the SDK hands on nothing else of it. */
    private JSONRPCMessage withOrigin(JSONRPCMessage message, ContextView context) {
        if (!(message instanceof JSONRPCRequest request)
                || !(request.params() instanceof Map<?, ?> params)) {
            return message;
        }
        Map<Object, Object> meta =
                new LinkedHashMap<>(params.get("_meta") instanceof Map<?, ?> it ? it : Map.of());
        meta.remove(ORIGIN);
        String origin = context.<String>getOrEmpty(ORIGIN).orElse("");
        List<Object> all = List.copyOf(open.keySet());
        if (!origin.isEmpty()) {
            meta.put(ORIGIN, origin);
        } else if (all.size() == 1) {
            meta.put(ORIGIN, all.getFirst());
        }
        Map<Object, Object> marked = new LinkedHashMap<>(params);
        marked.put("_meta", meta);
        return new JSONRPCRequest(request.jsonrpc(), request.method(), request.id(), marked);
    }

    private void fail(Object id, Throwable cause) {
        PendingRequest<?> request = open.get(id);
        if (request != null) {
            // Failed before it is taken out: another thread that finds none open may go on.
            request.fail(cause);
            if (open.remove(id) != null) {
                forget(id);
                request.abort();
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
        } else if (cause instanceof RequestNotRun) {
            // Nothing can be sent any more. What is open goes on: it may be answered yet, or learn
            // from its own refusal that it surely was not run.
            broken.compareAndSet(null, new ConnectionBroken(SESSION_ENDED, null));
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
