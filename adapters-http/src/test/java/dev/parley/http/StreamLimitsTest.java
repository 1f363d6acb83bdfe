package dev.parley.http;

import static dev.parley.http.ChatRoutesTest.assertProblem;
import static dev.parley.model.ScriptedChatModel.finish;
import static dev.parley.model.ScriptedChatModel.say;
import static dev.parley.model.ScriptedChatModel.sayAfter;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.model.StopReason;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** How many streams and turns there may be at the same time. */
class StreamLimitsTest {

    private final CountDownLatch never = new CountDownLatch(1);

    @Test
    void h10StreamsOfAUserAreLimitedAndGivenBackWhenTheyEnd() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (TestServer server = TestServer.withLimits(limits(100, 3, 100))) {
            server.model.then(say("a"), sayAfter(end, "b"), finish(StopReason.STOP));
            List<InputStream> streams = new ArrayList<>(List.of(begin(server, "", "c1")));
            for (int i = 0; i < 2; i++) {
                streams.add(follow(server, "c1").body());
            }

            HttpResponse<InputStream> refused = follow(server, "c1");
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(new String(refused.body().readAllBytes(), UTF_8))
                    .contains("\"code\":\"too_many_streams\"");
            assertThat(refused.headers().firstValue("Retry-After")).contains("5");
            assertProblem(server.say("c2", "Hi"), 429, "too_many_streams");
            // No turn begins that could not be followed.
            assertProblem(server.get("/api/conversations/c2"), 404, "conversation_not_found");

            server.model.thenSay("Hello.");
            HttpRequest.Builder other =
                    server.request("POST", "/api/chat", TestServer.userMessage("c3", "Hi"))
                            .header("X-User", "bob");
            assertThat(server.send(other).statusCode()).isEqualTo(200);

            end.countDown();
            for (InputStream stream : streams) {
                stream.readAllBytes();
            }
            for (int i = 0; i < 10; i++) {
                server.model.thenSay("Hello.");
                assertThat(server.say("after" + i, "Hi").statusCode()).isEqualTo(200);
            }
        }
    }

    @Test
    void h10StreamsOfAllAreLimited() throws Exception {
        try (TestServer server = TestServer.withLimits(limits(100, 2, 3))) {
            for (String user : List.of("ann", "bob", "cid")) {
                server.model.then(say("a"), sayAfter(never, "b"), finish(StopReason.STOP));
                begin(server, user, "c-" + user);
            }

            assertProblem(server.say("c2", "Hi"), 503, "server_full");
        }
    }

    @Test
    void h10StreamIsKeptByNobody() throws Exception {
        try (TestServer server = new TestServer()) {
            server.model.thenSay("Hello.");

            HttpResponse<String> stream = server.say("c1", "Hi");

            assertThat(stream.headers().firstValue("Cache-Control")).contains("no-cache, no-store");
            assertThat(stream.headers().firstValue("X-Accel-Buffering")).contains("no");
        }
    }

    @Test
    void t09TurnsRunningAreLimitedPerUserAndOthersAreNotConcerned() throws Exception {
        try (TestServer server = TestServer.withLimits(limits(2, 100, 100))) {
            for (int i = 0; i < 2; i++) {
                server.model.then(say("a"), sayAfter(never, "b"), finish(StopReason.STOP));
                begin(server, "", "c" + i);
            }

            assertProblem(server.say("c2", "Hi"), 429, "too_many_turns");
            server.model.thenSay("Hello.");
            HttpRequest.Builder other =
                    server.request("POST", "/api/chat", TestServer.userMessage("c3", "Hi"))
                            .header("X-User", "bob");
            assertThat(server.send(other).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void t09TurnThatEndedOrNeverBeganLeavesItsPlace() throws Exception {
        try (TestServer server = TestServer.withLimits(limits(1, 100, 100))) {
            for (int i = 0; i < 5; i++) {
                server.model.thenSay("Hello.");
                assertThat(server.say("c" + i, "Hi").statusCode()).isEqualTo(200);
                assertProblem(
                        server.post(
                                "/api/chat",
                                "{\"id\":\"none\",\"trigger\":\"regenerate-message\"}"),
                        404,
                        "conversation_not_found");
            }
        }
    }

    @Test
    void t09RepeatOfARunningTurnIsNotOneMore() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (TestServer server = TestServer.withLimits(limits(1, 100, 100))) {
            server.model.then(say("a"), sayAfter(end, "b"), finish(StopReason.STOP));
            InputStream first = server.open(keyed(server)).body();
            assertThat(first.read()).isNotNegative();

            HttpResponse<InputStream> second = server.open(keyed(server));

            assertThat(second.statusCode()).isEqualTo(200);
            end.countDown();
            assertThat(new String(second.body().readAllBytes(), UTF_8)).contains("[DONE]");
            assertThat(server.model.requests()).hasSize(1);
        }
    }

    private static HttpRequest.Builder keyed(TestServer server) {
        return server.request("POST", "/api/chat", TestServer.userMessage("c1", "Hi"))
                .header("Idempotency-Key", "k1");
    }

    /** A turn of {@code user}'s; empty for the one who needs no key. */
    private static InputStream begin(TestServer server, String user, String conversation)
            throws Exception {
        HttpRequest.Builder request =
                server.request("POST", "/api/chat", TestServer.userMessage(conversation, "Hi"));
        if (!user.isEmpty()) {
            request.header("X-User", user);
        }
        InputStream stream = server.open(request).body();
        assertThat(stream.read()).isNotNegative();
        return stream;
    }

    private static HttpResponse<InputStream> follow(TestServer server, String conversation)
            throws Exception {
        return server.open(server.request("GET", "/api/chat/" + conversation + "/stream", ""));
    }

    private static HttpLimits limits(int turnsRunning, int streamsPerUser, int streams) {
        return new HttpLimits(
                TestServer.WIDE.connections(),
                TestServer.WIDE.turns(),
                TestServer.WIDE.requests(),
                turnsRunning,
                streamsPerUser,
                streams,
                List.of());
    }
}
