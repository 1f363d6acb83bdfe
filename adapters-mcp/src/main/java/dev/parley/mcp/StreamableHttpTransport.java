package dev.parley.mcp;

import io.modelcontextprotocol.client.McpAsyncClient;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCNotification;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse;
import io.modelcontextprotocol.spec.ProtocolVersions;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * MCP over streamable HTTP, by the rules of 2025-11-25. Safe for use by many threads.
 *
 * <p>Not the SDK's own: that one does not resume a stream that broke, nor open the stream it
 * listens on again (ADR 12). A request that gets no answer fails with {@link NotReached}, {@link
 * Unauthorized} or {@link RequestNotRun} where it surely was not run.
 */
final class StreamableHttpTransport implements McpClientTransport {

    private static final Logger log = LoggerFactory.getLogger(StreamableHttpTransport.class);

    /** Failures in a row; streams that are accepted and end again are the server's way to poll. */
    private static final int RESUMPTIONS_MAX = 5;

    private static final Duration DELETE_MAX = Duration.ofSeconds(2);

    private final HttpSession session;
    private final HttpRequests requests;
    private final McpMessages messages;
    private final Listening listening;
    private volatile Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> receiver = it -> it;
    private volatile Consumer<Throwable> exceptionHandler = cause -> {};

    StreamableHttpTransport(
            HttpUrl url, HttpRequests requests, McpMessages messages, Listening listening) {
        this.session = new HttpSession(url, messages);
        this.requests = requests;
        this.messages = messages;
        this.listening = listening;
    }

    @Override
    public List<String> protocolVersions() {
        return List.of(
                ProtocolVersions.MCP_2025_03_26,
                ProtocolVersions.MCP_2025_06_18,
                ProtocolVersions.MCP_2025_11_25);
    }

    @Override
    public Mono<Void> connect(Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> handler) {
        return Mono.fromRunnable(() -> receiver = handler);
    }

    @Override
    public void setExceptionHandler(Consumer<Throwable> handler) {
        exceptionHandler = handler;
    }

    @Override
    public Mono<Void> sendMessage(JSONRPCMessage message) {
        return Mono.deferContextual(
                context -> {
                    context.<String>getOrEmpty(McpAsyncClient.NEGOTIATED_PROTOCOL_VERSION)
                            .ifPresent(session::speak);
                    return message instanceof JSONRPCRequest request
                            ? requests.run(errand -> ask(request, errand))
                            : requests.tell(errand -> tell(message, errand));
                });
    }

    private void tell(JSONRPCMessage message, HttpRequests.Errand errand) throws IOException {
        boolean accepted =
                errand.exchange(
                        session.post(message),
                        HttpRequests.SHORT_MAX,
                        response -> {
                            if (HttpSession.isGone(response)) {
                                return false;
                            }
                            HttpStatusError.unlessSuccessful(response);
                            return true;
                        });
        if (!accepted) {
            sessionGone();
        } else if (message instanceof JSONRPCNotification notification
                && notification.method().equals(McpSchema.METHOD_NOTIFICATION_INITIALIZED)) {
            listen();
        }
    }

    private void listen() {
        var stream =
                new ListeningStream(session, messages, listening, this::hear, this::sessionGone);
        requests.run(stream::keepOpen)
                .subscribe(done -> {}, e -> log.debug("no longer listening in a {}", session, e));
    }

