package dev.parley.openai;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * An HTTP server that does exactly what its script says, byte by byte, one request a connection.
 */
final class RawServer implements AutoCloseable {

    /** What to do with one request. */
    interface Script {
        void answer(Exchange exchange) throws Exception;
    }

    record Request(String line, Map<String, String> headers, String body) {}

    /** One request, counted from 1, and the socket to answer it on. */
    record Exchange(int number, Request request, Socket socket) {

        void send(String text) throws IOException {
            OutputStream out = socket.getOutputStream();
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        }

        /** An event stream that ends with the connection. */
        void stream(String events) throws IOException {
            send(
                    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
                            + events);
        }

        void status(int status, String headers, String body) throws IOException {
            int length = body.getBytes(StandardCharsets.UTF_8).length;
            send(
                    "HTTP/1.1 %d Status\r\nContent-Type: application/json\r\n%sContent-Length: %d\r\nConnection: close\r\n\r\n%s"
                            .formatted(status, headers, length, body));
        }

        /** Blocks until the client has closed its side. */
        void awaitClientGone() {
            try {
                InputStream in = socket.getInputStream();
                int read = in.read();
                while (read >= 0) {
                    read = in.read();
                }
            } catch (IOException e) {
                // A reset is the client being gone as well.
            }
        }
    }

    private final ServerSocket server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch firstRequest = new CountDownLatch(1);
    private final Script script;

    RawServer(Script script) throws IOException {
        this.script = script;
        server = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    String baseUrl() {
        return "http://127.0.0.1:" + server.getLocalPort() + "/v1";
    }

    List<Request> requests() {
        return requests;
    }

    void awaitRequest() throws InterruptedException {
        if (!firstRequest.await(5, TimeUnit.SECONDS)) {
            throw new AssertionError("no request within 5 s");
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        threads.shutdownNow();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                threads.execute(() -> serve(socket));
            }
        } catch (IOException e) {
            // The server was closed.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            Request request = read(new BufferedInputStream(socket.getInputStream()));
            requests.add(request);
            firstRequest.countDown();
            script.answer(new Exchange(requests.size(), request, socket));
        } catch (Exception e) {
            // The client left, or the test is over; what the client saw is what is asserted.
        }
    }

    private static Request read(InputStream in) throws IOException {
        String line = line(in);
        Map<String, String> headers = new TreeMap<>();
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            int colon = header.indexOf(':');
            headers.put(
                    header.substring(0, colon).toLowerCase(Locale.ROOT),
                    header.substring(colon + 1).strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        return new Request(
                line, headers, new String(in.readNBytes(length), StandardCharsets.UTF_8));
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new IOException("the client left");
            }
            if (b != '\r') {
                line.append((char) b);
            }
        }
        return line.toString();
    }
}
