package dev.parley.app.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readers of the stream over HTTP whose connections break, and such that ask for nonsense. */
final class StreamCutIT {

    private static final int CUTS = Integer.getInteger("crash.cuts", 500);
    private static final int CUTS_A_TURN_MAX = 60;
    private static final int TURNS_AT_ONCE = 10;
    private static final int TOKENS = 300;

    /** So many bytes or events a connection lives through at most. */
    private static final int BYTES_MAX = 300;

    private static final int EVENTS_MAX = 3;

    private static final int ODD_IDS = 10_000;
    private static final int ODD_IDS_OF_RUNNING = 500;
    private static final int AT_ONCE = 50;
    private static final Duration ANSWER_MAX = Duration.ofSeconds(30);
    private static final long SEED = Long.getLong("crash.seed", 1);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<HttpReplica> replicas = new ArrayList<>();
    private Path folder = Path.of(".");

    @BeforeEach
    void startReplicas(@TempDir Path folder) {
        this.folder = folder;
        World world = new MemoryWorld(folder);
        replicas.add(new HttpReplica(world));
        replicas.add(new HttpReplica(world));
    }

    @AfterEach
    void stopReplicas() {
        replicas.forEach(HttpReplica::close);
    }

    @Test
    void f01NothingIsMissedOrDoubledHoweverOftenTheStreamIsCut() throws Exception {
        Random random = new Random(SEED);
        int turns = 0;
        int cuts = 0;
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            while (cuts < CUTS) {
                List<Future<Integer>> readers = new ArrayList<>();
                for (int number = 0; number < TURNS_AT_ONCE; number++) {
                    String key = "cut" + turns++;
                    Random own = new Random(random.nextLong());
                    readers.add(executor.submit(() -> readInPieces(key, own)));
                }
                for (Future<Integer> reader : readers) {
                    cuts += reader.get();
                }
            }
        }

