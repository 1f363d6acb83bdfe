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

    /** The official server for files, which sees {@code directory} alone. */
    static McpServerConfig.Transport filesystem(Path directory) {
        return stdio(
                "node_modules/@modelcontextprotocol/server-filesystem/dist/index.js",
                directory.toString());
    }

    /** The official server that remembers, in {@code file}. */
    static McpServerConfig.Transport memory(Path file) {
        return new McpServerConfig.Transport.Stdio(
                "node",
                List.of("node_modules/@modelcontextprotocol/server-memory/dist/index.js"),
                Map.of("MEMORY_FILE_PATH", file.toString()),
                DIRECTORY.toAbsolutePath());
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
