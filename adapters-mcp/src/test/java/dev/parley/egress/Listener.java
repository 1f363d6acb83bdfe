package dev.parley.egress;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A TCP server on this machine that counts who connects, and speaks with them byte by byte. */
final class Listener implements AutoCloseable {

    /** What is done with one connection, which is closed afterwards. */
    interface Talk {
        void with(Socket socket) throws IOException;
    }

    private final ServerSocket server;
    private final Talk talk;
    private final AtomicInteger connections = new AtomicInteger();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    Listener(InetAddress address, int port, Talk talk) throws IOException {
        this.talk = talk;
        server = new ServerSocket();
        server.bind(new InetSocketAddress(address, port), 1000);
        threads.execute(this::accept);
    }

    static Listener on(Talk talk) throws IOException {
        return new Listener(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0, talk);
    }

    /** Nobody is to connect here. */
    static Listener canary() throws IOException {
        return on(socket -> {});
    }

    /** Answers each connection's first request with this text, and closes it. */
    static Listener answering(String response) throws IOException {
        return on(
                socket -> {
                    readHead(socket);
                    write(socket, response);
                });
    }

    int port() {
        return server.getLocalPort();
    }

    int connections() {
        return connections.get();
    }

    Origin origin() {
        return new Origin("http", "127.0.0.1", port());
    }

    String url() {
        return origin() + "/";
    }

    /** The head of a request without a body; empty when the client has gone. */
    static String readHead(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                return "";
            }
            head.append((char) next);
        }
        return head.toString();
    }

    static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    private void accept() {
        while (true) {
            try {
                Socket socket = server.accept();
                connections.incrementAndGet();
                open.add(socket);
                threads.execute(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            talk.with(socket);
        } catch (IOException e) {
            // The client has gone, which is what some tests are about.
        } finally {
            open.remove(socket);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
        threads.shutdownNow();
    }
}
