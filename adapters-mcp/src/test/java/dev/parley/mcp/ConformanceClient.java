package dev.parley.mcp;

import static dev.parley.mcp.Calls.ANN;

import dev.parley.conversation.Part.ToolCall;
import dev.parley.conversation.Part.ToolResult;
import dev.parley.conversation.ToolStatus;
import dev.parley.tool.Tool;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/**
 * The program that the MCP conformance suite runs, once for each scenario: the adapter as it is,
 * and a user who does what the scenario is about.
 */
final class ConformanceClient {

    private static final Duration CALL_MAX = Duration.ofSeconds(20);

    private final String scenario;
    private final McpServer server;

    private ConformanceClient(String scenario, McpServer server) {
        this.scenario = scenario;
        this.server = server;
    }

    public static void main(String[] arguments) {
        String scenario = System.getenv("MCP_CONFORMANCE_SCENARIO");
        McpServerConfig config =
                Calls.config(
                        "conformance",
                        new McpServerConfig.Transport.Http(URI.create(arguments[0]), Map.of()));
        try (McpServers servers =
                new McpServers(
                        List.of(config),
                        "0.1.0",
                        InstantSource.system(),
                        McpSecurity.inMemory(InstantSource.system()))) {
            new ConformanceClient(scenario, servers.all().getFirst()).run();
        }
        System.exit(0);
    }

    private void run() {
        List<Tool> tools = server.tools(ANN);
        switch (scenario) {
            case "initialize", "json-schema-ref-no-deref" -> {}
            case "tools_call" -> call(tools, "add_numbers", "{\"a\":2,\"b\":3}");
            case "json-schema-2020-12-preservation" -> {
                String schema = tool(tools, "json_schema_2020_12_tool").inputSchemaJson();
                call(tools, "json_schema_echo", "{\"schema\":" + schema + "}");
            }
            default -> tools.forEach(tool -> call(tools, tool.remoteName(), "{}"));
        }
    }

    private void call(List<Tool> tools, String remoteName, String argumentsJson) {
        Tool tool = tool(tools, remoteName);
        ToolResult result =
                server.call(
                        ANN,
                        tool,
                        new ToolCall("c1", tool.name(), argumentsJson, false),
                        RecordingContext.within(CALL_MAX));
        if (result.status() != ToolStatus.OK) {
            throw new IllegalStateException(remoteName + " failed: " + Calls.text(result));
        }
    }

    private static Tool tool(List<Tool> tools, String remoteName) {
        return tools.stream()
                .filter(it -> it.remoteName().equals(remoteName))
                .findAny()
                .orElseThrow(() -> new IllegalStateException("no tool " + remoteName));
    }
}
