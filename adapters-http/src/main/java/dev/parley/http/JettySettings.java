package dev.parley.http;

import io.javalin.config.JavalinConfig;
import java.time.Duration;
import java.util.List;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** How the HTTP server underneath is set up. */
final class JettySettings {

    /** Clients that keep a connection for later requests do not hold up the stop. */
    private static final Duration IDLE_WHEN_STOPPING_MAX = Duration.ofMillis(100);

    private static final Duration STOP_MAX = Duration.ofSeconds(2);

    /** The default of 50 makes clients wait a second when thousands connect at once. */
    private static final int ACCEPT_BACKLOG = 4096;

    private static final int REQUEST_HEADER_BYTES_MAX = 16 * 1024;

    private JettySettings() {}

    static void apply(JavalinConfig settings, HttpConfig config, SecurityHeaders securityHeaders) {
        settings.jetty.modifyServer(
                server -> {
                    server.setStopTimeout(STOP_MAX.toMillis());
                    server.setErrorHandler(new JettyErrors(securityHeaders));
                });
        settings.jetty.modifyHttpConfiguration(
                http -> {
                    http.setSendServerVersion(false);
                    http.setSendXPoweredBy(false);
                    http.setSendDateHeader(false);
                    http.setRequestHeaderSize(REQUEST_HEADER_BYTES_MAX);
                    // Where we and a proxy could read the same bytes differently, nobody reads.
                    http.setHttpCompliance(HttpCompliance.STRICT);
                    http.addCustomizer(securityHeaders);
                    http.addCustomizer(JettySettings::refuseOtherCodings);
                });
        settings.jetty.addConnector((server, http) -> connector(server, http, config));
    }

    /** Jetty reads the chunks of any coding and leaves what is in them packed. */
    private static Request refuseOtherCodings(Request request, HttpFields.Mutable headers) {
        List<String> codings = request.getHeaders().getValuesList(HttpHeader.TRANSFER_ENCODING);
        if (codings.size() > 1
                || codings.stream().anyMatch(it -> !it.equalsIgnoreCase("chunked"))) {
            throw new HttpException.RuntimeException(HttpStatus.NOT_IMPLEMENTED_501);
        }
        return request;
    }

    private static Connector connector(Server server, HttpConfiguration http, HttpConfig config) {
        ServerConnector connector = new WatchedConnector(server, http, config.limits());
        connector.setHost(config.host());
        connector.setPort(config.port());
        connector.setAcceptQueueSize(ACCEPT_BACKLOG);
        connector.setAcceptedTcpNoDelay(true);
        connector.setShutdownIdleTimeout(IDLE_WHEN_STOPPING_MAX.toMillis());
        return connector;
    }
}
