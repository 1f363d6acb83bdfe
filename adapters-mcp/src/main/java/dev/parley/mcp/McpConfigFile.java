package dev.parley.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The {@code mcp.json} other MCP hosts use, too: {@code {"mcpServers": {"name": {…}}}}. A server
 * has
 *
 * <ul>
 *   <li>either {@code command} (a name to find in the PATH, or an absolute path), {@code args},
 *       {@code env}, {@code cwd}, {@code roots}
 *   <li>or {@code url}, {@code headers}, and {@code type} {@code "sse"} if it speaks nothing newer;
 *   <li>and {@code trusted}, {@code allow}, {@code ask}, {@code deny}, {@code timeout} in seconds,
 *       {@code organizations} whose members alone may use it.
 * </ul>
 *
 * In a {@code url}, <code>{organization}</code> and <code>{project}</code> stand for where the user
 * works.
 *
 * <p>In the values of {@code env} and {@code headers}, {@code ${NAME}} stands for a variable of the
 * environment. Nowhere else, so that no variable decides what is run.
 */
public final class McpConfigFile {

    private McpConfigFile() {}

    /**
     * The servers in {@code file}; none when there is no such file.
     *
     * @param environment what {@code ${NAME}} stands for
     * @throws McpConfigException naming everything that is wrong
     */
    public static List<McpServerConfig> read(Path file, Map<String, String> environment) {
        String json;
        try {
            if (Files.notExists(file)) {
                return List.of();
            }
            json = Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new McpConfigException(
                    file.toString(),
                    List.of("it cannot be read as a text in UTF-8: check its rights and encoding"));
        }
        return parse(file.toString(), json, environment);
    }

    /**
     * The servers in {@code json}, in its order.
     *
     * @param source what to call it in messages
     * @throws McpConfigException naming everything that is wrong
     */
    static List<McpServerConfig> parse(
            String source, String json, Map<String, String> environment) {
        List<String> problems = new ArrayList<>();
        List<McpServerConfig> configs =
                servers(JsonFile.read(json, problems), environment, problems);
        if (!problems.isEmpty()) {
            throw new McpConfigException(source, problems);
        }
        return configs;
    }

    private static List<McpServerConfig> servers(
            JsonNode document, Map<String, String> environment, List<String> problems) {
        if (document.isMissingNode()) {
            return List.of();
        }
        ConfigFields file = new ConfigFields("", document, problems);
        file.onlyKnow(Set.of("mcpServers"));
        List<McpServerConfig> configs = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : file.object("mcpServers").entrySet()) {
            String name = entry.getKey();
            if (name.isBlank()) {
                problems.add("mcpServers has a server without a name: name it");
            }
            ServerEntry.read(
                            name,
                            new ConfigFields("mcpServers." + name, entry.getValue(), problems),
                            new Substitution(environment))
                    .ifPresent(configs::add);
        }
        return List.copyOf(configs);
    }
}
