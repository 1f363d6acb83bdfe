package dev.parley.mcp;

import dev.parley.token.Secret;
import dev.parley.tool.ToolPolicy;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * One MCP server: how it is reached, which of its tools may run, and how long it may take.
 *
 * @param name unique; part of the names under which the model sees the tools
 * @param timeout the longest any one tool call may take; default {@link #TIMEOUT_DEFAULT}
 * @param roots directories that a program is told it may work in; absolute, and most often none
 */
public record McpServerConfig(
        String name,
        Transport transport,
        ToolPolicy.Rules rules,
        Duration timeout,
        List<Path> roots) {

    public static final Duration TIMEOUT_DEFAULT = Duration.ofMinutes(5);

    /** How a server is reached. */
    public sealed interface Transport {

        /**
         * A program on this machine that speaks MCP on its standard input and output. It is started
         * without a shell, once for each principal.
         *
         * @param environment added to the few variables a child gets, see {@link ChildProcess}
         * @param directory where it runs; the empty path stands for Parley's own directory
         */
        record Stdio(
                String command,
                List<String> arguments,
                Map<String, String> environment,
                Path directory)
                implements Transport {

            public Stdio {
                arguments = List.copyOf(arguments);
                environment = Map.copyOf(environment);
            }

            /** Without the values of the environment, which hold keys more often than not. */
            @Override
            public String toString() {
                return "Stdio[" + command + ", environment=" + environment.keySet() + "]";
            }
        }

        /** An address that speaks streamable HTTP; {@code headers} go out with every request. */
        record Http(URI url, Map<String, Secret> headers) implements Transport {
            public Http {
                headers = Map.copyOf(headers);
            }
        }

        /** An address that speaks HTTP with SSE, the transport of MCP 2024-11-05. */
        record Sse(URI url, Map<String, Secret> headers) implements Transport {
            public Sse {
                headers = Map.copyOf(headers);
            }
        }
    }

    /** A server without roots. */
    public McpServerConfig(
            String name, Transport transport, ToolPolicy.Rules rules, Duration timeout) {
        this(name, transport, rules, timeout, List.of());
    }

    public McpServerConfig {
        roots = List.copyOf(roots);
        if (name.isBlank()) {
            throw new IllegalArgumentException("a server's name must not be blank");
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("timeout must be positive: " + timeout);
        }
    }
}
