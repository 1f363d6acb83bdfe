package dev.parley.mcp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.conversation.Part.ToolCall;
import dev.parley.conversation.Part.ToolResult;
import dev.parley.conversation.ToolStatus;
import dev.parley.prompt.Prompt;
import dev.parley.prompt.PromptMessage;
import dev.parley.prompt.PromptSource;
import dev.parley.prompt.Resource;
import dev.parley.prompt.ResourceSource;
import dev.parley.token.Principal;
import dev.parley.tool.Tool;
import dev.parley.tool.ToolCallContext;
import dev.parley.tool.ToolServer;
import dev.parley.tool.ToolServerException;
import io.modelcontextprotocol.spec.McpSchema;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

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
    private final McpLimits limits;
    private final InstantSource clock;
    private final McpConnections connections;

    McpServer(
            McpServerConfig config,
            McpTransports transports,
            McpSchema.Implementation self,
            McpLimits limits,
            InstantSource clock) {
        this.config = config;
        this.limits = limits;
        this.clock = clock;
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
                        () -> McpConnection.open(config, transports, self, limits, clock));
    }

    @Override
    public String name() {
        return config.name();
    }

    @Override
    public String instructions(Principal principal) {
        return connections.current(principal).map(McpConnection::instructions).orElse("");
    }

    @Override
    public List<Tool> tools(Principal principal) {
        return asking(principal, McpConnection::tools);
    }

    @Override
    public List<Prompt> prompts(Principal principal) {
        return asking(principal, McpConnection::prompts);
    }

    @Override
    public List<PromptMessage> render(
            Principal principal, String prompt, Map<String, String> arguments) {
        List<PromptMessage> messages =
                asking(principal, connection -> connection.render(prompt, arguments));
        if (messages.isEmpty()) {
            throw new ToolServerException(
                    ToolServerException.Kind.REFUSED,
                    "The server " + name() + " rendered the prompt " + prompt + " to nothing.",
                    false,
                    null);
        }
        return messages;
    }

    @Override
    public List<Resource> resources(Principal principal) {
        return asking(principal, McpConnection::resources);
    }

    @Override
    public ToolResult call(Principal principal, Tool tool, ToolCall call, ToolCallContext context) {
        Instant start = clock.instant();
        Instant ownDeadline = start.plus(config.timeout());
        Instant deadline =
                context.deadline().isBefore(ownDeadline) ? context.deadline() : ownDeadline;
        McpSchema.CallToolResult result =
                onceMore(
                        principal,
                        deadline,
                        connection ->
                                connection.call(
                                        tool.remoteName(),
                                        call.argumentsJson(),
                                        context,
                                        deadline));
        return new ToolResult(
                call.callId(),
                call.tool(),
                Boolean.TRUE.equals(result.isError()) ? ToolStatus.FAILED : ToolStatus.OK,
                McpContent.orEmpty(result.content()).stream().map(McpContent::content).toList(),
                structured(result),
                Duration.between(start, clock.instant()));
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

    void closeIdle() {
        connections.closeIdle();
    }

    /** For what changes nothing at the server and so may be asked again when an answer got lost. */
    private <T> T asking(Principal principal, Function<McpConnection, T> question) {
        Instant until = clock.instant().plus(limits.connectWait());
        try {
            return onceMore(principal, until, question);
        } catch (ToolServerException e) {
            if (e.kind() != ToolServerException.Kind.LOST) {
                throw e;
            }
            return onceMore(principal, until, question);
        }
    }

    /** Repeats what surely was not run, once and over a fresh connection. */
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
