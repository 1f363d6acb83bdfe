package dev.parley.mcp;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The servers that come from npm and from {@code src/test/npm}. */
final class NodeServers {

    static final Path DIRECTORY = Path.of(System.getProperty("npm.directory", "target/npm"));

    private static final String EVERYTHING =
            "node_modules/@modelcontextprotocol/server-everything/dist/index.js";

    private NodeServers() {}

    static McpServerConfig.Transport everything() {
        return stdio(EVERYTHING, "stdio");
    }

    static McpServerConfig.Transport script(String name, String... arguments) {
        return stdio(Stream.concat(Stream.of(name), Stream.of(arguments)).toArray(String[]::new));
    }

    /** The command of the server that listens on a port of its own choice. */
    static List<String> listeningEverything(String transport) {
        return List.of("node", "--import", "./loopback.mjs", EVERYTHING, transport);
    }

    private static McpServerConfig.Transport stdio(String... arguments) {
        return new McpServerConfig.Transport.Stdio(
                "node", List.of(arguments), Map.of(), DIRECTORY.toAbsolutePath());
    }
}
