package dev.parley.egress;

import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/** Makes the sockets of the HTTP client, which connects them itself. */
final class GuardedSockets extends SocketFactory {

    private final EgressGate gate;

    GuardedSockets(EgressGate gate) {
        this.gate = gate;
    }

    @Override
    public Socket createSocket() {
        return new GuardedSocket(gate);
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw unused();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
        throw unused();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw unused();
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress local, int localPort) {
        throw unused();
    }

    private static UnsupportedOperationException unused() {
        return new UnsupportedOperationException("sockets are made first and connected then");
    }
}
