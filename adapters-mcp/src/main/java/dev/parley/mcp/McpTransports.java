package dev.parley.mcp;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.parley.token.Secret;
import io.modelcontextprotocol.client.transport.HttpClientSseClientTransport;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.client.transport.customizer.McpSyncHttpClientRequestCustomizer;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.jackson2.JacksonMcpJsonMapper;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCNotification;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.Map;
import java.util.function.Consumer;

/** Makes transports, all HTTP ones over one client. Safe for use by many threads. */
final class McpTransports {

    private final HttpClient http;

    /** Fractions as they are written, for schemas and results that are passed on as JSON. */
    private final McpJsonMapper json =
            new ListMapper(
                    new JacksonMcpJsonMapper(
                            JsonMapper.builder()
                                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                                    .build()));

    McpTransports(HttpClient http) {
        this.http = http;
    }

    /**
     * A transport for one new connection. A child process is running when this returns.
     *
     * @throws IOException when a child process cannot be started
     */
    WatchedTransport create(McpServerConfig config, Consumer<JSONRPCNotification> notifications)
            throws IOException {
        return switch (config.transport()) {
            case McpServerConfig.Transport.Stdio stdio ->
                    WatchedTransport.overChild(
                            new StdioTransport(
                                    config.name(), ChildProcess.start(config.name(), stdio), json),
                            notifications);
            case McpServerConfig.Transport.Http it -> http(it, notifications);
            case McpServerConfig.Transport.Sse it -> sse(it, notifications);
        };
    }

    private WatchedTransport http(
            McpServerConfig.Transport.Http config, Consumer<JSONRPCNotification> notifications) {
        WatchedHttpClient client = new WatchedHttpClient(http);
        var transport =
                HttpClientStreamableHttpTransport.builder(config.url().toString())
                        .endpoint(config.url().toString())
                        .clientBuilder(new SharedHttpClientBuilder(client))
                        .jsonMapper(json)
                        .maxResponseSize(McpLimits.MESSAGE_BYTES_MAX)
                        .addHttpRequestCustomizer(headers(config.headers(), true))
                        .build();
        return WatchedTransport.overHttp(transport, notifications, client);
    }

    // Deprecated in the SDK as in MCP, and yet the only transport of many a server.
    @SuppressWarnings("deprecation")
    private WatchedTransport sse(
            McpServerConfig.Transport.Sse config, Consumer<JSONRPCNotification> notifications) {
        WatchedHttpClient client = new WatchedHttpClient(http);
        URI url = config.url();
        var transport =
                HttpClientSseClientTransport.builder(url.resolve("/").toString())
                        .sseEndpoint(url.toString())
                        .clientBuilder(new SharedHttpClientBuilder(client))
                        .jsonMapper(json)
                        .maxResponseSize(McpLimits.MESSAGE_BYTES_MAX)
                        .addHttpRequestCustomizer(headers(config.headers(), false))
                        .build();
        return WatchedTransport.overSse(transport, notifications, client);
    }

    /**
     * The headers of the settings and, where the answer comes in the response to the request, the
     * request's id for {@link WatchedHttpClient}.
     */
    private static McpSyncHttpClientRequestCustomizer headers(
            Map<String, Secret> headers, boolean answeredInResponse) {
        return (request, method, endpoint, body, context) -> {
            headers.forEach((name, value) -> request.setHeader(name, value.reveal()));
            // The stream to listen on is opened in the context of the first request.
            if (answeredInResponse
                    && method.equals("POST")
                    && context.get(WatchedTransport.REQUEST_ID) instanceof String id) {
                request.setHeader(WatchedHttpClient.REQUEST_ID_HEADER, id);
            }
        };
    }
}
