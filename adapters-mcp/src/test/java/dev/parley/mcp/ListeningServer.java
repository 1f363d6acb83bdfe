package dev.parley.mcp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The official test server in a process of its own, on a loopback port. */
final class ListeningServer implements AutoCloseable {

    private static final String ANNOUNCEMENT = "listening on ";

    private final Process process;
    private final int port;

    private ListeningServer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static ListeningServer start(String transport) throws Exception {
        return start(transport, 0);
    }

    /** A server at {@code port}; at a free one when it is zero. */
    static ListeningServer start(String transport, int wanted) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(NodeServers.listeningEverything(transport))
                        .directory(NodeServers.DIRECTORY.toFile())
                        .redirectErrorStream(true);
        builder.environment().put("LISTEN_PORT", Integer.toString(wanted));
        Process process = builder.start();
        CompletableFuture<Integer> port = new CompletableFuture<>();
        Thread.ofPlatform().daemon().start(() -> readOutput(process, port));
        return new ListeningServer(process, port.get(30, TimeUnit.SECONDS));
    }

    int port() {
        return port;
    }

    URI url(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private static void readOutput(Process process, CompletableFuture<Integer> port) {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(ANNOUNCEMENT)) {
                    port.complete(Integer.parseInt(line.substring(ANNOUNCEMENT.length())));
                }
            }
            port.completeExceptionally(new IllegalStateException("the server ended"));
        } catch (IOException e) {
            port.completeExceptionally(new UncheckedIOException(e));
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
