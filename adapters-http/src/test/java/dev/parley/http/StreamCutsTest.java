package dev.parley.http;

import static dev.parley.model.ScriptedChatModel.finish;
import static dev.parley.model.ScriptedChatModel.say;
import static dev.parley.model.ScriptedChatModel.sayAfter;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.conversation.ConversationId;
import dev.parley.conversation.ConversationStore;
import dev.parley.conversation.ConversationStoreException;
import dev.parley.conversation.InMemoryConversationStore;
import dev.parley.model.ModelEvent.TextDelta;
import dev.parley.model.ScriptedChatModel;
import dev.parley.model.StopReason;
import dev.parley.token.Principal;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A stream that ends before its turn does, and how it is taken up again. */
@Timeout(60)
class StreamCutsTest {

    private static final int CUTS = 500;
    private static final int CUTS_PER_TURN = 50;

    /** The seed is fixed, so that a failure can be repeated. */
    private final Random random = new Random(20_260_801);

    @Test
    void f01TextIsWholeHoweverOftenTheStreamIsCut() throws Exception {
        int cuts = 0;
        // A stream always says something soon, so that any number of bytes can be waited for.
        try (TestServer first = TestServer.withHeartbeat(Duration.ofMillis(1));
                TestServer second = first.replica()) {
            for (int turn = 0; cuts < CUTS; turn++) {
                Semaphore words = new Semaphore(0);
                List<String> spoken = script(first.model, words);
                String conversation = "c" + turn;
                SeenStream seen = new SeenStream();
                cut(
                        first.open(
                                first.request(
                                        "POST",
                                        "/api/chat",
                                        TestServer.userMessage(conversation, "Hi"))),
                        seen);
                for (int i = 1; i < CUTS_PER_TURN; i++) {
                    words.release(1 + random.nextInt(6));
                    TestServer server = random.nextInt(10) == 0 ? second : first;
                    cut(server.open(follow(server, conversation, seen)), seen);
                }
                cuts += CUTS_PER_TURN;
                words.release(spoken.size());
                seen.read(first.open(follow(first, conversation, seen)).body().readAllBytes());

                assertThat(seen.text()).isEqualTo(String.join("", spoken));
                assertThat(seen.done()).isTrue();
                assertThat(seen.ids()).doesNotHaveDuplicates();
                assertThat(first.get("/api/conversations/" + conversation).body())
                        .contains(seen.text());
            }
            assertThat(first.model.requests()).hasSize(cuts / CUTS_PER_TURN);
        }
    }

    @Test
    void f01TurnThatEndedAMomentAgoIsResumedToo() throws Exception {
        try (TestServer first = new TestServer();
                TestServer second = first.replica()) {
            first.model.thenSay("one two three");
            SeenStream whole = SeenStream.of(first.say("c1", "Hi").body());
            String address = "/api/chat/c1/stream?turn=" + whole.turn() + "&after=";

            for (TestServer server : List.of(first, second)) {
                SeenStream rest = SeenStream.of(server.get(address + "1.4").body());
                SeenStream nothing = SeenStream.of(server.get(address + whole.lastId()).body());

                assertThat(rest.text()).isEqualTo("two three");
                assertThat(rest.done()).isTrue();
                assertThat(nothing.types()).isEmpty();
                assertThat(nothing.done()).isTrue();
            }
        }
    }

    @Test
    void f01EventThatWasShownButNeverSavedIsNoContent() throws Exception {
        try (TestServer server = new TestServer()) {
            server.model.thenSay("one two three");
            String turn = SeenStream.of(server.say("c1", "Hi").body()).turn();

            for (String lost : List.of("1.999", "2.4", "1.999999999", "999999999999999999.1")) {
                assertThat(
                                server.get("/api/chat/c1/stream?turn=" + turn + "&after=" + lost)
                                        .statusCode())
                        .as(lost)
                        .isEqualTo(204);
            }
        }
    }

    @Test
    void logThatIsCutEndsTheStreamWithoutSayingThatItIsOver() throws Exception {
        try (TestServer server = new TestServer()) {
            CountDownLatch go = new CountDownLatch(1);
            server.model.then(say("one "), sayAfter(go, "two"), finish(StopReason.STOP));
            HttpResponse<InputStream> stream =
                    server.open(
                            server.request(
                                    "POST", "/api/chat", TestServer.userMessage("c1", "Hi")));

            // The journal refuses what a turn writes that is not this server's any more.
            server.store.delete(Principal.local(), new ConversationId("c1"));
            go.countDown();
            SeenStream seen = new SeenStream();
            seen.read(stream.body().readAllBytes());

            assertThat(seen.types()).contains("start").doesNotContain("finish", "abort", "error");
            assertThat(seen.done()).isFalse();
        }
    }

