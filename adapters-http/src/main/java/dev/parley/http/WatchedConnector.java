package dev.parley.http;

import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Listens, and watches the connections it takes. */
final class WatchedConnector extends ServerConnector {

    private final HttpLimits.Connections limits;
    private final Connections connections;

    WatchedConnector(Server server, HttpConfiguration http, HttpLimits limits) {
        super(server, new HttpConnectionFactory(http));
        this.limits = limits.connections();
        this.connections = new Connections(limits, getScheduler());
        addBean(connections);
        setIdleTimeout(this.limits.idleMax().toMillis());
        http.addCustomizer(
                (request, responseHeaders) -> {
                    WatchedConnection.headerEnds(request);
                    return request;
                });
    }

    int connections() {
        return connections.size();
    }

    @Override
    protected SocketChannelEndPoint newEndPoint(
            SocketChannel channel, ManagedSelector selector, SelectionKey key) {
        WatchedConnection connection =
                new WatchedConnection(channel, selector, key, getScheduler(), limits, connections);
        connection.setIdleTimeout(getIdleTimeout());
        return connection;
    }
}
