package dev.parley.mcp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.parley.token.Sha256;
import dev.parley.token.Workspace;
import dev.parley.tool.Tool;
import io.modelcontextprotocol.spec.McpSchema;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The hash of all a server says of a tool: SHA-256 over JSON whose members are sorted by name and
 * which holds no member that was not given. So it does not depend on how the server orders them,
 * and changes with any single character that a model or a user would go by, also of what is shown
 * to neither.
 */
final class ToolDefinition {

    private static final ObjectMapper CANONICAL =
            new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

    private ToolDefinition() {}

    /** In 64 hexadecimal digits. */
    static String hash(McpSchema.Tool tool) {
        Map<String, Object> definition = new TreeMap<>();
        put(definition, "name", tool.name());
        put(definition, "title", tool.title());
        put(definition, "description", tool.description());
        put(definition, "inputSchema", tool.inputSchema());
        put(definition, "outputSchema", tool.outputSchema());
        if (tool.annotations() != null) {
            put(definition, "annotations", annotations(tool.annotations()));
        }
        if (tool.icons() != null) {
            put(definition, "icons", tool.icons().stream().map(ToolDefinition::icon).toList());
        }
        return sha256(definition);
    }

    /** The tool as another one than that of the same server in any other workspace. */
    static Tool in(Workspace workspace, Tool tool) {
        return tool.withDefinition(
                sha256(
                        Map.of(
                                "definition", tool.definition(),
                                "organization", workspace.organization(),
                                "project", workspace.project())));
    }

    private static Map<String, Object> annotations(McpSchema.ToolAnnotations claims) {
        Map<String, Object> json = new TreeMap<>();
        put(json, "title", claims.title());
        put(json, "readOnlyHint", claims.readOnlyHint());
        put(json, "destructiveHint", claims.destructiveHint());
        put(json, "idempotentHint", claims.idempotentHint());
        put(json, "openWorldHint", claims.openWorldHint());
        return json;
    }

    private static Map<String, Object> icon(McpSchema.Icon icon) {
        Map<String, Object> json = new TreeMap<>();
        put(json, "src", icon.src());
        put(json, "mimeType", icon.mimeType());
        put(json, "sizes", icon.sizes() == null ? null : List.copyOf(icon.sizes()));
        put(json, "theme", icon.theme());
        return json;
    }

    private static void put(Map<String, Object> json, String name, @Nullable Object value) {
        if (value != null) {
            json.put(name, value);
        }
    }

    private static String sha256(Map<String, Object> json) {
        try {
            return HexFormat.of().formatHex(Sha256.of(CANONICAL.writeValueAsBytes(json)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what came from JSON is JSON", e);
        }
    }
}
