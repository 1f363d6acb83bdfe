package dev.parley.tool;

import dev.parley.conversation.Part.ToolCall;
import dev.parley.conversation.Part.ToolResult;
import dev.parley.token.Principal;
import java.util.List;

/**
 * A server whose tools a principal may call. Safe for use by many threads; each principal has a
 * connection of its own, opened when first needed.
 */
public interface ToolServer {

    /** The server's name in the settings; unique. */
    String name();

    /**
     * What the server wants the model to know about itself; empty when it said nothing or was not
     * reached yet. Never blocks.
     */
    String instructions(Principal principal);

    /**
     * Whether there is such a server for the principal; to others it is not shown. May ask who
     * belongs to what, and then blocks for at most five seconds; no answer is a no.
     */
    default boolean isFor(Principal principal) {
        return true;
    }

    /**
     * Pictures of the server itself; empty when it has none or was not reached yet. Never blocks.
     */
    default List<Icon> icons(Principal principal) {
        return List.of();
    }

    /**
     * How the principal stands with the server now. Does not connect; blocks no longer than the
     * token store. A server that keeps no connections has nothing to tell: it is idle.
     */
    default ServerStatus status(Principal principal) {
        return ServerStatus.of(name(), ServerStatus.State.IDLE);
    }

    /**
     * The server's tools. May connect first, and then blocks for at most the server's connect
     * limit; otherwise answers from memory.
     *
     * @throws ToolServerException when the server cannot be reached or refuses
     */
    List<Tool> tools(Principal principal);

    /**
     * As {@link #tools}, but asked of the server itself at this moment, whatever it announced or
     * did not: for who must know that a tool is still the same.
     */
    default List<Tool> toolsNow(Principal principal) {
        return tools(principal);
    }

    /**
     * Runs one tool and blocks until it has ended, at most until {@code context.deadline()}.
     *
     * <p>A failure the tool reports is a result with status {@code FAILED}. An interrupt stops the
     * wait, tells the server to cancel where its protocol can, and throws kind {@code INTERRUPTED}.
     *
     * @param call its {@code tool} is the name of {@code tool}
     * @throws ToolServerException when there is no result; its {@code mayHaveRun} says whether the
     *     server could have begun
     */
    ToolResult call(Principal principal, Tool tool, ToolCall call, ToolCallContext context);
}
