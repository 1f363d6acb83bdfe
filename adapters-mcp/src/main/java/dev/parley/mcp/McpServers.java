package dev.parley.mcp;

import static java.util.stream.Collectors.toUnmodifiableMap;
import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.parley.egress.EgressGate;
import dev.parley.egress.GuardedHttp;
import dev.parley.egress.Origin;
import dev.parley.oauth.AccessTokens;
import dev.parley.oauth.Newcomers;
import dev.parley.oauth.OAuthAuthorizer;
import dev.parley.oauth.OAuthStores;
import dev.parley.oauth.ProtectedServer;
import dev.parley.oauth.ProtectedServers;
import dev.parley.oauth.SignInDemands;
import dev.parley.token.Authorizer;
import dev.parley.token.Principal;
import dev.parley.tool.ToolPolicy;
import io.modelcontextprotocol.spec.McpSchema;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * All configured MCP servers and what they share: one HTTP client behind one gate, the grants of
 * their principals, and one sweep for idle connections. Safe for use by many threads. Nothing is
 * connected until it is used.
 */
public final class McpServers implements AutoCloseable {

    private static final Duration SWEEP_PERIOD = Duration.ofSeconds(30);

    private final List<McpServerConfig> configs;
    private final GuardedHttp http;
    private final McpTransports transports;
    private final AccessTokens tokens;
    private final ScheduledExecutorService sweeper;
    private final List<McpServer> servers;
    private final ServerAuthorizer authorizer;

    /**
     * The servers of {@code configs}.
     *
     * @param version Parley's own, told to the servers
     * @param security what guards what is sent to them; their own addresses need not be listed
     * @throws IllegalArgumentException when two have one name
     */
    public McpServers(
            List<McpServerConfig> configs,
            String version,
            InstantSource clock,
            McpSecurity security) {
        this(configs, version, clock, security, McpLimits.DEFAULT);
    }

    McpServers(
            List<McpServerConfig> configs,
            String version,
            InstantSource clock,
            McpSecurity security,
            McpLimits limits) {
        this.configs = List.copyOf(configs);
        if (configs.stream().map(McpServerConfig::name).distinct().count() < configs.size()) {
            throw new IllegalArgumentException("two servers have one name: " + names());
        }
        this.http = new GuardedHttp(new EgressGate(security.egress().listing(origins())));
        this.transports = new McpTransports(http.client());
        ProtectedServers protectedServers = this::protectedServer;
        SignInDemands demands = new SignInDemands(clock);
        OAuthStores stores = security.stores();
        this.tokens = new AccessTokens(protectedServers, stores, http.client(), clock);
        var self = McpSchema.Implementation.builder("parley", version).title("Parley").build();
        this.servers =
                this.configs.stream()
                        .map(
                                config ->
                                        new McpServer(
                                                config,
                                                transports,
                                                access(config, demands, stores),
                                                self,
                                                limits,
                                                clock,
                                                new Admission(
                                                        config,
                                                        security.memberships(),
                                                        Admission.CHECK_MAX)))
                        .toList();
        this.authorizer =
                new ServerAuthorizer(
                        new OAuthAuthorizer(
                                protectedServers,
                                stores,
                                http.client(),
                                demands,
                                tokens,
                                security.clientDocument(),
                                clock),
                        servers.stream().collect(toUnmodifiableMap(McpServer::name, it -> it)));
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

    /** By which principals sign in at these servers, and out again. */
    public Authorizer authorizer() {
        return authorizer;
    }

    /** By which people sign in to Parley at one of these servers. */
    public Newcomers newcomers() {
        return authorizer;
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
        tokens.close();
        http.close();
    }

    private Access access(McpServerConfig config, SignInDemands demands, OAuthStores stores) {
        return switch (config.authorization()) {
            case Authorization.None none -> Access.NONE;
            case Authorization.OAuth oauth ->
                    config.url().isPresent()
                            ? new OAuthAccess(config.name(), tokens, demands, stores.tokens())
                            : Access.NONE;
        };
    }

    private Optional<ProtectedServer> protectedServer(Principal principal, String name) {
        return configs.stream()
                .filter(config -> config.name().equals(name))
                .filter(config -> config.fits(principal.workspace()))
                .findFirst()
                .flatMap(config -> protectedServer(config.in(principal.workspace())));
    }

    private static Optional<ProtectedServer> protectedServer(McpServerConfig config) {
        return switch (config.authorization()) {
            case Authorization.None none -> Optional.empty();
            case Authorization.OAuth oauth ->
                    config.url()
                            .map(
                                    url ->
                                            new ProtectedServer(
                                                    config.name(),
                                                    url,
                                                    oauth.issuer(),
                                                    oauth.clientId(),
                                                    oauth.secret().orElse(null),
                                                    oauth.scopes()));
        };
    }

    /** An administrator wrote these down: they may be anywhere. */
    private Set<Origin> origins() {
        return configs.stream()
                .flatMap(config -> config.url().stream())
                .map(url -> Origin.of(url.toString()))
                .collect(toUnmodifiableSet());
    }

    private List<String> names() {
        return configs.stream().map(McpServerConfig::name).toList();
    }
}
