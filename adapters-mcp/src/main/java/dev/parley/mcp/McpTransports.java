package dev.parley.mcp;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.token.Secret;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.jackson2.JacksonMcpJsonMapper;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCNotification;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import okhttp3.ConnectionPool;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;

/** Makes transports, all HTTP ones over one client. Safe for use by many threads. */
final class McpTransports implements AutoCloseable {

    private static final int IDLE_CONNECTIONS_MAX = 100;
    private static final Duration IDLE_MAX = Duration.ofSeconds(30);
    private static final Duration CONNECT_MAX = Duration.ofSeconds(5);
    private static final Duration WRITE_MAX = Duration.ofSeconds(30);

    private final OkHttpClient http;
    private final McpJsonMapper json = new JacksonMcpJsonMapper(new ObjectMapper());
    private final McpMessages messages = new McpMessages(json);

    /**
     * Transports that use the sockets of {@code http}.
     *
     * @param http its time limits and redirects are set here, as the transports rely on them
     */
    McpTransports(OkHttpClient http) {
        this.http =
                http.newBuilder()
                        .protocols(List.of(Protocol.HTTP_1_1))
                        .followRedirects(false)
                        .followSslRedirects(false)
                        .connectTimeout(CONNECT_MAX)
                        .writeTimeout(WRITE_MAX)
                        // A tool may think for long, and a stream to listen on be silent for hours.
                        .readTimeout(Duration.ZERO)
                        .connectionPool(
                                new ConnectionPool(
                                        IDLE_CONNECTIONS_MAX,
                                        IDLE_MAX.toSeconds(),
                                        TimeUnit.SECONDS))
                        .addNetworkInterceptor(new StaleConnectionCheck())
                        .build();
    }

    /**
     * A transport for one new connection. A child process is running when this returns.
     *
     * @param accessToken goes out with every HTTP request, for which it is asked anew; it may block
     *     briefly
     * @throws IOException when a child process cannot be started
     */
    WatchedTransport create(
            McpServerConfig config,
            Supplier<Optional<Secret>> accessToken,
            Consumer<JSONRPCNotification> notifications)
            throws IOException {
        return switch (config.transport()) {
            case McpServerConfig.Transport.Stdio stdio ->
                    new WatchedTransport(
                            new StdioTransport(
                                    config.name(), ChildProcess.start(config.name(), stdio), json),
                            notifications,
                            Listening.always());
            case McpServerConfig.Transport.Http it -> {
                Listening listening = new Listening();
                McpClientTransport transport =
                        new StreamableHttpTransport(
                                HttpUrl.get(it.url().toString()),
                                requests(it.headers(), accessToken),
                                messages,
                                listening);
                yield new WatchedTransport(transport, notifications, listening);
            }
            case McpServerConfig.Transport.Sse it -> {
                Listening listening = new Listening();
                McpClientTransport transport =
                        new SseTransport(
                                HttpUrl.get(it.url().toString()),
                                requests(it.headers(), accessToken),
                                messages,
                                listening);
                yield new WatchedTransport(transport, notifications, listening);
            }
        };
    }

    private HttpRequests requests(
            Map<String, Secret> headers, Supplier<Optional<Secret>> accessToken) {
        return new HttpRequests(http, headers, accessToken);
    }

    /** Closes the connections nobody uses, once those that are used have been closed. */
    @Override
    public void close() {
        http.connectionPool().evictAll();
    }
}
