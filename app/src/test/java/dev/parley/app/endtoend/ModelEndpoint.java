package dev.parley.app.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * An OpenAI-compatible endpoint that answers each request with the next script, a list of chat
 * completion chunks. After the chunk {@link #SILENCE} it says nothing more and waits for its client
 * to close the connection.
 */
final class ModelEndpoint implements AutoCloseable {

    static final String SILENCE = "silence";

    private final ServerSocket server;
    private final Queue<List<String>> scripts = new ConcurrentLinkedQueue<>();
    private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();
    private final CountDownLatch left = new CountDownLatch(1);

    private ModelEndpoint(ServerSocket server) {
        this.server = server;
    }

    static ModelEndpoint start() throws IOException {
        var endpoint = new ModelEndpoint(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        Thread.ofVirtual().start(endpoint::accept);
        return endpoint;
    }

    String url() {
        return "http://127.0.0.1:" + server.getLocalPort() + "/v1";
    }

    ModelEndpoint then(String... chunks) {
        scripts.add(List.of(chunks));
        return this;
    }

    static String text(String text) {
        return chunk("{\"content\":\"" + text + "\"}", "null");
    }

    static String call(String tool, String argumentsJson) {
        return chunk(
                "{\"tool_calls\":[{\"index\":0,\"id\":\"x\",\"type\":\"function\",\"function\":"
                        + "{\"name\":\""
                        + tool
                        + "\",\"arguments\":\""
                        + argumentsJson.replace("\"", "\\\"")
                        + "\"}}]}",
                "null");
    }

    static String finish(String reason) {
        return chunk("{}", "\"" + reason + "\"");
    }

    private static String chunk(String delta, String finishReason) {
        return "{\"id\":\"1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\","
                + "\"choices\":[{\"index\":0,\"delta\":"
                + delta
                + ",\"finish_reason\":"
                + finishReason
                + "}]}";
    }

    /** The bodies of the requests, in order. */
    BlockingQueue<String> requests() {
        return requests;
    }

    /** Opens when a client has closed the connection of a silent answer. */
    CountDownLatch left() {
        return left;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket;
                InputStream in = new BufferedInputStream(socket.getInputStream());
                OutputStream out = socket.getOutputStream()) {
            for (String body = request(in); body != null; body = request(in)) {
                requests.add(body);
                answer(in, out);
            }
        } catch (IOException e) {
            left.countDown();
        }
    }

    private void answer(InputStream in, OutputStream out) throws IOException {
        List<String> script = scripts.poll();
        if (script == null) {
            throw new IllegalStateException("no script left");
        }
        write(out, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n");
        write(out, "Transfer-Encoding: chunked\r\n\r\n");
        for (String chunk : script) {
            if (chunk.equals(SILENCE)) {
                // The client's end of stream, or its reset, ends this wait.
                if (in.read() < 0) {
                    left.countDown();
                }
                throw new IOException("the client left");
            }
            event(out, chunk);
        }
        event(out, "[DONE]");
        write(out, "0\r\n\r\n");
    }

    private static void event(OutputStream out, String data) throws IOException {
        byte[] event = ("data: " + data + "\n\n").getBytes(UTF_8);
        write(out, Integer.toHexString(event.length) + "\r\n");
        out.write(event);
        write(out, "\r\n");
        out.flush();
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(UTF_8));
    }

    /** The body of the next request; null when the client has closed the connection. */
    private static @Nullable String request(InputStream in) throws IOException {
        int length = 0;
        String line = line(in);
        if (line.isEmpty()) {
            return null;
        }
        while (!line.isEmpty()) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(line.indexOf(':') + 1).strip());
            }
            line = line(in);
        }
        return new String(in.readNBytes(length), UTF_8);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}
