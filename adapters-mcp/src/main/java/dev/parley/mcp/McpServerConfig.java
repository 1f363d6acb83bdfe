package dev.parley.mcp;

import dev.parley.token.Principal;
import dev.parley.token.Secret;
import dev.parley.token.Workspace;
import dev.parley.tool.ToolPolicy;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One MCP server: how it is reached, which of its tools may run, and how long it may take.
 *
 * @param name unique; part of the names under which the model sees the tools
 * @param authorization of no meaning for a program on this machine
 * @param organizations slugs of those whose members may use it; empty when everyone may
 * @param timeout the longest any one tool call may take; default {@link #TIMEOUT_DEFAULT}
 * @param roots directories that a program is told it may work in; absolute, and most often none
 */
public record McpServerConfig(
        String name,
        Transport transport,
        Authorization authorization,
        ToolPolicy.Rules rules,
        Duration timeout,
        Set<String> organizations,
        List<Path> roots) {

    public static final Duration TIMEOUT_DEFAULT = Duration.ofMinutes(5);

    /** What stands in an address for the organization: {@code {organization}}, encoded. */
    static final String ORGANIZATION = "%7Borganization%7D";

    /** What stands in an address for the project. */
    static final String PROJECT = "%7Bproject%7D";

    /** The address of a server on the web. */
    Optional<URI> url() {
        return switch (transport) {
            case Transport.Stdio program -> Optional.empty();
            case Transport.Http http -> Optional.of(http.url());
            case Transport.Sse sse -> Optional.of(sse.url());
        };
    }

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

    public McpServerConfig {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a server's name must not be blank");
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("timeout must be positive: " + timeout);
        }
        organizations = Set.copyOf(organizations);
        roots = List.copyOf(roots);
    }

    /** A server for everyone, with the authorization that most have, and without roots. */
    public McpServerConfig(
            String name, Transport transport, ToolPolicy.Rules rules, Duration timeout) {
        this(name, transport, Authorization.DEFAULT, rules, timeout, Set.of(), List.of());
    }

    /** Whether the address depends on where the principal works. */
    boolean usesWorkspace() {
        return address().contains(ORGANIZATION) || needsProject();
    }

    boolean needsProject() {
        return address().contains(PROJECT);
    }

    /** Whether {@code workspace} has all that the address needs. */
    boolean fits(Workspace workspace) {
        return !usesWorkspace()
                || (!workspace.organization().isEmpty()
                        && (!needsProject() || !workspace.project().isEmpty()));
    }

    /** The same server, at its address for {@code workspace}, which must fit. */
    McpServerConfig in(Workspace workspace) {
        if (!fits(workspace)) {
            throw new IllegalArgumentException(name + " needs more than " + workspace);
        }
        Transport there =
                switch (transport) {
                    case Transport.Stdio it -> it;
                    case Transport.Http it ->
                            new Transport.Http(resolved(it.url(), workspace), it.headers());
                    case Transport.Sse it ->
                            new Transport.Sse(resolved(it.url(), workspace), it.headers());
                };
        return new McpServerConfig(
                name, there, authorization, rules, timeout, organizations, roots);
    }

    /** What tells the connections of this server apart. */
    String connectionKey(Principal principal) {
        return usesWorkspace()
                ? principal.key()
                        + "\n"
                        + principal.workspace().organization()
                        + "/"
                        + principal.workspace().project()
                : principal.key();
    }

    private String address() {
        return url().map(URI::toString).orElse("");
    }

    /** Slugs need no encoding. */
    private static URI resolved(URI url, Workspace workspace) {
        return URI.create(
                url.toString()
                        .replace(ORGANIZATION, workspace.organization())
                        .replace(PROJECT, workspace.project()));
    }
}
