package dev.parley.http;

import static dev.parley.model.ScriptedChatModel.finish;
import static dev.parley.model.ScriptedChatModel.say;
import static dev.parley.model.ScriptedChatModel.sayAfter;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.model.StopReason;
import java.io.InputStream;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Ids of turns and events that are wrong in every way we could think of. */
class EventIdFuzzTest {

    private static final int REQUESTS = 10_000;
    private static final int CLIENTS = 50;

    /** What is said in each conversation, and by whom it may be read. */
    private static final Map<String, String> SECRETS =
            Map.of("c1", "tulip", "c2", "orchid", "running", "lotus", "bobs", "thistle");

    private final Random random = new Random(20_260_802);

    @Test
    void f04WrongIdsNeverShowOtherDataNorAskTheModelAgain() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (TestServer first = new TestServer();
                TestServer second = first.replica();
                ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            List<String> turns = new ArrayList<>(List.of("", "none", "..", "a b", "ü", "\0", "'"));
            turns.add("x".repeat(65));
            for (String conversation : List.of("c1", "c2", "bobs")) {
                first.model.thenSay(SECRETS.getOrDefault(conversation, ""));
                String user = conversation.equals("bobs") ? "bob" : "ann";
                HttpRequest.Builder request =
                        first.request(
                                        "POST",
                                        "/api/chat",
                                        TestServer.userMessage(conversation, "Hi"))
                                .header("X-User", user);
                turns.add(SeenStream.of(first.send(request).body()).turn());
            }
            first.model.then(say("lotus "), sayAfter(never, "never"), finish(StopReason.STOP));
            turns.add(runningTurn(first));

            List<Future<Integer>> answers = new ArrayList<>();
            for (int i = 0; i < REQUESTS; i++) {
                TestServer server = random.nextBoolean() ? first : second;
                Guess guess = guess(turns);
                answers.add(clients.submit(() -> check(server, guess)));
            }
            int shown = 0;
            for (Future<Integer> answer : answers) {
                shown += answer.get(60, TimeUnit.SECONDS) == 200 ? 1 : 0;
            }

            // Some guesses are right; otherwise the test would have shown nothing.
            assertThat(shown).isBetween(50, REQUESTS / 2);
            assertThat(first.model.requests()).hasSize(4);
        }
    }

    private record Guess(
            String user, String conversation, String turn, String event, boolean byHeader) {}

    private Guess guess(List<String> turns) {
        return new Guess(
                any(List.of("ann", "ann", "bob", "eve")),
                any(List.of("c1", "c2", "running", "bobs", "unknown", "c1")),
                any(turns),
                event(),
                random.nextInt(3) > 0);
    }

    private String event() {
        return switch (random.nextInt(7)) {
            case 0 -> "1." + random.nextInt(9);
            case 1 -> random.nextInt(4) + "." + random.nextInt(20);
            case 2 -> random.nextLong() + "." + random.nextLong();
            case 3 -> Integer.toString(random.nextInt());
            case 4 -> garbage();
            case 5 -> "";
            default -> "1.1" + any(List.of("x", ".1", "e9", "-", "1111111111"));
        };
    }

    /** Only what a header can hold. */
    private String garbage() {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(40);
        for (int i = 0; i < length; i++) {
            text.append((char) ('!' + random.nextInt('~' - '!')));
        }
        return text.toString();
    }

    private <T> T any(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private static int check(TestServer server, Guess guess) throws Exception {
        String query = "?turn=" + encode(guess.turn());
        if (guess.turn().isEmpty()) {
            query = "?";
        }
        if (!guess.byHeader()) {
            query += "&after=" + encode(guess.event());
        }
        HttpRequest.Builder request =
                server.request("GET", "/api/chat/" + guess.conversation() + "/stream" + query, "")
                        .header("X-User", guess.user());
        if (guess.byHeader()) {
            request.header("Last-Event-ID", guess.event());
        }
        HttpResponse<InputStream> answer = server.open(request);
        String body;
        try (InputStream in = answer.body()) {
            body =
                    guess.conversation().equals("running") && answer.statusCode() == 200
                            ? begin(in)
                            : new String(in.readAllBytes(), UTF_8);
        }
        assertThat(answer.statusCode()).as("%s: %s", guess, body).isIn(200, 204, 400);
        SECRETS.forEach(
                (conversation, secret) -> {
                    boolean own = guess.user().equals(conversation.equals("bobs") ? "bob" : "ann");
                    if (!own || !conversation.equals(guess.conversation())) {
                        assertThat(body).as(guess.toString()).doesNotContain(secret);
                    }
                });
        return answer.statusCode();
    }

    /** What there is at once of a stream that does not end. */
    private static String begin(InputStream in) throws Exception {
        byte[] bytes = new byte[16 * 1024];
        int length = in.read(bytes);
        return new String(bytes, 0, Math.max(0, length), UTF_8);
    }

    private static String runningTurn(TestServer server) throws Exception {
        SeenStream seen = new SeenStream();
        try (InputStream stream =
                server.open(
                                server.request(
                                                "POST",
                                                "/api/chat",
                                                TestServer.userMessage("running", "Hi"))
                                        .header("X-User", "ann"))
                        .body()) {
            while (seen.text().isEmpty()) {
                byte[] next = stream.readNBytes(1);
                assertThat(next).hasSize(1);
                seen.read(next);
            }
        }
        return seen.turn();
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, UTF_8);
    }
}
