package dev.parley.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.tool.Tool;
import dev.parley.tool.ToolServer;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "tools",
        description = "List the tools of the servers.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example: parley tools demo --json"})
final class ToolsCommand implements Callable<Integer> {

    @Mixin private ListOptions options = new ListOptions();

    private final ParleyCommand parley;

    ToolsCommand(ParleyCommand parley) {
        this.parley = parley;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (ServerSession session = parley.openServers()) {
            Listing<Tool> listing =
                    Listing.of(
                            options.chosen(session.tools(), ToolServer::name),
                            ToolServer::name,
                            server -> server.tools(session.principal()));
            if (options.json()) {
                ObjectNode json = JsonPrinter.object();
                var tools = json.putArray("tools");
                listing.all().forEach(it -> tools.add(json(it)));
                JsonPrinter.print(options.out(), json);
            } else {
                Columns table = new Columns();
                listing.all().forEach(it -> table.row(it.name(), it.description()));
                table.print(options.out());
            }
            options.report(listing);
            return listing.exitCode();
        }
    }

    private static ObjectNode json(Tool tool) {
        ObjectNode json = JsonPrinter.object().put("name", tool.name());
        json.put("server", tool.server()).put("tool", tool.remoteName());
        json.put("title", tool.title()).put("description", tool.description());
        json.set("inputSchema", JsonPrinter.value(tool.inputSchemaJson()));
        if (!tool.outputSchemaJson().isEmpty()) {
            json.set("outputSchema", JsonPrinter.value(tool.outputSchemaJson()));
        }
        json.putObject("annotations")
                .put("readOnly", tool.annotations().readOnly())
                .put("destructive", tool.annotations().destructive())
                .put("idempotent", tool.annotations().idempotent())
                .put("openWorld", tool.annotations().openWorld());
        return json;
    }
}
