package dev.parley.mcp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.conversation.Part.ToolCall;
import dev.parley.conversation.Part.ToolResult;
import dev.parley.conversation.ToolContent;
import dev.parley.conversation.ToolStatus;
import dev.parley.prompt.ArgumentInput;
import dev.parley.prompt.Completion;
import dev.parley.prompt.Prompt;
import dev.parley.prompt.PromptMessage;
import dev.parley.prompt.PromptNotFound;
import dev.parley.prompt.PromptSource;
import dev.parley.prompt.Resource;
import dev.parley.prompt.ResourceContent;
import dev.parley.prompt.ResourceNotFound;
import dev.parley.prompt.ResourceSource;
import dev.parley.prompt.ResourceTemplate;
import dev.parley.token.Principal;
import dev.parley.tool.Icon;
import dev.parley.tool.ServerStatus;
import dev.parley.tool.Tool;
import dev.parley.tool.ToolCallContext;
import dev.parley.tool.ToolServer;
import dev.parley.tool.ToolServerException;
import io.modelcontextprotocol.spec.McpSchema;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One MCP server, over the official Java SDK. Safe for use by many threads. Each principal has a
 * session of its own, which is replaced when it breaks.
 *
 * <p>Connecting goes on in the background after a caller's patience, 10 seconds, has ended. A
 * failed attempt is repeated after 2, 4, 8 … 60 seconds at the earliest; until then every use fails
 * at once with its reason.
 */