    private void ask(JSONRPCRequest request, HttpRequests.Errand errand) throws IOException {
        String id = request.id().toString();
        StreamPosition position = new StreamPosition();
        boolean answered;
        try {
            answered =
                    errand.exchange(
                            session.post(request),
                            HttpRequests.UNLIMITED,
                            response -> readAnswer(request, response, position));
        } catch (NotReached | MessageTooLarge e) {
            throw e;
        } catch (IOException e) {
            throw new ConnectionBroken("no answer came", e);
        }
        int failures = 0;
        while (!answered) {
            if (position.lastEventId().isEmpty() || failures >= RESUMPTIONS_MAX) {
                throw new ConnectionBroken("the answer ended early", null);
            }
            errand.pause(position.delay(failures));
            try {
                answered =
                        errand.exchange(
                                session.get(position),
                                HttpRequests.UNLIMITED,
                                response -> resume(id, response, position));
                failures = 0;
            } catch (MessageTooLarge | ConnectionBroken | NotMcp e) {
                throw e;
            } catch (IOException | RuntimeException e) {
                // Not to be told as it is: the request got through and may be running.
                log.debug("resuming a stream in a {} failed", session, e);
                failures++;
            }
        }
    }

    /** Whether the response held the answer to the request. */
    private boolean readAnswer(JSONRPCRequest request, Response response, StreamPosition position)
            throws IOException {
        if (HttpSession.isRefused(response)) {
            throw new RequestNotRun(new HttpStatusError(response.code()));
        }
        HttpStatusError.unlessSuccessful(response);
        String id = request.id().toString();
        if (request.method().equals(McpSchema.METHOD_INITIALIZE)) {
            session.begin(response);
        }
        if (McpMessages.isEventStream(response)) {
            return readStream(id, response, position);
        }
        JSONRPCMessage message = messages.message(response);
        receive(message, id);
        if (!answers(message, id)) {
            throw new NotMcp("an answer to something else", null);
        }
        return true;
    }

    private boolean resume(String id, Response response, StreamPosition position)
            throws IOException {
        if (HttpSession.isGone(response)) {
            sessionGone();
            throw new ConnectionBroken("the server ended the session", null);
        }
        if (HttpSession.isNotOffered(response)) {
            throw new ConnectionBroken("the answer ended early", null);
        }
        HttpStatusError.unlessSuccessful(response);
        return readStream(id, response, position);
    }

    /** Reads until the answer, and not longer: what follows is not about this request. */
    private boolean readStream(String id, Response response, StreamPosition position)
            throws IOException {
        EventStream events = messages.events(response, position);
        while (true) {
            Optional<EventStream.Event> event;
            try {
                event = events.next();
            } catch (MessageTooLarge e) {
                throw e;
            } catch (IOException e) {
                log.debug("a stream broke in a {}", session, e);
                return false;
            }
            if (event.isEmpty()) {
                return false;
            }
            if (event.get().isMessage()) {
                JSONRPCMessage message = messages.parse(event.get().data());
                receive(message, id);
                if (answers(message, id)) {
                    return true;
                }
            }
        }
    }

    private static boolean answers(JSONRPCMessage message, String id) {
        return message instanceof JSONRPCResponse response && id.equals(response.id());
    }

    private void hear(String data) {
        try {
            receive(messages.parse(data), "");
        } catch (NotMcp e) {
            log.debug("something that is no message in a {}", session, e);
        }
    }

    private void receive(JSONRPCMessage message, String requestId) {
        receiver.apply(Mono.just(message))
                .contextWrite(context -> context.put(WatchedTransport.ORIGIN, requestId))
                .subscribe();
    }

    private void sessionGone() {
        exceptionHandler.accept(new RequestNotRun(new HttpStatusError(404)));
    }

    @Override
    public Mono<Void> closeGracefully() {
        return requests.close(this::endSession);
    }

    private void endSession(HttpRequests.Errand errand) {
        Optional<Request.Builder> delete = session.delete();
        if (delete.isPresent()) {
            try {
                int status = errand.exchange(delete.get(), DELETE_MAX, Response::code);
                log.trace("status {} for ending a {}", status, session);
            } catch (IOException | RuntimeException e) {
                // The server may be long gone, and need not let sessions be ended.
                log.debug("ending a {} failed", session, e);
            }
        }
    }

    @Override
    public <T> T unmarshalFrom(Object data, TypeRef<T> type) {
        return messages.convert(data, type);
    }
}