        assertThat(modelRequests()).hasSize(2 * turns);
        Summary.current().cuts(cuts);
    }

    @Test
    void f04NoOddEventIdDoesHarm() throws Exception {
        Random random = new Random(SEED);
        StreamReader ended = new StreamReader();
        post(replicas.getFirst(), "ended", new Script("ended", Script.Kind.SAY, 3), ended);
        StreamReader running = new StreamReader();
        try (InputStream in =
                open(replicas.getFirst(), "running", new Script("running", Script.Kind.SAY, 9_000))
                        .body()) {
            running.read(in, true, 5);
        }
        List<String> asked = modelRequests();
        List<Future<Integer>> answers = new ArrayList<>();
        try (ExecutorService executor = Executors.newFixedThreadPool(AT_ONCE)) {
            for (int number = 0; number < ODD_IDS; number++) {
                boolean runs = number < ODD_IDS_OF_RUNNING;
                StreamReader known = runs ? running : ended;
                HttpRequest request =
                        odd(random, runs ? "running" : "ended", known.turn().orElseThrow());
                answers.add(executor.submit(() -> status(request, runs)));
            }

            for (Future<Integer> answer : answers) {
                assertThat(answer.get()).isIn(200, 204, 400, 404);
            }
        }
        assertThat(modelRequests()).isEqualTo(asked);
    }

    /** Reads an answer over connections that are cut; gives how many were. */
    private int readInPieces(String key, Random random) throws Exception {
        Script script = new Script(key, Script.Kind.LOOK, TOKENS / 2);
        StreamReader reader = new StreamReader();
        int cuts = 0;
        while (!reader.done()) {
            HttpReplica replica = replicas.get(random.nextInt(replicas.size()));
            boolean wholeEvents = random.nextBoolean();
            boolean last = cuts == CUTS_A_TURN_MAX;
            int length = 1 + random.nextInt(wholeEvents ? EVENTS_MAX : BYTES_MAX);
            HttpResponse<InputStream> response =
                    reader.lastId().isPresent()
                            ? resume(replica, key, reader)
                            : open(replica, key, script);
            assertThat(response.statusCode()).isEqualTo(200);
            try (InputStream in = response.body()) {
                reader.read(in, wholeEvents, last ? Integer.MAX_VALUE : length);
            }
            cuts += reader.done() ? 0 : 1;
        }

        assertThat(reader.text()).isEqualTo(Script.tokens(1, script.tokensMax()));
        assertThat(reader.finishes()).isEqualTo(1);
        assertThat(sequences(reader)).isSorted().doesNotHaveDuplicates();
        return cuts;
    }

    private static List<Integer> sequences(StreamReader reader) {
        return reader.ids().stream()
                .map(id -> Integer.parseInt(id.substring(id.indexOf('.') + 1)))
                .toList();
    }

    private HttpResponse<InputStream> resume(HttpReplica replica, String id, StreamReader reader)
            throws IOException, InterruptedException {
        HttpRequest request =
                request(replica, id, "?turn=" + reader.turn().orElseThrow())
                        .header("Last-Event-ID", reader.lastId().orElseThrow())
                        .build();
        return http.send(request, BodyHandlers.ofInputStream());
    }

    private void post(HttpReplica replica, String id, Script script, StreamReader reader)
            throws IOException, InterruptedException {
        try (InputStream in = open(replica, id, script).body()) {
            reader.read(in, true, Integer.MAX_VALUE);
        }
    }

    /** Sends the message; a second time, the same turn is answered. */
    private HttpResponse<InputStream> open(HttpReplica replica, String id, Script script)
            throws IOException, InterruptedException {
        String body =
                """
                {"id": "%s", "trigger": "submit-message", "messages": [
                  {"role": "user", "parts": [{"type": "text", "text": "%s"}]}]}
                """
                        .formatted(id, script.text());
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(replica.url() + "/api/chat"))
                        .timeout(ANSWER_MAX)
                        .header("Content-Type", "application/json")
                        .header("X-Requested-By", "test")
                        .header("Origin", replica.url())
                        .header("Idempotency-Key", script.key())
                        .POST(BodyPublishers.ofString(body))
                        .build();
        return http.send(request, BodyHandlers.ofInputStream());
    }

    private static HttpRequest.Builder request(HttpReplica replica, String id, String query) {
        return HttpRequest.newBuilder(
                        URI.create(replica.url() + "/api/chat/" + id + "/stream" + query))
                .timeout(ANSWER_MAX);
    }

    private HttpRequest odd(Random random, String conversation, String turn) {
        HttpReplica replica = replicas.get(random.nextInt(replicas.size()));
        String id = oddId(random);
        String query =
                switch (random.nextInt(4)) {
                    case 0 -> "";
                    case 1 -> "?turn=" + encoded(oddId(random));
                    default -> "?turn=" + turn;
                };
        return random.nextBoolean()
                ? request(replica, conversation, query).header("Last-Event-ID", id).build()
                : request(
                                replica,
                                conversation,
                                query + (query.isEmpty() ? "?" : "&") + "after=" + encoded(id))
                        .build();
    }

    /** Something like an event id, or nothing like one. */
    private static String oddId(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> Long.toString(random.nextLong());
            case 1 -> random.nextInt(4) + "." + random.nextInt(40);
            case 2 -> "1." + random.nextLong();
            case 3 -> random.nextLong() + "." + random.nextInt();
            case 4 -> "9".repeat(1 + random.nextInt(40)) + "." + "9".repeat(random.nextInt(40));
            default -> {
                StringBuilder garbage = new StringBuilder("x");
                for (int i = random.nextInt(30); i > 0; i--) {
                    garbage.append((char) ('!' + random.nextInt('~' - '!')));
                }
                yield garbage.toString();
            }
        };
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** The status, after a look at what comes; of an ended turn, all of it. */
    private int status(HttpRequest request, boolean running)
            throws IOException, InterruptedException {
        HttpResponse<InputStream> response = http.send(request, BodyHandlers.ofInputStream());
        StreamReader reader = new StreamReader();
        try (InputStream in = response.body()) {
            reader.read(in, true, running ? 1 : Integer.MAX_VALUE);
        }
        if (response.statusCode() == 200 && !running) {
            assertThat(Script.tokens(1, 3)).endsWith(reader.text());
        }
        return response.statusCode();
    }

    private List<String> modelRequests() {
        return DurableFile.lines(folder.resolve(CrashService.MODEL_REQUESTS));
    }
}
