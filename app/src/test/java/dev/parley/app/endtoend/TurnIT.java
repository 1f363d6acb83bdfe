package dev.parley.app.endtoend;

import static dev.parley.app.endtoend.ModelEndpoint.SILENCE;
import static dev.parley.app.endtoend.ModelEndpoint.call;
import static dev.parley.app.endtoend.ModelEndpoint.finish;
import static dev.parley.app.endtoend.ModelEndpoint.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Turns of the packaged program with a model endpoint and MCP servers that are not our own. */
class TurnIT {

    private static final Path EVERYTHING =
            Path.of(
                            "..",
                            "adapters-mcp",
                            "target",
                            "npm",
                            "node_modules",
                            "@modelcontextprotocol",
                            "server-everything",
                            "dist",
                            "index.js")
                    .toAbsolutePath()
                    .normalize();

    @TempDir private Path folder;
    private ModelEndpoint model;
    private final List<Process> servers = new ArrayList<>();

    @BeforeEach
    void startModel() throws IOException {
        model = ModelEndpoint.start();
    }

    @AfterEach
    void endAll() throws IOException {
        servers.forEach(Process::destroyForcibly);
        model.close();
    }

    @Test
    void turnRunsToolsOverEveryTransport() throws Exception {
        assertThat(EVERYTHING).as("installed by the build of adapters-mcp").exists();
        int streamable = everything("streamableHttp");
        int sse = everything("sse");
        Files.writeString(
                folder.resolve("mcp.json"),
                """
                {"mcpServers": {
                  "child": {"command": "node", "args": ["%s", "stdio"], "allow": ["*"]},
                  "web": {"url": "http://127.0.0.1:%d/mcp", "allow": ["*"]},
                  "legacy": {"type": "sse", "url": "http://127.0.0.1:%d/sse", "allow": ["*"]}
                }}
                """
                        .formatted(EVERYTHING, streamable, sse));
        for (String server : List.of("child", "web", "legacy")) {
            model.then(
                    call(server + "__echo", "{\"message\":\"hi " + server + "\"}"),
                    finish("tool_calls"));
        }
        model.then(text("All three answered."), finish("stop"));
        try (ParleyProcess parley = start()) {
            PageClient page = new PageClient(parley.url());

            List<String> chunks = page.ask("c1", "Try all servers");

            assertThat(chunks)
                    .filteredOn(it -> it.contains("\"tool-output-available\""))
                    .hasSize(3)
                    .satisfiesExactly(
                            it -> assertThat(it).contains("hi child"),
                            it -> assertThat(it).contains("hi web"),
                            it -> assertThat(it).contains("hi legacy"));
            assertThat(chunks.getLast()).isEqualTo("[DONE]");
            assertThat(page.get("/api/conversations/c1").body()).contains("All three answered.");
        }
    }

    @Test
    void brokenServerIsNamedAndTheOthersGoOn() throws Exception {
        Files.writeString(
                folder.resolve("mcp.json"),
                """
                {"mcpServers": {
                  "broken": {"command": "no-such-program"},
                  "child": {"command": "node", "args": ["%s", "stdio"], "allow": ["*"]}
                }}
                """
                        .formatted(EVERYTHING));
        model.then(call("child__echo", "{\"message\":\"still here\"}"), finish("tool_calls"))
                .then(text("Done."), finish("stop"));
        try (ParleyProcess parley = start()) {
            List<String> chunks = new PageClient(parley.url()).ask("c1", "Go");

            assertThat(chunks).anyMatch(it -> it.contains("data-notice") && it.contains("broken"));
            assertThat(chunks).anyMatch(it -> it.contains("still here"));
        }
    }

    @Test
    void stopClosesTheModelsConnectionWithinASecond() throws Exception {
        model.then(text("Well"), SILENCE);
        try (ParleyProcess parley = start()) {
            PageClient page = new PageClient(parley.url());
            HttpResponse<InputStream> answer = page.open("c1", "Go on");
            BufferedReader lines = lines(answer);
            readUntil(lines, "Well");

            int status =
                    page.post("/api/chat/c1/stop", "{}", BodyHandlers.discarding()).statusCode();

            assertThat(status).isEqualTo(204);
            assertThat(model.left().await(1, TimeUnit.SECONDS)).isTrue();
            assertThat(readUntil(lines, "[DONE]")).contains("\"abort\"");
        }
    }

    @Test
    void f01_clientThatLeavesDoesNotStopTheAnswer() throws Exception {
        model.then(text("first "), text("second "), text("third"), finish("stop"));
        try (ParleyProcess parley = start()) {
            PageClient page = new PageClient(parley.url());
            HttpResponse<InputStream> answer = page.open("c1", "Go on");
            readUntil(lines(answer), "\"start\"");

            answer.body().close();

            page.get("/api/chat/c1/stream");
            assertThat(page.get("/api/conversations/c1").body()).contains("first second third");
        }
    }

    @Test
    void terminationEndsStreamsFirstAndExitsWithZero() throws Exception {
        model.then(text("Well"), SILENCE);
        try (ParleyProcess parley = start()) {
            PageClient page = new PageClient(parley.url());
            BufferedReader lines = lines(page.open("c1", "Go on"));
            readUntil(lines, "Well");

            parley.terminate();

            assertThat(readUntil(lines, "[DONE]")).contains("server_stopping", "interrupted");
            assertThat(parley.exitCode(Duration.ofSeconds(5))).isZero();
        }
        try (ParleyProcess again = start()) {
            assertThat(new PageClient(again.url()).get("/api/conversations/c1").body())
                    .contains("Well", "server_stopping");
        }
    }

    @Test
    void killedProcessKeepsWhatItAcknowledged() throws Exception {
        model.then(text("An answer."), finish("stop"));
        try (ParleyProcess parley = start()) {
            new PageClient(parley.url()).ask("c1", "A question");

            parley.kill();
        }
        try (ParleyProcess again = start()) {
            assertThat(new PageClient(again.url()).get("/api/conversations/c1").body())
                    .contains("A question", "An answer.");
        }
    }

    @Test
    void askPrintsTheAnswerOfTheSameAgent() throws Exception {
        model.then(text("Forty-two."), finish("stop"));
        try (ParleyProcess parley =
                ParleyProcess.start(folder, model(), "ask", "What is the answer?")) {
            assertThat(parley.exitCode(Duration.ofSeconds(60))).isZero();
            assertThat(parley.out().strip()).isEqualTo("Forty-two.");
        }
    }

    private ParleyProcess start() {
        return ParleyProcess.start(folder, model(), "serve");
    }

    private Map<String, String> model() {
        return Map.of("OPENAI_BASE_URL", model.url(), "OPENAI_API_KEY", "k", "OPENAI_MODEL", "m");
    }

    /** Starts the official test server; gives the port it listens on. */
    private int everything(String transport) throws IOException, InterruptedException {
        int port;
        try (var free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        ProcessBuilder builder =
                new ProcessBuilder("node", EVERYTHING.toString(), transport)
                        .redirectErrorStream(true);
        builder.environment().put("PORT", Integer.toString(port));
        Process process = builder.start();
        servers.add(process);
        // It says on which port it is once it listens.
        readUntil(process.inputReader(StandardCharsets.UTF_8), Integer.toString(port));
        return port;
    }

    private static BufferedReader lines(HttpResponse<InputStream> response) {
        return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    private static String readUntil(BufferedReader lines, String wanted) throws IOException {
        StringBuilder read = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            read.append(line).append('\n');
            if (line.contains(wanted)) {
                return read.toString();
            }
        }
        throw new AssertionError("no '" + wanted + "' in:\n" + read);
    }
}
