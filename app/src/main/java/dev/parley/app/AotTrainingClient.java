package dev.parley.app;

import dev.parley.turn.RandomIds;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a page sends to the server, for {@link AotTraining}. Safe for use by many threads. */
final class AotTrainingClient {

    private static final Duration ANSWER_MAX = Duration.ofSeconds(20);
    private static final Pattern ASSET = Pattern.compile("(?:src|href)=\"(/[^\"]+)\"");
    private static final Pattern APPROVAL = Pattern.compile("\"approvalId\":\"([^\"]+)\"");

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final RandomIds ids = new RandomIds();
    private final String url;

    AotTrainingClient(String url) {
        this.url = url;
    }

    /** Fetches the page and what it names. */
    void openPage() throws IOException, InterruptedException {
        Matcher assets = ASSET.matcher(get("/"));
        while (assets.find()) {
            get(assets.group(1));
        }
        get("/health/live");
        get("/api/metadata");
    }

    /** Asks what needs an approval, gives it, and looks at the conversation. */
    void askAndApprove(String text) throws IOException, InterruptedException {
        String conversation = ids.get();
        Matcher approval = APPROVAL.matcher(ask(conversation, text));
        if (!approval.find()) {
            throw new IllegalStateException("nothing to approve");
        }
        chat(
                conversation,
                """
                {"role": "assistant", "parts": [{"type": "dynamic-tool", "toolCallId": "%s", \
                "state": "approval-responded", "approval": {"id": "%1$s", "approved": true}}]}"""
                        .formatted(approval.group(1)));
        get("/api/conversations/" + conversation);
    }

    void lookAround() throws IOException, InterruptedException {
        get("/api/conversations");
        get("/api/conversations?q=resolve");
    }

    /** Talks in {@code count} conversations at once, again and again, for {@code min} at least. */
    void talk(int count, Duration min) throws Exception {
        long end = System.nanoTime() + min.toNanos();
        List<Future<Void>> talks = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < count; i++) {
                talks.add(
                        threads.submit(
                                () -> {
                                    while (System.nanoTime() < end) {
                                        String conversation = ids.get();
                                        ask(conversation, "Which projects are there?");
                                        ask(conversation, "And now?");
                                    }
                                    return null;
                                }));
            }
        }
        for (Future<Void> talk : talks) {
            talk.get();
        }
    }

    private String ask(String conversation, String text) throws IOException, InterruptedException {
        return chat(
                conversation,
                """
                {"role": "user", "parts": [{"type": "text", "text": "%s"}]}"""
                        .formatted(text));
    }

    private String chat(String conversation, String messageJson)
            throws IOException, InterruptedException {
        String stream =
                send(
                        request("/api/chat")
                                .header("Content-Type", "application/json")
                                .header("X-Requested-By", "training")
                                .header("Origin", url)
                                .POST(
                                        BodyPublishers.ofString(
                                                """
                                                {"id": "%s", "trigger": "submit-message", \
                                                "messages": [%s]}"""
                                                        .formatted(conversation, messageJson))));
        if (stream.contains("\"type\":\"error\"")) {
            throw new IllegalStateException("a turn failed: " + stream);
        }
        return stream;
    }

    private String get(String path) throws IOException, InterruptedException {
        return send(request(path));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path)).timeout(ANSWER_MAX);
    }

    private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IllegalStateException(
                    response.uri() + " answered " + response.statusCode() + " " + response.body());
        }
        return response.body();
    }
}
