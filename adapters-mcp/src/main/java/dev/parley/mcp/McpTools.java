package dev.parley.mcp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.tool.Tool;
import io.modelcontextprotocol.spec.McpSchema;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Core's tools from the SDK's. One that no model should see is left out alone. */
final class McpTools {

    /** MCP 2025-11-25, server/tools, "Tool Names". */
    static final int NAME_LENGTH_MAX = 128;

    static final int TITLE_LENGTH_MAX = 200;
    static final int DESCRIPTION_LENGTH_MAX = 16_000;
    static final int SCHEMA_LENGTH_MAX = 256 * 1024;

    private static final Logger log = LoggerFactory.getLogger(McpTools.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private McpTools() {}

    static List<Tool> of(String server, List<McpSchema.Tool> tools) {
        return tools.stream().flatMap(tool -> of(server, tool)).toList();
    }

    private static Stream<Tool> of(String server, McpSchema.Tool tool) {
        String inputSchema = json(tool.inputSchema());
        String outputSchema = tool.outputSchema() == null ? "" : json(tool.outputSchema());
        Optional<String> problem =
                nameProblem(tool.name())
                        .or(() -> schemaProblem("input", tool.inputSchema(), inputSchema))
                        .or(() -> schemaProblem("output", tool.outputSchema(), outputSchema));
        if (problem.isPresent()) {
            log.warn(
                    "{} has a tool {} that is left out: {}",
                    server,
                    McpTexts.sentence(tool.name()),
                    problem.get());
            return Stream.empty();
        }
        return Stream.of(
                Tool.of(
                                server,
                                tool.name(),
                                McpTexts.cut(McpContent.title(tool), TITLE_LENGTH_MAX),
                                McpTexts.cut(
                                        McpTexts.orEmpty(tool.description()),
                                        DESCRIPTION_LENGTH_MAX),
                                inputSchema,
                                McpContent.annotations(tool.annotations()))
                        .withOutputSchema(outputSchema)
                        .withIcons(McpContent.icons(tool.icons()))
                        .withDefinition(ToolDefinition.hash(tool)));
    }

    private static Optional<String> nameProblem(String name) {
        if (name.isBlank()) {
            return Optional.of("it has no name");
        }
        return name.length() > NAME_LENGTH_MAX
                ? Optional.of("its name is longer than " + NAME_LENGTH_MAX + " characters")
                : Optional.empty();
    }

    private static Optional<String> schemaProblem(
            String which, @Nullable Map<String, Object> schema, String json) {
        if (schema == null) {
            return Optional.empty();
        }
        if (json.length() > SCHEMA_LENGTH_MAX) {
            return Optional.of(
                    "its " + which + " schema is longer than " + SCHEMA_LENGTH_MAX + " characters");
        }
        return SchemaSize.problem(schema).map(it -> "its " + which + " schema " + it);
    }

    private static String json(Map<String, Object> schema) {
        try {
            return JSON.writeValueAsString(schema);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what came from JSON is JSON", e);
        }
    }
}
