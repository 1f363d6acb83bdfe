package dev.parley.app.demo;

import io.modelcontextprotocol.server.McpServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.server.McpSyncServerExchange;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import io.modelcontextprotocol.spec.McpSchema.ToolAnnotations;
import java.util.Map;

/**
 * A tool of the demo server: what it says of itself and what it does.
 *
 * @param resultSchema JSON Schema of the structured content; empty for a tool without any
 */
record DemoTool(
        String name,
        String title,
        String description,
        InputSchema input,
        Map<String, Object> resultSchema,
        boolean changesState,
        Work work) {

    /** Runs one call. */
    interface Work {
        /**
         * Answers one call whose arguments fit the schema; may block as long as it needs.
         *
         * @throws InputSchema.BadArgument when an argument names what does not exist
         */
        CallToolResult run(
                ToolCallArguments arguments, CallToolRequest request, McpSyncServerExchange client);
    }

    /** A tool that only looks, and answers from its arguments alone. */
    static DemoTool reading(
            String name,
            String title,
            String description,
            InputSchema input,
            Map<String, Object> resultSchema,
            java.util.function.Function<ToolCallArguments, CallToolResult> work) {
        return new DemoTool(
                name,
                title,
                description,
                input,
                resultSchema,
                false,
                (arguments, request, client) -> work.apply(arguments));
    }

    SyncToolSpecification specification() {
        Tool.Builder tool =
                Tool.builder(name, input.toMap())
                        .title(title)
                        .description(description)
                        .annotations(
                                ToolAnnotations.builder()
                                        .title(title)
                                        .readOnlyHint(!changesState)
                                        .destructiveHint(changesState)
                                        .idempotentHint(true)
                                        .openWorldHint(false)
                                        .build());
        if (!resultSchema.isEmpty()) {
            tool.outputSchema(resultSchema);
        }
        return SyncToolSpecification.builder()
                .tool(tool.build())
                .callHandler((client, request) -> call(client, request))
                .build();
    }

    private CallToolResult call(McpSyncServerExchange client, CallToolRequest request) {
        try {
            Map<String, Object> given = request.arguments();
            Map<String, Object> arguments = given == null ? Map.of() : given;
            input.check(arguments);
            return work.run(new ToolCallArguments(arguments), request, client);
        } catch (InputSchema.BadArgument e) {
            String sentence = e.getMessage();
            return ToolOutput.failure(sentence == null ? "Wrong arguments." : sentence);
        }
    }
}
