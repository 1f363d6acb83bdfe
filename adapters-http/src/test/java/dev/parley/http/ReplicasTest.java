package dev.parley.http;

import static dev.parley.http.ChatRoutesTest.assertProblem;
import static dev.parley.model.ScriptedChatModel.finish;
import static dev.parley.model.ScriptedChatModel.say;
import static dev.parley.model.ScriptedChatModel.sayAfter;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.model.StopReason;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two servers on one database, and requests that go to either. */
class ReplicasTest {

    private static final String NONE = "none";

    private static final String APPROVAL =
            """
            {"id":"%s","trigger":"submit-message","messages":[{"id":"a","role":"assistant","parts":[
              {"type":"dynamic-tool","toolName":"shop__order","toolCallId":"%s",
               "state":"approval-responded","input":{},"approval":{"id":"%s","approved":%s}}]}]}
            """;

    private final TestServer first = new TestServer();
    private final TestServer second = first.replica();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void close() {
        threads.shutdownNow();
        second.close();
        first.close();
    }

    @Test
    void f33HundredRequestsWithOneKeyAreOneTurn() throws Exception {
        first.model.thenSay("Hello Ann.");

        List<HttpResponse<String>> answers =
                all(100, i -> server(i).send(submit(server(i), "c1", "key-1")));

        Set<String> turns = new HashSet<>();
        for (HttpResponse<String> answer : answers) {
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            SeenStream seen = SeenStream.of(answer.body());
            assertThat(seen.text()).isEqualTo("Hello Ann.");
            assertThat(seen.done()).isTrue();
            turns.add(seen.turn());
        }
        assertThat(turns).hasSize(1);
        assertThat(first.model.requests()).hasSize(1);
    }

    @Test
    void f33ResponseThatWasLostIsAskedForAgain() throws Exception {
        for (int round = 0; round < 20; round++) {
            String conversation = "c" + round;
            String key = "key-" + round;
            CountDownLatch go = new CountDownLatch(1);
            first.model.then(say("one "), sayAfter(go, "two"), finish(StopReason.STOP));
            if (round % 2 == 0) {
                loseAnswer(first, conversation, key);
            } else {
                first.open(submit(first, conversation, key)).body().close();
            }

            HttpResponse<InputStream> again =
                    server(round).open(submit(server(round), conversation, key));
            go.countDown();
            SeenStream seen = SeenStream.of(new String(again.body().readAllBytes(), UTF_8));

            assertThat(seen.text()).isEqualTo("one two");
            assertThat(seen.done()).isTrue();
            assertThat(first.model.requests()).hasSize(round + 1);
        }
    }

    @Test
    void f33RepeatAfterTheEventsAreGoneSaysThatItWasAnswered() throws Exception {
        first.model.thenSay("Hello.");
        first.send(submit(first, "c1", "key-1"));
        first.journal.forget(Duration.ZERO, Duration.ofHours(1));

        HttpResponse<String> again = second.send(submit(second, "c1", "key-1"));

        assertProblem(again, 409, "already_answered");
        assertThat(first.model.requests()).hasSize(1);
    }

    @Test
    void f33KeyOfAnotherConversationIsRefused() throws Exception {
        first.model.thenSay("Hello.").thenSay("Hello Bob.");
        first.send(submit(first, "c1", "key-1"));

        HttpResponse<String> reused = second.send(submit(second, "c2", "key-1"));
        HttpResponse<String> foreign =
                first.send(submit(first, "c3", "key-1").header("X-User", "bob"));

        assertProblem(reused, 422, "idempotency_key_reused");
        assertThat(SeenStream.of(foreign.body()).text()).isEqualTo("Hello Bob.");
    }

    @Test
    void f33KeyIsCheckedBeforeAnythingIsDone() throws Exception {
        for (String key : List.of("", "with space", "k".repeat(256), "a\tb")) {
            assertProblem(first.send(submit(first, "c1", key)), 400, "invalid_idempotency_key");
        }
        assertThat(first.model.requests()).isEmpty();

        first.model.thenSay("Hello.");
        assertThat(first.send(submit(first, "c1", "k".repeat(255))).statusCode()).isEqualTo(200);
    }

    @Test
    void f34SecondMessageIsAConflictAtEitherServer() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        first.model.then(say("one "), sayAfter(go, "two"), finish(StopReason.STOP));
        HttpResponse<InputStream> running = first.open(submit(first, "c1", "key-1"));

        assertProblem(first.send(submit(first, "c1", "key-2")), 409, "conversation_busy");
        assertProblem(second.send(submit(second, "c1", "key-3")), 409, "conversation_busy");

