package dev.parley.egress;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketAddress;

/**
 * A socket that asks the gate about the very address it connects to: between the decision and the
 * connection there is no name left that could resolve to something else.
 */
final class GuardedSocket extends Socket {

    private final EgressGate gate;

    /** Without a proxy, or the JVM's {@code socksProxyHost} would be one that nobody asked for. */
    GuardedSocket(EgressGate gate) {
        super(Proxy.NO_PROXY);
        this.gate = gate;
    }

    /** All ways to connect a {@link Socket} lead here. */
    @Override
    public void connect(SocketAddress endpoint, int timeoutMillis) throws IOException {
        if (!(endpoint instanceof InetSocketAddress target) || target.isUnresolved()) {
            throw new IllegalArgumentException("not a resolved address: " + endpoint);
        }
        gate.checkTarget(target);
        try {
            super.connect(target, timeoutMillis);
        } catch (IOException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw Interrupts.translate(e);
            }
            // Not a ConnectException: OkHttp would put the address into its message.
            throw new EgressUnreachable(target.getHostString(), e);
        }
    }
}