    @Test
    void savingThatTakesLongIsToldAndSoIsItsEnd() throws Exception {
        AtomicBoolean down = new AtomicBoolean();
        InMemoryConversationStore real = new InMemoryConversationStore();
        try (TestServer server =
                new TestServer(TestServer.CONFIG, failingWhile(down, real), List.of())) {
            CountDownLatch oneSeen = new CountDownLatch(1);
            CountDownLatch go = new CountDownLatch(1);
            server.model.then(
                    say("one "),
                    () -> {
                        oneSeen.await();
                        down.set(true);
                        return new TextDelta("two ");
                    },
                    sayAfter(go, "three"),
                    finish(StopReason.STOP));
            SeenStream seen = new SeenStream();
            try (InputStream stream =
                    server.open(
                                    server.request(
                                            "POST",
                                            "/api/chat",
                                            TestServer.userMessage("c1", "Hi")))
                            .body()) {
                readUntil(stream, seen, "text-delta");
                oneSeen.countDown();
                readUntil(stream, seen, "data-saving");
                List<String> idsBefore = List.copyOf(seen.ids());
                down.set(false);
                go.countDown();
                String rest = new String(stream.readAllBytes(), UTF_8);

                assertThat(seen.text()).isEqualTo("one two ");
                assertThat(rest)
                        .contains(
                                "data: {\"type\":\"data-saving\",\"data\":{\"delayed\":false},"
                                        + "\"transient\":true}\n\n")
                        .doesNotContain("id: " + idsBefore.getLast() + "\n")
                        .endsWith("data: [DONE]\n\n");
                assertThat(SeenStream.of(rest).text()).isEqualTo("three");
            }
        }
    }

    /** Words with letters of one to four bytes, each said when it may be. */
    private List<String> script(ScriptedChatModel model, Semaphore words) {
        List<String> spoken = new ArrayList<>();
        List<ScriptedChatModel.Step> steps = new ArrayList<>();
        for (int i = 0; i < CUTS_PER_TURN * 6; i++) {
            String word = i + List.of(" ü ", " 漢 ", " 🚢 ", " x ").get(random.nextInt(4));
            spoken.add(word);
            steps.add(
                    () -> {
                        words.acquire();
                        return new TextDelta(word);
                    });
        }
        steps.add(finish(StopReason.STOP));
        model.then(steps.toArray(ScriptedChatModel.Step[]::new));
        return spoken;
    }

    /** Reads some bytes, or as many as end with an event, and hangs up. */
    private void cut(HttpResponse<InputStream> answer, SeenStream seen) throws Exception {
        assertThat(answer.statusCode()).isEqualTo(200);
        try (InputStream stream = answer.body()) {
            seen.read(stream.readNBytes(1 + random.nextInt(300)));
            if (random.nextBoolean()) {
                int before = -1;
                for (int next = stream.read(); next >= 0; next = stream.read()) {
                    seen.read(new byte[] {(byte) next});
                    if (before == '\n' && next == '\n') {
                        break;
                    }
                    before = next;
                }
            }
        }
        seen.cut();
    }

    private static HttpRequest.Builder follow(
            TestServer server, String conversation, SeenStream seen) {
        String turn = seen.turn().isEmpty() ? "" : "?turn=" + seen.turn();
        HttpRequest.Builder request =
                server.request("GET", "/api/chat/" + conversation + "/stream" + turn, "");
        return seen.lastId().isEmpty() ? request : request.header("Last-Event-ID", seen.lastId());
    }

    private static void readUntil(InputStream stream, SeenStream seen, String type)
            throws Exception {
        while (!seen.types().contains(type)) {
            byte[] next = stream.readNBytes(1);
            assertThat(next).as("the stream ended without " + type).hasSize(1);
            seen.read(next);
        }
    }

    private static ConversationStore failingWhile(AtomicBoolean down, ConversationStore real) {
        return (ConversationStore)
                Proxy.newProxyInstance(
                        ConversationStore.class.getClassLoader(),
                        new Class<?>[] {ConversationStore.class},
                        (proxy, method, arguments) -> {
                            if (down.get()) {
                                throw new ConversationStoreException(
                                        "down", new IllegalStateException("scripted"));
                            }
                            try {
                                return method.invoke(real, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }
}
