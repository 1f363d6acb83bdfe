package dev.parley.app.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An MCP server made with the official SDK, in a process of its own, that reports what it is sent.
 * It comes from adapters-mcp, where the SDK is installed for the tests.
 */
final class WitnessProgram implements AutoCloseable {

    private static final Path SCRIPT =
            Path.of("..", "adapters-mcp", "target", "npm", "witness.mjs")
                    .toAbsolutePath()
                    .normalize();
    private static final String ANNOUNCEMENT = "listening on ";

    private final ServerSocket reports;
    private final BlockingQueue<JsonNode> received = new LinkedBlockingQueue<>();
    private @Nullable Process process;
    private String settings = "";

    private WitnessProgram() throws IOException {
        reports = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    /** One that Parley is to start. */
    static WitnessProgram stdio() throws IOException {
        WitnessProgram witness = new WitnessProgram();
        witness.settings =
                """
                "command": "node", "args": ["%s"], "env": {"WITNESS_PORT": "%d"}
                """
                        .formatted(SCRIPT, witness.reports.getLocalPort());
        return witness;
    }

    /** One that listens. */
    static WitnessProgram http() throws IOException {
        WitnessProgram witness = new WitnessProgram();
        ProcessBuilder builder =
                new ProcessBuilder("node", SCRIPT.toString()).redirectErrorStream(true);
        builder.environment().put("WITNESS_TRANSPORT", "http");
        builder.environment().put("WITNESS_PORT", Integer.toString(witness.reports.getLocalPort()));
        Process process = builder.start();
        witness.process = process;
        String said = process.inputReader(UTF_8).readLine();
        if (said == null || !said.startsWith(ANNOUNCEMENT)) {
            throw new IOException("the witness does not listen: " + said);
        }
        witness.settings =
                "\"url\": \"http://127.0.0.1:%s/mcp\""
                        .formatted(said.substring(ANNOUNCEMENT.length()));
        return witness;
    }

    /** What says how it is reached, within its object in {@code mcp.json}. */
    String settings() {
        return settings;
    }

    /** What came and was not taken yet. */
    List<JsonNode> rest() {
        List<JsonNode> rest = new ArrayList<>();
        received.drainTo(rest);
        return rest;
    }

    /** The next message of a method, within 10 seconds; takes what came before it. */
    JsonNode await(String method) throws InterruptedException {
        while (true) {
            JsonNode message = received.poll(10, TimeUnit.SECONDS);
            if (message == null) {
                throw new AssertionError("no " + method + " within 10 s");
            }
            if (message.path("method").asText().equals(method)) {
                return message;
            }
        }
    }

    private void accept() {
        while (!reports.isClosed()) {
            try {
                Socket socket = reports.accept();
                Thread.ofVirtual().start(() -> read(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void read(Socket socket) {
        ObjectMapper json = new ObjectMapper();
        try (socket;
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                received.add(json.readTree(line));
            }
        } catch (IOException e) {
            // Its process was ended.
        }
    }

    @Override
    public void close() throws IOException {
        if (process != null) {
            process.destroyForcibly();
        }
        reports.close();
    }
}
