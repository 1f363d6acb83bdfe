package dev.parley.app.oauth;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The authorization server of {@code src/test/npm/provider.mjs}, and the MCP server that wants its
 * tokens. Access tokens live for two seconds, refresh tokens are good once, and one that is used
 * twice ends the grant.
 */
public final class ProviderProcess implements AutoCloseable {

    private static final Path DIRECTORY = Path.of("target", "npm");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What the provider has counted; see its script. */
    record Counts(JsonNode json) {

        int of(String name) {
            JsonNode count = json.get(name);
            if (count == null) {
                throw new IllegalArgumentException("nobody counts " + name);
            }
            return count.asInt();
        }

        JsonNode tokenErrors() {
            return json.get("tokenErrors");
        }
    }

    private final Process process;
    private final BufferedReader out;
    private final BufferedWriter in;
    private final HttpClient http = HttpClient.newHttpClient();
    private final String issuer;
    private final URI resource;

    private ProviderProcess(Process process) throws Exception {
        this.process = process;
        this.out = process.inputReader(UTF_8);
        this.in = process.outputWriter(UTF_8);
        JsonNode addresses = JSON.readTree(line());
        this.issuer = addresses.get("issuer").asText();
        this.resource = URI.create(addresses.get("resource").asText());
    }

    /** Starts both; returns once they listen. */
    public static ProviderProcess start() throws Exception {
        return new ProviderProcess(
                new ProcessBuilder("node", "provider.mjs")
                        .directory(DIRECTORY.toFile())
                        .redirectError(DIRECTORY.resolve("provider.log").toFile())
                        .start());
    }

    /** The authorization server, as it calls itself. */
    public String issuer() {
        return issuer;
    }

    /** The address of the MCP server. */
    public URI resource() {
        return resource;
    }

    Counts counts() throws IOException, InterruptedException {
        return new Counts(get("/counts"));
    }

    /** Whatever clients were given or showed that nobody else may see, by kind. */
    public Map<String, List<String>> secrets() throws IOException, InterruptedException {
        return JSON.convertValue(get("/secrets"), new TypeReference<>() {});
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(resource.resolve(path)).build();
        return JSON.readTree(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }

    /** The authorization server refuses connections, as one that has been stopped does. */
    public void down() throws Exception {
        command("down");
    }

    /** It is back, with all it knew. */
    public void up() throws Exception {
        command("up");
    }

    /** It knows no client, no grant and no token any more. */
    void forget() throws Exception {
        command("forget");
    }

    private void command(String command) throws Exception {
        in.write(command + "\n");
        in.flush();
        String answer = line();
        if (!answer.equals("done")) {
            throw new AssertionError(command + " was answered by " + answer);
        }
    }

    private String line() throws Exception {
        CompletableFuture<String> line = new CompletableFuture<>();
        Thread.ofVirtual()
                .start(
                        () -> {
                            try {
                                String read = out.readLine();
                                line.complete(read == null ? "its end" : read);
                            } catch (IOException e) {
                                line.completeExceptionally(e);
                            }
                        });
        return line.get(30, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
        http.close();
    }
}