        go.countDown();
        assertThat(SeenStream.of(new String(running.body().readAllBytes(), UTF_8)).text())
                .isEqualTo("one two");
        assertThat(first.model.requests()).hasSize(1);
    }

    @Test
    void f34OfApprovalAndDenialOneWins() throws Exception {
        first.tools.writingTool("order", (call, context) -> "ordered");
        int ordered = 0;
        for (int round = 0; round < 50; round++) {
            String conversation = "c" + round;
            first.model.thenCall("shop__order", "{}").thenSay("Done.");
            String callId = askedBy(server(round), conversation);

            List<HttpResponse<String>> answers =
                    all(
                            2,
                            i ->
                                    server(i)
                                            .post(
                                                    "/api/chat",
                                                    APPROVAL.formatted(
                                                            conversation, callId, callId, i == 0)));

            assertThat(answers)
                    .extracting(HttpResponse::statusCode)
                    .containsExactlyInAnyOrder(200, 409);
            boolean approved = answers.getFirst().statusCode() == 200;
            ordered += approved ? 1 : 0;
            assertThat(answers.get(approved ? 0 : 1).body())
                    .contains(approved ? "tool-output-available" : "tool-output-denied");
            assertThat(first.tools.calls()).hasSize(ordered);
            assertThat(first.model.requests()).hasSize(2 * round + 2);
        }
    }

    @Test
    void f35TurnIsFollowedThroughTheOtherServer() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        first.model.then(say("one "), sayAfter(go, "two"), finish(StopReason.STOP));
        HttpResponse<InputStream> sent = first.open(submit(first, "c1", NONE));
        HttpResponse<InputStream> followed =
                second.open(second.request("GET", "/api/chat/c1/stream", ""));

        assertThat(second.get("/api/conversations/c1").body()).contains("\"running\":true");
        go.countDown();
        SeenStream whole = SeenStream.of(new String(sent.body().readAllBytes(), UTF_8));
        SeenStream copy = SeenStream.of(new String(followed.body().readAllBytes(), UTF_8));

        assertThat(copy.text()).isEqualTo("one two").isEqualTo(whole.text());
        assertThat(copy.turn()).isEqualTo(whole.turn());
        assertThat(copy.lastId()).isEqualTo(whole.lastId());
        assertThat(copy.done()).isTrue();
    }

    @Test
    void f35StopReachesTheTurnThroughTheOtherServer() throws Exception {
        for (int round = 0; round < 20; round++) {
            first.model.then(
                    say("one "), sayAfter(new CountDownLatch(1), "never"), finish(StopReason.STOP));
            String conversation = "c" + round;
            HttpResponse<InputStream> sent = first.open(submit(first, conversation, NONE));
            long start = System.nanoTime();

            assertThat(second.post("/api/chat/" + conversation + "/stop", "").statusCode())
                    .isEqualTo(204);
            SeenStream seen = SeenStream.of(new String(sent.body().readAllBytes(), UTF_8));

            assertThat(seen.types()).contains("abort");
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofSeconds(1));
        }
    }

    @Test
    void f35ApprovalIsGivenAtTheOtherServer() throws Exception {
        first.tools.writingTool("order", (call, context) -> "ordered");
        first.model.thenCall("shop__order", "{}").thenSay("Done.");
        String callId = askedBy(first, "c1");

        HttpResponse<String> answer =
                second.post("/api/chat", APPROVAL.formatted("c1", callId, callId, true));

        assertThat(SeenStream.of(answer.body()).text()).isEqualTo("Done.");
        assertThat(first.tools.calls()).hasSize(1);
        assertThat(first.get("/api/conversations/c1").body()).contains("ordered", "Done.");
    }

    @Test
    void f35AnswerThatWasInterruptedGoesOnAtTheOtherServer() throws Exception {
        first.model.then(
                say("one "), sayAfter(new CountDownLatch(1), "never"), finish(StopReason.STOP));
        HttpResponse<InputStream> sent = first.open(submit(first, "c1", NONE));
        SeenStream begun = new SeenStream();
        while (!begun.types().contains("text-delta")) {
            begun.read(sent.body().readNBytes(1));
        }
        first.chat.close();
        begun.read(sent.body().readAllBytes());
        second.model.thenSay("two");

        HttpResponse<String> rest =
                second.post("/api/chat", "{\"id\":\"c1\",\"trigger\":\"continue-message\"}");

        assertThat(begun.types()).contains("data-notice");
        assertThat(SeenStream.of(rest.body()).text()).isEqualTo("two");
        assertThat(second.get("/api/conversations/c1").body())
                .contains("one ", "server_stopping", "two")
                .containsOnlyOnce("\"role\":\"assistant\"");
    }

    private String askedBy(TestServer server, String conversation) throws Exception {
        String body = server.say(conversation, "order").body();
        String marker = "\"approvalId\":\"";
        assertThat(body).contains(marker);
        int from = body.indexOf(marker) + marker.length();
        return body.substring(from, body.indexOf('"', from));
    }

    /** Sends a message and hangs up before the answer begins, or just when it does. */
    private static void loseAnswer(TestServer server, String conversation, String key)
            throws Exception {
        String body = TestServer.userMessage(conversation, "Hi");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.http.port())) {
            socket.getOutputStream()
                    .write(
                            ("POST /api/chat HTTP/1.1\r\nHost: localhost\r\n"
                                            + "Content-Type: application/json\r\n"
                                            + "X-Requested-By: parley\r\nOrigin: "
                                            + server.base()
                                            + "\r\nIdempotency-Key: "
                                            + key
                                            + "\r\nContent-Length: "
                                            + body.getBytes(UTF_8).length
                                            + "\r\n\r\n"
                                            + body)
                                    .getBytes(UTF_8));
        }
    }

    private TestServer server(int number) {
        return number % 2 == 0 ? first : second;
    }

    private static HttpRequest.Builder submit(TestServer server, String conversation, String key) {
        HttpRequest.Builder request =
                server.request("POST", "/api/chat", TestServer.userMessage(conversation, "Hi"));
        return key.equals(NONE) ? request : request.header("Idempotency-Key", key);
    }

    @FunctionalInterface
    private interface Numbered<T> {
        T call(int number) throws Exception;
    }

    /** Does something {@code count} times at once. */
    private <T> List<T> all(int count, Numbered<T> task) throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        List<Future<T>> running = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int number = i;
            Callable<T> waiting =
                    () -> {
                        start.await();
                        return task.call(number);
                    };
            running.add(threads.submit(waiting));
        }
        start.countDown();
        List<T> results = new ArrayList<>();
        for (Future<T> one : running) {
            results.add(one.get(10, TimeUnit.SECONDS));
        }
        return results;
    }
}
