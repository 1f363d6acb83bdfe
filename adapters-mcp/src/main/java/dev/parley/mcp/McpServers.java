package dev.parley.mcp;

import static java.util.stream.Collectors.toUnmodifiableMap;

import dev.parley.token.Memberships;
import dev.parley.tool.ToolPolicy;
import io.modelcontextprotocol.spec.McpSchema;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;

/**
 * All configured MCP servers and what they share: one HTTP client and one sweep for idle
 * connections. Safe for use by many threads. Nothing is connected until it is used.
 */
public final class McpServers implements AutoCloseable {

    private static final Duration SWEEP_PERIOD = Duration.ofSeconds(30);

    private final List<McpServerConfig> configs;
    private final McpTransports transports;
    private final ScheduledExecutorService sweeper;
    private final List<McpServer> servers;

    /**
     * The servers of {@code configs}.
     *
     * @param version Parley's own, told to the servers
     * @throws IllegalArgumentException when two have one name
     */
    public McpServers(List<McpServerConfig> configs, String version, InstantSource clock) {
        this(configs, version, clock, Memberships.NONE);
    }

    /**
     * The servers of {@code configs}, some of which may be for members of organizations only.
     *
     * @param version Parley's own, told to the servers
     * @throws IllegalArgumentException when two have one name
     */
    public McpServers(
            List<McpServerConfig> configs,
            String version,
            InstantSource clock,
            Memberships memberships) {
        this(configs, version, clock, McpLimits.DEFAULT, memberships);
    }

    McpServers(
            List<McpServerConfig> configs, String version, InstantSource clock, McpLimits limits) {
        this(configs, version, clock, limits, Memberships.NONE);
    }

    private McpServers(
            List<McpServerConfig> configs,
            String version,
            InstantSource clock,
            McpLimits limits,
            Memberships memberships) {
        this.configs = List.copyOf(configs);
        if (configs.stream().map(McpServerConfig::name).distinct().count() < configs.size()) {
            throw new IllegalArgumentException("two servers have one name: " + names());
        }
        this.transports = new McpTransports(new OkHttpClient());
        var self = McpSchema.Implementation.builder("parley", version).title("Parley").build();
        this.servers =
                this.configs.stream()
                        .map(
                                config ->
                                        new McpServer(
                                                config,
                                                transports,
                                                self,
                                                limits,
                                                clock,
                                                new Admission(
                                                        config, memberships, Admission.CHECK_MAX)))
                        .toList();
        this.sweeper =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofVirtual().name("mcp-idle-sweep").factory());
        long period = SWEEP_PERIOD.toSeconds();
        var unused =
                sweeper.scheduleWithFixedDelay(
                        () -> servers.forEach(McpServer::closeIdle),
                        period,
                        period,
                        TimeUnit.SECONDS);
    }

    /** The servers, in the order of the settings. */
    public List<McpServer> all() {
        return servers;
    }

    /** What the settings say about approval, by server name, for {@link ToolPolicy}. */
    public Map<String, ToolPolicy.Rules> rules() {
        return configs.stream()
                .collect(toUnmodifiableMap(McpServerConfig::name, McpServerConfig::rules));
    }

    /** Ends all sessions and child processes; blocks for at most 6 seconds. */
    @Override
    public void close() {
        sweeper.shutdownNow();
        Together.run(servers.stream().<Runnable>map(server -> server::close).toList());
        transports.close();
    }

    private List<String> names() {
        return configs.stream().map(McpServerConfig::name).toList();
    }
}
