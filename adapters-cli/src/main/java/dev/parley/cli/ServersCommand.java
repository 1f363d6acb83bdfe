package dev.parley.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.tool.Tool;
import dev.parley.tool.ToolServer;
import dev.parley.tool.ToolServerException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "servers",
        description = "Connect to the servers and say how they are doing.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example: parley servers --json"})
final class ServersCommand implements Callable<Integer> {

    @Mixin private ListOptions options = new ListOptions();

    private final ParleyCommand parley;

    ServersCommand(ParleyCommand parley) {
        this.parley = parley;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (ServerSession session = parley.openServers()) {
            List<? extends ToolServer> chosen = options.chosen(session.tools(), ToolServer::name);
            Listing<Tool> listing =
                    Listing.of(
                            chosen, ToolServer::name, server -> server.tools(session.principal()));
            Columns table = new Columns();
            ObjectNode json = JsonPrinter.object();
            var servers = json.putArray("servers");
            for (ToolServer server : chosen) {
                ToolServerException failure = listing.failures().get(server.name());
                int tools =
                        failure == null
                                ? listing.items().getOrDefault(server.name(), List.of()).size()
                                : 0;
                String state = state(failure);
                table.row(
                        server.name(),
                        state,
                        failure == null
                                ? tools + (tools == 1 ? " tool" : " tools")
                                : String.valueOf(failure.getMessage()));
                ObjectNode entry = servers.addObject().put("name", server.name());
                entry.put("state", state.replace(' ', '_').replace('-', '_')).put("tools", tools);
                if (failure != null) {
                    entry.put("code", failure.kind().code()).put("error", failure.getMessage());
                }
            }
            print(table, json);
        }
        return ExitCode.OK;
    }

    private void print(Columns table, ObjectNode json) {
        PrintWriter out = options.out();
        if (options.json()) {
            JsonPrinter.print(out, json);
        } else {
            table.print(out);
        }
    }

    private static String state(@Nullable ToolServerException failure) {
        if (failure == null) {
            return "connected";
        }
        return failure.kind() == ToolServerException.Kind.NEEDS_SIGN_IN
                ? "needs sign-in"
                : "failed";
    }
}