public final class McpServer implements ToolServer, PromptSource, ResourceSource, AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final McpServerConfig config;
    private final Access access;
    private final McpLimits limits;
    private final InstantSource clock;
    private final Admission admission;
    private final McpConnections connections;

    McpServer(
            McpServerConfig config,
            McpTransports transports,
            Access access,
            McpSchema.Implementation self,
            McpLimits limits,
            InstantSource clock,
            Admission admission) {
        this.config = config;
        this.access = access;
        this.limits = limits;
        this.clock = clock;
        this.admission = admission;
        int connectionsMax =
                config.transport() instanceof McpServerConfig.Transport.Stdio
                        ? limits.childrenMax()
                        : limits.connectionsMax();
        this.connections =
                new McpConnections(
                        config.name(),
                        connectionsMax,
                        limits,
                        clock,
                        config::connectionKey,
                        principal ->
                                McpConnection.open(
                                        config.in(principal.workspace()),
                                        transports,
                                        () -> access.token(principal),
                                        self,
                                        limits,
                                        clock));
    }

    @Override
    public String name() {
        return config.name();
    }

    @Override
    public boolean isFor(Principal principal) {
        return admission.exists(principal);
    }

    @Override
    public String instructions(Principal principal) {
        return connections.current(principal).map(McpConnection::instructions).orElse("");
    }

    @Override
    public List<Icon> icons(Principal principal) {
        return connections.current(principal).map(McpConnection::icons).orElse(List.of());
    }

    @Override
    public ServerStatus status(Principal principal) {
        return access.status(principal, connections.status(principal));
    }

    @Override
    public List<Tool> tools(Principal principal) {
        if (admission.admits(principal)) {
            return inPlace(principal, admitted(principal, "tools/list", McpConnection::tools));
        }
        // What the server said while there was one must not reach the model any longer.
        connections.drop(principal);
        return List.of();
    }

    @Override
    public List<Tool> toolsNow(Principal principal) {
        return inPlace(principal, listing(principal, "tools/list", McpConnection::toolsNow));
    }

    /** What a user allows in one workspace is not allowed in another, however like the tools. */
    private List<Tool> inPlace(Principal principal, List<Tool> tools) {
        return config.usesWorkspace()
                ? tools.stream().map(it -> ToolDefinition.in(principal.workspace(), it)).toList()
                : tools;
    }

    @Override
    public List<Prompt> prompts(Principal principal) {
        return listing(principal, "prompts/list", McpConnection::prompts);
    }

    @Override
    public List<PromptMessage> render(
            Principal principal, String prompt, Map<String, String> arguments) {
        List<PromptMessage> messages = rendered(principal, prompt, arguments);
        if (messages.isEmpty()) {
            throw new ToolServerException(
                    ToolServerException.Kind.REFUSED,
                    "The server " + name() + " rendered the prompt " + prompt + " to nothing.",
                    false,
                    null);
        }
        return messages;
    }

    private List<PromptMessage> rendered(
            Principal principal, String prompt, Map<String, String> arguments) {
        try {
            return asking(
                    principal,
                    "prompts/get",
                    () -> new PromptNotFound(name(), prompt),
                    connection -> connection.render(prompt, arguments));
        } catch (ToolServerException e) {
            Optional<String> why = McpErrors.invalidArguments(e);
            if (why.isPresent()) {
                throw new IllegalArgumentException(
                        "The server " + name() + " does not take this: " + why.orElseThrow(), e);
            }
            throw e;
        }
    }

    @Override
    public List<Resource> resources(Principal principal) {
        return listing(principal, "resources/list", McpConnection::resources);
    }

    @Override
    public List<ResourceTemplate> templates(Principal principal) {
        return listing(principal, "resources/templates/list", McpConnection::templates);
    }

    @Override
    public List<ResourceContent> read(Principal principal, String uri) {
        try {
            return asking(
                    principal,
                    "resources/read",
                    () -> new ResourceNotFound(name(), uri),
                    connection -> connection.read(uri));
        } catch (ToolServerException e) {
            if (McpErrors.saysNoResource(e)) {
                throw new ResourceNotFound(name(), uri);
            }
            throw e;
        }
    }

    @Override
    public Completion complete(Principal principal, String prompt, ArgumentInput argument) {
        return asking(
                principal,
                "completion/complete",
                () -> new PromptNotFound(name(), prompt),
                connection -> connection.completePrompt(prompt, argument));
    }

    @Override
    public Completion completeTemplate(
            Principal principal, String uriTemplate, ArgumentInput variable) {
        return asking(
                principal,
                "completion/complete",
                () -> new ResourceNotFound(name(), uriTemplate),
                connection -> connection.completeTemplate(uriTemplate, variable));
    }

    @Override
    public boolean subscribe(Principal principal, String uri) {
        return asking(
                principal,
                "resources/subscribe",
                () -> new ResourceNotFound(name(), uri),
                connection -> connection.subscribe(uri));
    }

    @Override
    public void unsubscribe(Principal principal, String uri) {
        // Whatever connection there is not has no subscriptions either.
        connections.current(principal).ifPresent(connection -> connection.unsubscribe(uri));
    }

    @Override
    public OptionalLong changes(Principal principal, String uri) {
        return connections
                .current(principal)
                .filter(connection -> !connection.isBroken())
                .map(connection -> connection.changes(uri))
                .orElse(OptionalLong.empty());
    }

    @Override
    public ToolResult call(Principal principal, Tool tool, ToolCall call, ToolCallContext context) {
        admission.check(principal);
        Instant start = clock.instant();
        Instant ownDeadline = start.plus(config.timeout());
        Instant deadline =
                context.deadline().isBefore(ownDeadline) ? context.deadline() : ownDeadline;
        McpSchema.CallToolResult result =
                onceMore(
                        principal,
                        "tools/call " + tool.remoteName(),
                        deadline,
                        connection ->
                                connection.call(
                                        tool.remoteName(),
                                        call.argumentsJson(),
                                        context,
                                        deadline));
        Duration took = Duration.between(start, clock.instant());
        boolean failed = Boolean.TRUE.equals(result.isError());
        String structuredJson = structured(result);
        List<ToolContent> content =
                new ArrayList<>(
                        McpContent.orEmpty(result.content()).stream()
                                .map(McpContent::content)
                                .toList());
        if (!failed) {
            broken(tool, structuredJson).map(ToolContent.Text::new).ifPresent(content::add);
        }
        return new ToolResult(
                call.callId(),
                call.tool(),
                failed ? ToolStatus.FAILED : ToolStatus.OK,
                content,
                structuredJson,
                took);
    }

    /** Closes all connections; blocks for at most 6 seconds. */
    @Override
    public void close() {
        connections.close();
    }

    /** Whether the server can announce changes of its tools to this principal now. */
    boolean isListening(Principal principal) {
        return connections.current(principal).filter(McpConnection::isListening).isPresent();
    }

    /** The principal has signed in: what failed for want of that is not held against them. */
    void signedIn(Principal principal) {
        connections.forgetFailure(principal);
    }

    /** The principal has signed out: their session ends, and with it what still runs in it. */
    void signedOut(Principal principal) {
        connections.drop(principal);
    }

    void closeIdle() {
        connections.closeIdle();
    }

    /** For lists, which are empty for whom there is no such server, or that cannot be told now. */
    private <T> List<T> listing(
            Principal principal, String operation, Function<McpConnection, List<T>> list) {
        return admission.admitsOpenly(principal) ? admitted(principal, operation, list) : List.of();
    }

    /**
     * For whom there is no such server, or of whom that cannot be told now, it is as {@code absent}
     * says of one that nobody has: they may have guessed its name.
     */
    private <T> T asking(
            Principal principal,
            String operation,
            Supplier<RuntimeException> absent,
            Function<McpConnection, T> question) {
        if (!admission.admitsOpenly(principal)) {
            throw absent.get();
        }
        return admitted(principal, operation, question);
    }

    /** For what changes nothing at the server and so may be asked again when an answer got lost. */
    private <T> T admitted(
            Principal principal, String operation, Function<McpConnection, T> question) {
        Instant until = clock.instant().plus(limits.connectWait());
        try {
            return onceMore(principal, operation, until, question);
        } catch (ToolServerException e) {
            if (e.kind() != ToolServerException.Kind.LOST) {
                throw e;
            }
            return onceMore(principal, operation, until, question);
        }
    }

    /** Repeats what surely was not run, with a better token or over a fresh connection. */
    private <T> T onceMore(
            Principal principal, String operation, Instant until, Function<McpConnection, T> work) {
        return access.passing(principal, operation, () -> onceMore(principal, until, work));
    }

    private <T> T onceMore(Principal principal, Instant until, Function<McpConnection, T> work) {
        try {
            return connections.use(principal, until, work);
        } catch (RequestNotRun first) {
            try {
                return connections.use(principal, until, work);
            } catch (RequestNotRun second) {
                throw McpErrors.keepsLosingSessions(name(), second);
            }
        }
    }

    /** What of the tool's promises its result breaks, for the model and the user to read. */
    private static Optional<String> broken(Tool tool, String structuredJson) {
        if (tool.outputSchemaJson().isEmpty()) {
            return Optional.empty();
        }
        Optional<String> problem =
                structuredJson.isEmpty()
                        ? Optional.of(
                                "The tool promises structured content by its output schema, but"
                                        + " gave none.")
                        : OutputSchema.problem(tool.outputSchemaJson(), structuredJson);
        return problem.map(it -> "[Parley: " + it + "]");
    }

    private static String structured(McpSchema.CallToolResult result) {
        try {
            return result.structuredContent() == null
                    ? ""
                    : JSON.writeValueAsString(result.structuredContent());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what came from JSON is JSON", e);
        }
    }
}
