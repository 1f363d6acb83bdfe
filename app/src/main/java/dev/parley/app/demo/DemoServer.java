package dev.parley.app.demo;

import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpSyncServer;
import io.modelcontextprotocol.server.transport.DefaultServerTransportSecurityValidator;
import io.modelcontextprotocol.server.transport.HttpServletStreamableServerTransportProvider;
import io.modelcontextprotocol.spec.McpSchema.ServerCapabilities;
import jakarta.servlet.DispatcherType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;

/**
 * A small incident tracker as a real MCP server: streamable HTTP on a free port of 127.0.0.1, with
 * invented data. What is resolved in it is forgotten when it closes. Safe for use by many threads.
 */
public final class DemoServer implements AutoCloseable {

    /** What the server calls itself, and what it is called in Parley's settings. */
    public static final String NAME = "parley-demo";

    private static final String PATH = "/mcp";
    private static final Duration ANALYSIS_STEP_PAUSE = Duration.ofMillis(500);
    private static final Duration ANSWER_MAX = Duration.ofMinutes(10);
    private static final Duration STOP_MAX = Duration.ofSeconds(2);
    private static final int THREADS_MAX = 8;
    private static final String INSTRUCTIONS =
            """
            An incident tracker with invented data. Begin with list_projects or list_releases; \
            search_issues finds issues, worst first, and get_issue shows a stack trace. Before \
            resolve_issue or escalate_issue, say which issue and why.""";

    private final RunningCalls calls = new RunningCalls();
    private final Server jetty;
    private final HttpServletStreamableServerTransportProvider transport;
    private final McpSyncServer mcp;
    private final URI url;

    private DemoServer(InstantSource clock, Duration stepPause) throws Exception {
        QueuedThreadPool threads = new QueuedThreadPool(THREADS_MAX);
        threads.setName(NAME);
        threads.setDaemon(true);
        threads.setVirtualThreadsExecutor(VirtualThreads.getDefaultVirtualThreadsExecutor());
        jetty = new Server(threads, new ScheduledExecutorScheduler(NAME + "-timer", true), null);
        ServerConnector connector = new ServerConnector(jetty, 1, 1);
        connector.setHost("127.0.0.1");
        jetty.addConnector(connector);
        connector.open();
        int port = connector.getLocalPort();
        url = URI.create("http://127.0.0.1:" + port + PATH);
        transport =
                HttpServletStreamableServerTransportProvider.builder()
                        .mcpEndpoint(PATH)
                        .contextExtractor(RunningCalls::context)
                        // The default accepts any Host and Origin. No web page has any business
                        // here, so no origin is allowed at all.
                        .httpHeaderValidator(
                                DefaultServerTransportSecurityValidator.builder()
                                        .allowedHosts(
                                                List.of("127.0.0.1:" + port, "localhost:" + port))
                                        .build())
                        .maxRequestSize(CancellationFilter.BODY_BYTES_MAX)
                        // Both start threads, the sweeper one that outlives close().
                        .keepAliveInterval(null)
                        .sessionSweepInterval(null)
                        .build();
        mcp = mcpServer(new IncidentTracker(clock.instant()), stepPause);
        jetty.setHandler(context());
        jetty.setStopTimeout(0);
        jetty.start();
    }

    /** Starts a server whose dates are counted back from {@code clock}'s now. */
    public static DemoServer start(InstantSource clock) {
        return start(clock, ANALYSIS_STEP_PAUSE);
    }

    static DemoServer start(InstantSource clock, Duration stepPause) {
        try {
            return new DemoServer(clock, stepPause);
        } catch (IOException e) {
            throw new UncheckedIOException("the demo server found no port on 127.0.0.1", e);
        } catch (Exception e) {
            throw new IllegalStateException("the demo server did not start", e);
        }
    }

    /** Where to reach it: {@code http://127.0.0.1:port/mcp}. */
    public URI url() {
        return url;
    }

    /** Ends running calls and all connections; takes two seconds at most. */
    @Override
    public void close() {
        calls.cancelAll();
        transport.closeGracefully().block(STOP_MAX);
        mcp.close();
        try {
            jetty.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the demo server did not stop", e);
        }
    }

    /** How many slow calls run; for tests. */
    int runningCalls() {
        return calls.size();
    }

    private McpSyncServer mcpServer(IncidentTracker tracker, Duration stepPause) {
        TrackerPrompts prompts = new TrackerPrompts(tracker);
        TrackerResources resources = new TrackerResources(tracker);
        Stream<DemoTool> tools =
                Stream.concat(
                        new ReadTools(tracker).all().stream(),
                        Stream.of(
                                new EventChartTool(tracker).tool(),
                                new AnalyzeIssueTool(tracker, calls, stepPause).tool(),
                                new EscalateIssueTool(tracker).tool(),
                                new ResolveIssueTool(tracker).tool()));
        return McpServer.sync(transport)
                .serverInfo(NAME, "1.0.0")
                .instructions(INSTRUCTIONS)
                .capabilities(
                        ServerCapabilities.builder()
                                .tools(false)
                                .prompts(false)
                                .resources(false, false)
                                .completions()
                                .build())
                // The tools check their own arguments and say in a sentence what is wrong.
                .validateToolInputs(false)
                // What a tool asks is answered by a human.
                .requestTimeout(ANSWER_MAX)
                // Handlers run on the request's virtual thread, not on Reactor's few.
                .immediateExecution(true)
                .tools(tools.map(DemoTool::specification).toList())
                .prompts(prompts.prompts())
                .resources(resources.resources())
                .resourceTemplates(resources.templates())
                .completions(
                        Stream.concat(
                                        prompts.completions().stream(),
                                        resources.completions().stream())
                                .toList())
                .build();
    }

    private ServletContextHandler context() {
        ServletContextHandler context = new ServletContextHandler();
        ServletHolder servlet = new ServletHolder(transport);
        servlet.setAsyncSupported(true);
        context.addServlet(servlet, PATH);
        FilterHolder filter = new FilterHolder(new CancellationFilter(calls));
        filter.setAsyncSupported(true);
        context.addFilter(filter, PATH, EnumSet.of(DispatcherType.REQUEST));
        return context;
    }
}
