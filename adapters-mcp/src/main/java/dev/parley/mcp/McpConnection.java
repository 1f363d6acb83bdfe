package dev.parley.mcp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.prompt.Prompt;
import dev.parley.prompt.PromptMessage;
import dev.parley.prompt.Resource;
import dev.parley.tool.Tool;
import dev.parley.tool.ToolCallContext;
import dev.parley.tool.ToolServerException;
import io.modelcontextprotocol.client.McpAsyncClient;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCNotification;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * One principal's session with one server. Safe for use by many threads; every method that asks the
 * server blocks its (virtual) thread, and throws {@link ToolServerException} or {@link
 * RequestNotRun}.
 */
final class McpConnection implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(McpConnection.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<LinkedHashMap<String, Object>> OBJECT =
            new TypeReference<>() {};
    private static final int INSTRUCTIONS_MAX = 16_000;
    private static final Duration CLOSE_MAX = Duration.ofSeconds(6);

    /** Requests end by our deadlines; the SDK's must not come first, as it tells no one. */
    private static final Duration SDK_TIMEOUT = Duration.ofHours(24);

    /** A list and what was known when it was asked for. */
    private record ListedTools(List<Tool> tools, long changes, Instant at) {}

    private final String server;
    private final McpLimits limits;
    private final InstantSource clock;
    private final CallProgress progress = new CallProgress();
    private final AtomicLong toolChanges = new AtomicLong();
    private final WatchedTransport transport;
    private final McpAsyncClient client;
    private volatile String instructions = "";
    private volatile @Nullable ListedTools listed;

    private McpConnection(
            McpServerConfig config,
            McpTransports transports,
            McpSchema.Implementation self,
            McpLimits limits,
            InstantSource clock)
            throws IOException {
        this.server = config.name();
        this.limits = limits;
        this.clock = clock;
        this.transport = transports.create(config, this::notified);
        ServerQuestions questions = new ServerQuestions(server, progress);
        this.client =
                McpClient.async(transport)
                        .clientInfo(self)
                        .capabilities(capabilities(config))
                        .elicitation(questions::form)
                        .urlElicitation(questions::url)
                        // The user may have left a field empty on purpose.
                        .applyElicitationDefaults(false)
                        .roots(roots(config))
                        .requestTimeout(SDK_TIMEOUT)
                        .initializationTimeout(SDK_TIMEOUT)
                        .build();
    }

    private static McpSchema.ClientCapabilities capabilities(McpServerConfig config) {
        var capabilities = McpSchema.ClientCapabilities.builder().elicitation(true, true);
        if (!config.roots().isEmpty()) {
            // They are those of the settings and do not change.
            capabilities.roots(false);
        }
        return capabilities.build();
    }

    private static List<McpSchema.Root> roots(McpServerConfig config) {
        return config.roots().stream()
                .map(
                        root ->
                                McpSchema.Root.builder(root.toUri().toString())
                                        .name(String.valueOf(root.getFileName()))
                                        .build())
                .toList();
    }

    /**
     * Opens a connection; blocks for at most {@code limits.connectMax()}.
     *
     * @throws ToolServerException when the server cannot be reached or refuses
     */
    static McpConnection open(
            McpServerConfig config,
            McpTransports transports,
            McpSchema.Implementation self,
            McpLimits limits,
            InstantSource clock) {
        McpConnection connection;
        try {
            connection = new McpConnection(config, transports, self, limits, clock);
        } catch (IOException e) {
            String command =
                    config.transport() instanceof McpServerConfig.Transport.Stdio stdio
                            ? stdio.command()
                            : "";
            throw McpErrors.notStarted(config.name(), command, e);
        }
        try {
            connection.initialize();
            return connection;
        } catch (RequestNotRun e) {
            connection.close();
            throw McpErrors.notOpened(config.name(), e);
        } catch (RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private void initialize() {
        McpSchema.InitializeResult result =
                request(client.initialize(), clock.instant().plus(limits.connectMax()));
        instructions = McpTexts.cut(McpTexts.orEmpty(result.instructions()), INSTRUCTIONS_MAX);
    }

    boolean isBroken() {
        return transport.isBroken();
    }

    boolean isListening() {
        return transport.isListening();
    }

    String instructions() {
        return instructions;
    }

    List<Tool> tools() {
        ListedTools known = listed;
        if (known != null && isCurrent(known)) {
            return known.tools();
        }
        // Read before asking: a change announced meanwhile makes the answer old at once.
        long changes = toolChanges.get();
        List<Tool> tools =
                client.getServerCapabilities().tools() == null
                        ? List.of()
                        : McpPages.all(
                                        "tools of " + server,
                                        cursor -> page(request(client.listTools(cursor))))
                                .stream()
                                .map(this::tool)
                                .toList();
        listed = new ListedTools(tools, changes, clock.instant());
        return tools;
    }

    List<Prompt> prompts() {
        if (client.getServerCapabilities().prompts() == null) {
            return List.of();
        }
        return McpPages.all(
                        "prompts of " + server,
                        cursor -> {
                            var page = request(client.listPrompts(cursor));
                            return new McpPages.Page<>(
                                    McpContent.orEmpty(page.prompts()), page.nextCursor());
                        })
                .stream()
                .map(prompt -> McpContent.prompt(server, prompt))
                .toList();
    }

    List<PromptMessage> render(String prompt, Map<String, String> arguments) {
        var rendering =
                McpSchema.GetPromptRequest.builder(prompt)
                        .arguments(Map.<String, Object>copyOf(arguments))
                        .build();
        return McpContent.orEmpty(request(client.getPrompt(rendering)).messages()).stream()
                .map(McpContent::promptMessage)
                .toList();
    }

    List<Resource> resources() {
        if (client.getServerCapabilities().resources() == null) {
            return List.of();
        }
        return McpPages.all(
                        "resources of " + server,
                        cursor -> {
                            var page = request(client.listResources(cursor));
                            return new McpPages.Page<>(
                                    McpContent.orEmpty(page.resources()), page.nextCursor());
                        })
                .stream()
                .map(resource -> McpContent.resource(server, resource))
                .toList();
    }

    /** Runs a tool; its progress goes to {@code context}. */
    McpSchema.CallToolResult call(
            String tool, String argumentsJson, ToolCallContext context, Instant deadline) {
        String token = progress.start(context);
        try {
            var call =
                    McpSchema.CallToolRequest.builder(tool)
                            .arguments(JSON.readValue(argumentsJson, OBJECT))
                            .progressToken(token)
                            .build();
            return request(client.callTool(call), deadline);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("arguments of " + tool + " are no JSON object", e);
        } finally {
            progress.end(token);
        }
    }

    /** Ends the session and, where there is one, the process; blocks for at most 6 seconds. */
    @Override
    public void close() {
        // Before the SDK does, which would fail open requests for a reason no one understands.
        transport.breakDown("it was closed", null);
        try {
            client.closeGracefully().block(CLOSE_MAX);
        } catch (RuntimeException e) {
            // The server may be long gone; there is nothing left to do for anyone.
            log.debug("closing the connection to {} failed", server, e);
        }
    }

    private <T> T request(Mono<T> exchange) {
        return request(exchange, clock.instant().plus(limits.requestMax()));
    }

    private <T> T request(Mono<T> exchange, Instant deadline) {
        PendingRequest<T> pending = new PendingRequest<>();
        exchange.contextWrite(context -> context.put(PendingRequest.class, pending))
                .subscribe(
                        pending.answer()::complete,
                        pending::fail,
                        () -> pending.fail(new IOException("no answer")));
        try {
            long millis = Duration.between(clock.instant(), deadline).toMillis();
            return pending.answer().get(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            transport.cancel(pending, "stopped");
            throw McpErrors.interrupted(server, true);
        } catch (TimeoutException e) {
            transport.cancel(pending, "timed out");
            throw McpErrors.timedOut(server, true);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (pending.id().isEmpty()) {
                throw new RequestNotRun(cause);
            }
            throw McpErrors.translate(server, cause, pending.httpStatus());
        }
    }

    /** Runs on a thread of the transport: only marks, so that five announcements cost one list. */
    private void notified(JSONRPCNotification notification) {
        switch (notification.method()) {
            case McpSchema.METHOD_NOTIFICATION_PROGRESS -> progress.received(notification);
            case McpSchema.METHOD_NOTIFICATION_ELICITATION_COMPLETE ->
                    progress.elicitationCompleted(notification);
            case McpSchema.METHOD_NOTIFICATION_TOOLS_LIST_CHANGED -> toolChanges.incrementAndGet();
            default -> log.trace("{} sent {}", server, notification.method());
        }
    }

    private boolean isCurrent(ListedTools known) {
        return known.changes() == toolChanges.get()
                && (transport.isListening()
                        || known.at().plus(limits.listAgeMax()).isAfter(clock.instant()));
    }

    private static McpPages.Page<McpSchema.Tool> page(McpSchema.ListToolsResult result) {
        return new McpPages.Page<>(McpContent.orEmpty(result.tools()), result.nextCursor());
    }

    private Tool tool(McpSchema.Tool tool) {
        try {
            return Tool.of(
                    server,
                    tool.name(),
                    McpContent.title(tool),
                    McpTexts.orEmpty(tool.description()),
                    JSON.writeValueAsString(tool.inputSchema()),
                    McpContent.annotations(tool.annotations()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what came from JSON is JSON", e);
        }
    }
}
