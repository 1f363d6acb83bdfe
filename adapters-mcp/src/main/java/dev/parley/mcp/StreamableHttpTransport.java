package dev.parley.mcp;

import io.modelcontextprotocol.client.McpAsyncClient;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.HttpHeaders;
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
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import okhttp3.Headers;
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

    /** A stream that ends sooner, and without any event, is opened again later and later. */
    private static final Duration SHORT_LIFE = Duration.ofSeconds(10);

    /** Refusals to open the stream to listen on that may pass. */
    private static final Set<Integer> PASSING = Set.of(401, 403, 408, 409, 425, 429);

    private static final Pattern SESSION_ID = Pattern.compile("[!-~]{1,1024}");

    private final HttpUrl url;
    private final HttpRequests requests;
    private final McpMessages messages;
    private final Listening listening;
    private volatile Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> session = it -> it;
    private volatile Consumer<Throwable> exceptionHandler = cause -> {};
    private volatile String sessionId = "";
    private volatile String protocolVersion = "";

    StreamableHttpTransport(
            HttpUrl url, HttpRequests requests, McpMessages messages, Listening listening) {
        this.url = url;
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
        return Mono.fromRunnable(() -> session = handler);
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
                            .ifPresent(version -> protocolVersion = version);
                    return message instanceof JSONRPCRequest request
                            ? requests.run(errand -> ask(request, errand))
                            : requests.tell(errand -> tell(message, errand));
                });
    }

    private void tell(JSONRPCMessage message, HttpRequests.Errand errand) throws IOException {
        boolean accepted =
                errand.exchange(
                        post(message),
                        HttpRequests.SHORT_MAX,
                        response -> {
                            if (sessionIsGone(response)) {
                                return false;
                            }
                            HttpStatusError.unlessSuccessful(response);
                            return true;
                        });
        if (!accepted) {
            sessionEnded();
        } else if (message instanceof JSONRPCNotification notification
                && notification.method().equals(McpSchema.METHOD_NOTIFICATION_INITIALIZED)) {
            requests.run(this::listen)
                    .subscribe(done -> {}, e -> log.debug("listening to {} failed", url, e));
        }
    }

    private void ask(JSONRPCRequest request, HttpRequests.Errand errand) throws IOException {
        String id = request.id().toString();
        StreamPosition position = new StreamPosition();
        boolean answered;
        try {
            answered =
                    errand.exchange(
                            post(request),
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
                                get(position),
                                HttpRequests.UNLIMITED,
                                response -> resume(id, response, position));
                failures = 0;
            } catch (MessageTooLarge | ConnectionBroken | NotMcp e) {
                throw e;
            } catch (IOException | RuntimeException e) {
                // Not to be told as it is: the request got through and may be running.
                log.debug("resuming a stream of {} failed", url, e);
                failures++;
            }
        }
    }

    /** Whether the response held the answer to the request. */
    private boolean readAnswer(JSONRPCRequest request, Response response, StreamPosition position)
            throws IOException {
        if (sessionIsGone(response)) {
            throw new RequestNotRun(new HttpStatusError(response.code()));
        }
        HttpStatusError.unlessSuccessful(response);
        String id = request.id().toString();
        if (request.method().equals(McpSchema.METHOD_INITIALIZE)) {
            beginSession(response);
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

    private void beginSession(Response response) {
        String id = McpTexts.orEmpty(response.header(HttpHeaders.MCP_SESSION_ID));
        if (!id.isEmpty() && !SESSION_ID.matcher(id).matches()) {
            throw new NotMcp("a session id that is none", null);
        }
        sessionId = id;
    }

    private boolean resume(String id, Response response, StreamPosition position)
            throws IOException {
        if (sessionIsGone(response)) {
            sessionEnded();
            throw new ConnectionBroken("the server ended the session", null);
        }
        HttpStatusError.unlessSuccessful(response);
        if (!McpMessages.isEventStream(response)) {
            throw new ConnectionBroken("the answer ended early", null);
        }
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
                log.debug("a stream of {} broke", url, e);
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

    /** Keeps a stream open on which the server speaks unasked, if it offers one. */
    private void listen(HttpRequests.Errand errand) throws IOException {
        StreamPosition position = new StreamPosition();
        boolean offered = true;
        int failures = 0;
        while (offered) {
            long start = System.nanoTime();
            String before = position.lastEventId();
            try {
                offered =
                        errand.exchange(
                                get(position),
                                HttpRequests.UNLIMITED,
                                response -> listenTo(response, position));
            } catch (IOException | RuntimeException e) {
                log.debug("the stream of {} to listen on failed", url, e);
            }
            boolean worked =
                    !position.lastEventId().equals(before)
                            || System.nanoTime() - start > SHORT_LIFE.toNanos();
            failures = worked ? 0 : failures + 1;
            if (offered) {
                errand.pause(position.delay(Math.max(0, failures - 1)));
            }
        }
    }

    /** Whether the server may have more to say when the stream is opened again. */
    private boolean listenTo(Response response, StreamPosition position) throws IOException {
        if (response.code() == 404 && sessionIsGone(response)) {
            sessionEnded();
            return false;
        }
        if (response.code() / 100 == 4 && !PASSING.contains(response.code())) {
            return false;
        }
        HttpStatusError.unlessSuccessful(response);
        if (!McpMessages.isEventStream(response)) {
            return false;
        }
        listening.begun();
        try {
            EventStream events = messages.events(response, position);
            for (var event = events.next(); event.isPresent(); event = events.next()) {
                if (event.get().isMessage()) {
                    hear(event.get().data());
                }
            }
            return true;
        } finally {
            listening.ended();
        }
    }

    private void hear(String data) {
        try {
            receive(messages.parse(data), "");
        } catch (NotMcp e) {
            log.debug("{} said something that is no message", url, e);
        }
    }

    private void receive(JSONRPCMessage message, String requestId) {
        session.apply(Mono.just(message))
                .contextWrite(context -> context.put(WatchedTransport.ORIGIN, requestId))
                .subscribe();
    }

    /** Some servers say 400 instead of 404. */
    private static boolean sessionIsGone(Response response) {
        return (response.code() == 404 || response.code() == 400)
                && response.request().header(HttpHeaders.MCP_SESSION_ID) != null;
    }

    private void sessionEnded() {
        exceptionHandler.accept(new ConnectionBroken("the server ended the session", null));
    }

    @Override
    public Mono<Void> closeGracefully() {
        return requests.close(this::deleteSession);
    }

    private void deleteSession(HttpRequests.Errand errand) {
        if (sessionId.isEmpty()) {
            return;
        }
        try {
            int status = errand.exchange(request().delete(), DELETE_MAX, Response::code);
            log.trace("{} answered the end of the session with {}", url, status);
        } catch (IOException | RuntimeException e) {
            log.debug("ending the session with {} failed", url, e);
        }
    }

    private Request.Builder post(JSONRPCMessage message) throws IOException {
        return request()
                .header(HttpHeaders.ACCEPT, "application/json, text/event-stream")
                .post(messages.body(message));
    }

    private Request.Builder get(StreamPosition position) {
        Request.Builder request = request().header(HttpHeaders.ACCEPT, "text/event-stream");
        if (position.lastEventId().isEmpty()) {
            return request;
        }
        // An id may have any characters but line ends.
        Headers.Builder headers = request.build().headers().newBuilder();
        headers.addUnsafeNonAscii(HttpHeaders.LAST_EVENT_ID, position.lastEventId());
        return request.headers(headers.build());
    }

    private Request.Builder request() {
        Request.Builder request = HttpRequests.to(url);
        if (!sessionId.isEmpty()) {
            request.header(HttpHeaders.MCP_SESSION_ID, sessionId);
        }
        if (!protocolVersion.isEmpty()) {
            request.header(HttpHeaders.PROTOCOL_VERSION, protocolVersion);
        }
        return request;
    }

    @Override
    public <T> T unmarshalFrom(Object data, TypeRef<T> type) {
        return messages.convert(data, type);
    }
}
