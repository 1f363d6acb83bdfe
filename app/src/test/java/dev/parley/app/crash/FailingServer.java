package dev.parley.app.crash;

import dev.parley.conversation.Part.ToolCall;
import dev.parley.conversation.Part.ToolResult;
import dev.parley.token.Principal;
import dev.parley.tool.Tool;
import dev.parley.tool.ToolCallContext;
import dev.parley.tool.ToolServer;
import java.util.List;

/** A tool server around whose calls the program may die. */
record FailingServer(ToolServer server, Failpoints failpoints) implements ToolServer {

    @Override
    public String name() {
        return server.name();
    }

    @Override
    public String instructions(Principal principal) {
        return server.instructions(principal);
    }

    @Override
    public List<Tool> tools(Principal principal) {
        return server.tools(principal);
    }

    @Override
    public ToolResult call(Principal principal, Tool tool, ToolCall call, ToolCallContext context) {
        return failpoints.around(() -> server.call(principal, tool, call, context));
    }
}
