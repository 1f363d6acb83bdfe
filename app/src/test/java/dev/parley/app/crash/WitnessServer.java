package dev.parley.app.crash;

import dev.parley.conversation.Part.ToolCall;
import dev.parley.conversation.Part.ToolResult;
import dev.parley.conversation.ToolStatus;
import dev.parley.token.Principal;
import dev.parley.tool.Tool;
import dev.parley.tool.ToolAnnotations;
import dev.parley.tool.ToolCallContext;
import dev.parley.tool.ToolPolicy;
import dev.parley.tool.ToolServer;
import dev.parley.tool.ToolServerException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A tool server that writes every call down durably before it answers: what truly was executed, and
 * how often. Safe for use by many threads.
 */
final class WitnessServer implements ToolServer {

    static final String NAME = "witness";

    /** Changes something, and may do so without asking. */
    static final String WRITE = "write";

    /** Changes something, and needs an approval. */
    static final String GUARDED = "guarded";

    /** Only reads: may be repeated. */
    static final String LOOK = "look";

    private static final List<Tool> TOOLS =
            List.of(
                    tool(WRITE, ToolAnnotations.UNKNOWN),
                    tool(GUARDED, ToolAnnotations.UNKNOWN),
                    tool(LOOK, new ToolAnnotations(true, false, true, false)));

    private final DurableFile witness;
    private final Duration takes;

    /** A server each of whose calls {@code takes} so long after it was written down. */
    WitnessServer(DurableFile witness, Duration takes) {
        this.witness = witness;
        this.takes = takes;
    }

    static ToolPolicy policy() {
        return new ToolPolicy(
                Map.of(NAME, new ToolPolicy.Rules(true, List.of(WRITE), List.of(), List.of())));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String instructions(Principal principal) {
        return "";
    }

    @Override
    public List<Tool> tools(Principal principal) {
        return TOOLS;
    }

    @Override
    public ToolResult call(Principal principal, Tool tool, ToolCall call, ToolCallContext context) {
        witness.add(
                new WitnessedCall(tool.remoteName(), call.callId(), call.argumentsJson()).line());
        try {
            Thread.sleep(takes);
        } catch (InterruptedException e) {
            throw new ToolServerException(
                    ToolServerException.Kind.INTERRUPTED, "The call was interrupted.", true, e);
        }
        return ToolResult.of(call, ToolStatus.OK, "done", takes);
    }

    private static Tool tool(String name, ToolAnnotations annotations) {
        return Tool.of(NAME, name, "", "", "{\"type\":\"object\"}", annotations);
    }
}
