package dev.parley.mcp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.prompt.ArgumentInput;
import dev.parley.prompt.Completion;
import dev.parley.prompt.Prompt;
import dev.parley.prompt.PromptMessage;
import dev.parley.prompt.Resource;
import dev.parley.prompt.ResourceContent;
import dev.parley.prompt.ResourceTemplate;
import dev.parley.token.Secret;
import dev.parley.tool.Icon;
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
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
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

    private final String server;
    private final McpLimits limits;
    private final InstantSource clock;
    private final CallProgress progress = new CallProgress();
    private final ServerLog serverLog;
    private final Subscriptions subscriptions = new Subscriptions();
    private final ListCache<Tool> tools;
    private final ListCache<Prompt> prompts;
    private final ListCache<Resource> resources;
    private final ListCache<ResourceTemplate> templates;
    private final WatchedTransport transport;
    private final McpAsyncClient client;
    private volatile String instructions = "";
    private volatile List<Icon> icons = List.of();

    private McpConnection(
            McpServerConfig config,
            McpTransports transports,
            Supplier<Optional<Secret>> accessToken,
            McpSchema.Implementation self,
            McpLimits limits,
            InstantSource clock)
            throws IOException {
        this.server = config.name();
        this.limits = limits;
        this.clock = clock;
        this.serverLog = new ServerLog(server, clock);
        this.tools = new ListCache<>(limits.listAgeMax());
        this.prompts = new ListCache<>(limits.listAgeMax());
        this.resources = new ListCache<>(limits.listAgeMax());
        this.templates = new ListCache<>(limits.listAgeMax());
        this.transport = transports.create(config, accessToken, this::notified);
        ServerQuestions questions = new ServerQuestions(server, this::callOf);
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
     * @param accessToken is asked for each request over HTTP
     * @throws ToolServerException when the server cannot be reached or refuses
     */
    static McpConnection open(
            McpServerConfig config,
            McpTransports transports,
            Supplier<Optional<Secret>> accessToken,
            McpSchema.Implementation self,
            McpLimits limits,
            InstantSource clock) {
        McpConnection connection;
        try {
            connection = new McpConnection(config, transports, accessToken, self, limits, clock);
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
                request(
                        new PendingRequest<>(),
                        client.initialize(),
                        clock.instant().plus(limits.connectMax()));
        instructions = McpTexts.cut(McpTexts.orEmpty(result.instructions()), INSTRUCTIONS_MAX);
        icons = McpContent.icons(result.serverInfo().icons());
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

    List<Icon> icons() {
        return icons;
    }

    List<Tool> tools() {
        return current(tools, this::listTools);
    }

    /** As {@link #tools}, whatever was announced or not. */
    List<Tool> toolsNow() {
        tools.changed();
        return tools();
    }

    List<Prompt> prompts() {
        return current(prompts, this::listPrompts);
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

    Completion completePrompt(String prompt, ArgumentInput argument) {
        return complete(new McpSchema.PromptReference(prompt), argument);
    }

    Completion completeTemplate(String uriTemplate, ArgumentInput variable) {
        return complete(new McpSchema.ResourceReference(uriTemplate), variable);
    }

    List<Resource> resources() {
        return current(resources, this::listResources);
    }

    List<ResourceTemplate> templates() {
        return current(templates, this::listTemplates);
    }

    List<ResourceContent> read(String uri) {
        var reading = McpSchema.ReadResourceRequest.builder(uri).build();
        return McpContent.orEmpty(request(client.readResource(reading)).contents()).stream()
                .map(McpContent::resourceContent)
                .toList();
    }

    boolean subscribe(String uri) {
        var offered = client.getServerCapabilities().resources();
        if (offered == null || !Boolean.TRUE.equals(offered.subscribe())) {
            return false;
        }
        // Before the server is told, so that an announcement right after it is counted.
        if (!subscriptions.add(uri)) {
            return false;
        }
        try {
            done(client.subscribeResource(McpSchema.SubscribeRequest.builder(uri).build()));
            return true;
        } catch (RuntimeException e) {
            subscriptions.remove(uri);
            throw e;
        }
    }

    void unsubscribe(String uri) {
        if (subscriptions.remove(uri)) {
            done(client.unsubscribeResource(McpSchema.UnsubscribeRequest.builder(uri).build()));
        }
    }

    OptionalLong changes(String uri) {
        return subscriptions.changes(uri);
    }

    /** Runs a tool; its progress goes to {@code context}. */
    McpSchema.CallToolResult call(
            String tool, String argumentsJson, ToolCallContext context, Instant deadline) {
        RunningCall running = progress.start(context);
        try {
            var call =
                    McpSchema.CallToolRequest.builder(tool)
                            .arguments(JSON.readValue(argumentsJson, OBJECT))
                            .progressToken(running.token())
                            .build();
            return request(new PendingRequest<>(running), client.callTool(call), deadline);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("arguments of " + tool + " are no JSON object", e);
        } finally {
            progress.end(running);
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

    private <T> List<T> current(ListCache<T> cache, Supplier<List<T>> listing) {
        return cache.get(
                transport.isListening(), transport.listeningGaps(), clock.instant(), listing);
    }

    private List<Tool> listTools() {
        return client.getServerCapabilities().tools() == null
                ? List.of()
                : McpTools.of(
                        server,
                        all(
                                "tools",
                                client::listTools,
                                McpSchema.ListToolsResult::tools,
                                McpSchema.ListToolsResult::nextCursor));
    }

    private List<Prompt> listPrompts() {
        return client.getServerCapabilities().prompts() == null
                ? List.of()
                : all(
                                "prompts",
                                client::listPrompts,
                                McpSchema.ListPromptsResult::prompts,
                                McpSchema.ListPromptsResult::nextCursor)
                        .stream()
                        .map(prompt -> McpContent.prompt(server, prompt))
                        .toList();
    }

    private List<Resource> listResources() {
        return client.getServerCapabilities().resources() == null
                ? List.of()
                : all(
                                "resources",
                                client::listResources,
                                McpSchema.ListResourcesResult::resources,
                                McpSchema.ListResourcesResult::nextCursor)
                        .stream()
                        .map(resource -> McpContent.resource(server, resource))
                        .toList();
    }

    private List<ResourceTemplate> listTemplates() {
        if (client.getServerCapabilities().resources() == null) {
            return List.of();
        }
        try {
            return all(
                            "resource templates",
                            client::listResourceTemplates,
                            McpSchema.ListResourceTemplatesResult::resourceTemplates,
                            McpSchema.ListResourceTemplatesResult::nextCursor)
                    .stream()
                    .map(template -> McpContent.template(server, template))
                    .toList();
        } catch (ToolServerException e) {
            // Resources may come without templates, which no capability tells.
            if (McpErrors.saysNoMethod(e)) {
                return List.of();
            }
            throw e;
        }
    }

    /** The items of all pages of a list. */
    private <P, T> List<T> all(
            String what,
            Function<@Nullable String, Mono<P>> list,
            Function<P, @Nullable List<T>> items,
            Function<P, @Nullable String> nextCursor) {
        return McpPages.all(
                what + " of " + server,
                cursor -> {
                    P page = request(list.apply(cursor));
                    return new McpPages.Page<>(
                            McpContent.orEmpty(items.apply(page)), nextCursor.apply(page));
                });
    }

    private Completion complete(McpSchema.CompleteReference of, ArgumentInput argument) {
        if (client.getServerCapabilities().completions() == null) {
            return Completion.NONE;
        }
        var completing =
                McpSchema.CompleteRequest.builder(
                                of,
                                new McpSchema.CompleteRequest.CompleteArgument(
                                        argument.name(), argument.typed()))
                        .context(new McpSchema.CompleteRequest.CompleteContext(argument.others()))
                        .build();
        return McpContent.completion(request(client.completeCompletion(completing)).completion());
    }

    /** For what is answered with nothing. */
    private void done(Mono<Void> exchange) {
        request(exchange.thenReturn(Boolean.TRUE));
    }

    private <T> T request(Mono<T> exchange) {
        return request(new PendingRequest<>(), exchange, clock.instant().plus(limits.requestMax()));
    }

    private <T> T request(PendingRequest<T> pending, Mono<T> exchange, Instant deadline) {
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
            throw McpErrors.translate(server, cause);
        }
    }

    private Optional<ToolCallContext> callOf(Map<String, Object> meta) {
        return transport.origin(meta).flatMap(PendingRequest::call).or(progress::oldest);
    }

    /** Runs on a thread of the transport: only marks, so that five announcements cost one list. */
    private void notified(JSONRPCNotification notification) {
        switch (notification.method()) {
            case McpSchema.METHOD_NOTIFICATION_PROGRESS -> progress.received(notification);
            case McpSchema.METHOD_NOTIFICATION_ELICITATION_COMPLETE ->
                    progress.elicitationCompleted(notification);
            case McpSchema.METHOD_NOTIFICATION_TOOLS_LIST_CHANGED -> tools.changed();
            case McpSchema.METHOD_NOTIFICATION_PROMPTS_LIST_CHANGED -> prompts.changed();
            case McpSchema.METHOD_NOTIFICATION_RESOURCES_LIST_CHANGED -> {
                resources.changed();
                templates.changed();
            }
            case McpSchema.METHOD_NOTIFICATION_RESOURCES_UPDATED ->
                    subscriptions.changed(notification);
            case McpSchema.METHOD_NOTIFICATION_MESSAGE -> serverLog.received(notification);
            default -> log.trace("{} sent {}", server, notification.method());
        }
    }
}
