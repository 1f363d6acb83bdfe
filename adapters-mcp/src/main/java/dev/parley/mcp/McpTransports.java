package dev.parley.mcp;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.parley.token.Secret;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.jackson2.JacksonMcpJsonMapper;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCNotification;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;

/** Makes transports, all HTTP ones over one client. Safe for use by many threads. */
final class McpTransports {

    private final OkHttpClient http;

    /** Fractions as they are written, for schemas and results that are passed on as JSON. */
    private final McpJsonMapper json =
            new ListMapper(
                    new JacksonMcpJsonMapper(
                            JsonMapper.builder()
                                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                                    .build()));

    private final McpMessages messages = new McpMessages(json);

    /**
     * Transports that use the sockets of {@code http}.
     *
     * @param http guarded; only its limit on silence is changed here
     */
    McpTransports(OkHttpClient http) {
        this.http =
                http.newBuilder()
                        // A tool may think for long, and a stream to listen on be silent for hours.
                        .readTimeout(Duration.ZERO)
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
                                requests(config, it.headers(), accessToken),
                                messages,
                                listening);
                yield new WatchedTransport(transport, notifications, listening);
            }
            case McpServerConfig.Transport.Sse it -> {
                Listening listening = new Listening();
                McpClientTransport transport =
                        new SseTransport(
                                HttpUrl.get(it.url().toString()),
                                requests(config, it.headers(), accessToken),
                                messages,
                                listening);
                yield new WatchedTransport(transport, notifications, listening);
            }
        };
    }

    private HttpRequests requests(
            McpServerConfig config,
            Map<String, Secret> headers,
            Supplier<Optional<Secret>> accessToken) {
        String scheme =
                switch (config.authorization()) {
                    case Authorization.None none -> Authorization.BEARER;
                    case Authorization.OAuth oauth -> oauth.scheme();
                };
        return new HttpRequests(http, headers, scheme, accessToken);
    }
}
