package dev.parley.mcp;

import java.util.List;

/**
 * A file of MCP servers that cannot be used. It names every problem with its place and what to do;
 * it quotes no values of headers or environment variables.
 */
public final class McpConfigException extends RuntimeException {

    private final List<String> problems;

    McpConfigException(String source, List<String> problems) {
        super(source + " cannot be used:\n- " + String.join("\n- ", problems));
        this.problems = List.copyOf(problems);
    }

    /** One sentence for each problem, in the order of the file. */
    public List<String> problems() {
        return problems;
    }
}
