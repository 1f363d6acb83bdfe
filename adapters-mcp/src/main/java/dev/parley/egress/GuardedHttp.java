package dev.parley.egress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.parley.egress.EgressPolicy.Route;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/**
 * The HTTP client for everything that users, servers and models can cause. All its connections pass
 * the gate; it follows no redirect, keeps no cookie and no response, and sends no body twice. Safe
 * for use by many threads, which should be virtual: calls block the thread that executes them.
 */
public final class GuardedHttp implements AutoCloseable {

    public static final Duration CONNECT_MAX = Duration.ofSeconds(5);

    /** The longest silence of a server, before its response and in it. */
    public static final Duration SILENCE_MAX = Duration.ofSeconds(60);

    /** Connections kept open for later requests, to all hosts together. */
    public static final int IDLE_CONNECTIONS_MAX = 64;

    /**
     * Less than servers wait: Node's, as most MCP servers are, close what was idle for 5 s. A
     * request that meets the end of its connection is lost, for it may have been received.
     */
    private static final Duration IDLE_MAX = Duration.ofSeconds(4);

    private final Names names;
    private final OkHttpClient client;

    public GuardedHttp(EgressGate gate) {
        this(gate, InetAddress::getAllByName);
    }

    GuardedHttp(EgressGate gate, NameService service) {
        names = new Names(service);
        client =
                new OkHttpClient.Builder()
                        .addInterceptor(new GuardedCalls(gate))
                        .addNetworkInterceptor(GuardedCalls::connected)
                        .dns(names)
                        .socketFactory(new GuardedSockets(gate))
                        // Said outright: otherwise the JVM's properties may name another one.
                        .proxy(proxy(gate.policy().route()))
                        .protocols(List.of(Protocol.HTTP_1_1))
                        .connectionPool(
                                new ConnectionPool(
                                        IDLE_CONNECTIONS_MAX,
                                        IDLE_MAX.toSeconds(),
                                        TimeUnit.SECONDS))
                        .followRedirects(false)
                        .followSslRedirects(false)
                        // For the further addresses of a name; SentOnce keeps bodies out of it.
                        .retryOnConnectionFailure(true)
                        .connectTimeout(CONNECT_MAX)
                        .readTimeout(SILENCE_MAX)
                        .writeTimeout(SILENCE_MAX)
                        .callTimeout(Duration.ZERO)
                        .build();
    }

    /**
     * The client, for calls that are executed, not enqueued. A body is limited to 4 MiB unless the
     * request is tagged with a {@link BodyMax}; an event stream without that tag is not limited. A
     * caller derives a client with other timeouts by {@code newBuilder()}, and changes nothing else
     * of it: pool, gate and names are shared. Calls fail with an {@link EgressException}, or an
     * {@link IOException} of OkHttp.
     */
    public OkHttpClient client() {
        return client;
    }

    /**
     * Sends a request and reads its response to the end. Blocks for the request's timeout at most.
     *
     * @throws EgressDenied when the policy forbids it; nothing was sent
     * @throws EgressUnreachable when there was no connection; nothing was sent
     * @throws EgressTooLarge when the response is longer than the request allows
     * @throws InterruptedIOException when the time was over, or on an interrupt, which stays set;
     *     the request may have been received
     * @throws IOException when the connection broke; the request may have been received
     */
    public DocumentResponse fetch(DocumentRequest request) throws IOException {
        Request.Builder builder =
                new Request.Builder()
                        .url(request.url().httpUrl())
                        .tag(BodyMax.class, request.max());
        request.headers().forEach(builder::header);
        if (request.method().equals("POST")) {
            builder.post(RequestBody.create(request.body().getBytes(UTF_8)));
        }
        Call call = client.newCall(builder.build());
        call.timeout().timeout(request.timeout().toMillis(), TimeUnit.MILLISECONDS);
        try (Response response = call.execute()) {
            String body = requireNonNull(response.body()).string();
            return new DocumentResponse(response.code(), response.headers().toMultimap(), body);
        } catch (EgressException e) {
            throw e;
        } catch (IOException e) {
            // An interrupt closes the socket, which then fails like any other.
            throw Thread.currentThread().isInterrupted() ? Interrupts.translate(e) : e;
        }
    }

    /** Ends what is idle. Calls under way go on; their connections are closed after them. */
    @Override
    public void close() {
        names.close();
        client.connectionPool().evictAll();
    }

    /** Resolved by {@link Names} like every host, so that the socket knows the proxy's name. */
    private static Proxy proxy(Route route) {
        return switch (route) {
            case Route.Direct direct -> Proxy.NO_PROXY;
            case Route.Proxy way ->
                    new Proxy(
                            Proxy.Type.HTTP,
                            InetSocketAddress.createUnresolved(way.host(), way.port()));
        };
    }
}
