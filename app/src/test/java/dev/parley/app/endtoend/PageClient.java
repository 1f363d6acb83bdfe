package dev.parley.app.endtoend;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Talks to a server as its page does. */
final class PageClient {

    private static final Path RECORDINGS = Path.of("target", "recordings");
    private static final Duration ANSWER_MAX = Duration.ofSeconds(60);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String url;

    PageClient(String url) {
        this.url = url;
    }

    /**
     * Sends a message and gives the whole answer's chunks, as JSON. The answer is recorded, for the
     * page's tests to read it as the page would.
     */
    List<String> ask(String conversation, String text) throws IOException, InterruptedException {
        String stream =
                post("/api/chat", message(conversation, text), BodyHandlers.ofString()).body();
        Files.createDirectories(RECORDINGS);
        Files.writeString(Files.createTempFile(RECORDINGS, "turn", ".sse"), stream);
        return stream.lines()
                .filter(line -> line.startsWith("data: "))
                .map(line -> line.substring("data: ".length()))
                .toList();
    }

    /** Sends a message and leaves the answer to the caller, line by line. */
    HttpResponse<InputStream> open(String conversation, String text)
            throws IOException, InterruptedException {
        return post("/api/chat", message(conversation, text), BodyHandlers.ofInputStream());
    }

    <T> HttpResponse<T> post(String path, String json, HttpResponse.BodyHandler<T> handler)
            throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url + path))
                        .header("Content-Type", "application/json")
                        .header("X-Requested-By", "test")
                        .header("Origin", url)
                        .timeout(ANSWER_MAX)
                        .POST(BodyPublishers.ofString(json))
                        .build();
        return http.send(request, handler);
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url + path)).timeout(ANSWER_MAX).build();
        return http.send(request, BodyHandlers.ofString());
    }

    private static String message(String conversation, String text) {
        return """
                {"id": "%s", "trigger": "submit-message", "messages": [
                  {"role": "user", "parts": [{"type": "text", "text": "%s"}]}]}
                """
                .formatted(conversation, text);
    }
}
