package dev.parley.http;

import static dev.parley.http.ChatRoutesTest.assertProblem;
import static dev.parley.model.ScriptedChatModel.finish;
import static dev.parley.model.ScriptedChatModel.say;
import static dev.parley.model.ScriptedChatModel.sayAfter;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.access.Accounts;
import dev.parley.conversation.ConversationId;
import dev.parley.conversation.Message;
import dev.parley.conversation.Part;
import dev.parley.model.StopReason;
import dev.parley.token.Principal;
import dev.parley.turn.TurnEvent;
import dev.parley.turn.TurnLog;
import dev.parley.turn.TurnLogs;
import dev.parley.turn.TurnOutcome;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Somebody is kept out by another process, while they work on two replicas. */
@Timeout(60)
class DisabledUsersTest {

    private static final Principal ANN = TestAccess.principal("ann");
    private static final Duration END_MAX = Duration.ofSeconds(10);

    private final TestServer first = TestServer.withSignIn();
    private final TestServer second = first.replica();
    private final TestAccess access = first.access;
    private final Accounts accounts =
            new Accounts(access.accounts, access.sessions, first.journal::requestStop);
    private final CountDownLatch go = new CountDownLatch(1);

    @AfterEach
    void close() {
        go.countDown();
        second.close();
        first.close();
    }

    @Test
    void s09DisablingCutsStreamsAndStopsTurnsOnEveryReplicaWithinTenSeconds() throws Exception {
        String ann = access.session("ann");
        String bob = access.session("bob");
        InputStream here = start(request(first, "c1").header("Cookie", ann));
        InputStream there = start(request(second, "c2").header("Cookie", ann));
        InputStream seen = opened(second, second.request("GET", "/api/chat/c1/stream", "", ann));
        InputStream program = start(request(first, "c3").header("X-User", "ann"));
        InputStream bobs = start(request(first, "c4").header("Cookie", bob));
        TurnLog one = log("c1");
        TurnLog two = log("c2");
        TurnLog three = log("c3");

        long begin = System.nanoTime();
        assertThat(accounts.disable(ANN)).contains(new Accounts.Ended(1, 3));
        String rest = rest(here) + rest(there) + rest(seen) + rest(program);
        TurnOutcome[] outcomes = {outcome(one), outcome(two), outcome(three)};
        Duration took = Duration.ofNanos(System.nanoTime() - begin);

        assertThat(outcomes).containsOnly(new TurnOutcome.Stopped());
        assertThat(rest).doesNotContain("two");
        assertThat(took).isLessThan(END_MAX);
        go.countDown();
        assertThat(rest(bobs)).contains("two", "[DONE]");
    }

    @Test
    void s09DisabledUserIsRefusedWhateverTheyComeWithUntilTheyAreEnabled() throws Exception {
        String cookie = access.session("ann");
        String bob = access.session("bob");
        String key = access.key("ann");
        assertThat(status(first, "Cookie", cookie)).isEqualTo(200);
        assertThat(status(second, "Authorization", "Bearer " + key)).isEqualTo(200);

        accounts.disable(ANN);

        for (TestServer server : new TestServer[] {first, second}) {
            assertThat(status(server, "Cookie", cookie)).isEqualTo(401);
            assertThat(status(server, "Authorization", "Bearer " + key)).isEqualTo(401);
            assertThat(status(server, "Cookie", bob)).isEqualTo(200);
        }
        assertProblem(
                first.send(request(first, "c1").header("Cookie", cookie)), 401, "not_signed_in");
        assertProblem(
                first.send(request(first, "c1").header("X-User", "ann")), 401, "not_signed_in");
        assertThat(first.model.requests()).isEmpty();
        assertThat(signIn(first)).isEqualTo("/?sign-in-error=account_disabled");

        accounts.enable(ANN);

        assertThat(status(first, "Cookie", cookie)).isEqualTo(401);
        assertThat(status(first, "Authorization", "Bearer " + key)).isEqualTo(200);
        assertThat(signIn(first)).isEqualTo("/?signed-in");
        assertThat(access.sessions.list(ANN)).hasSize(1);
        assertThat(status(second, "Cookie", access.session("ann"))).isEqualTo(200);
    }

    @Test
    void s09StreamIsCutAlthoughEndingTheSessionFailed() throws Exception {
        String cookie = access.session("ann");
        InputStream stream = start(request(first, "c1").header("Cookie", cookie));

        long begin = System.nanoTime();
        access.accounts.disable(ANN, true);
        String rest = rest(stream);

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(END_MAX);
        assertThat(rest).doesNotContain("[DONE]", "two");
        assertThat(access.sessions.list(ANN)).hasSize(1);
        assertThat(status(second, "Cookie", cookie)).isEqualTo(401);
    }

    @Test
    void s09TurnThatBeginsWhileItsUserIsDisabledIsStopped() throws Exception {
        String cookie = access.session("ann");
        first.model.then(say("one "), sayAfter(go, "two"), finish(StopReason.STOP));
        CountDownLatch disabled = new CountDownLatch(1);
        String body = TestServer.userMessage("c1", "Hi");

        // The server asks for the body when it has let the request through.
        HttpResponse<String> answer =
                first.send(
                        request(first, "c1")
                                .header("Cookie", cookie)
                                .expectContinue(true)
                                .POST(
                                        BodyPublishers.ofInputStream(
                                                () -> {
                                                    accounts.disable(ANN);
                                                    disabled.countDown();
                                                    return new ByteArrayInputStream(
                                                            body.getBytes(UTF_8));
                                                })));

        assertThat(disabled.getCount()).isZero();
        assertProblem(answer, 401, "not_signed_in");
        ConversationId id = new ConversationId("c1");
        // It has ended by now, or is about to.
        Optional<TurnLog> running = first.chat.running(ANN, id);
        if (running.isPresent()) {
            TurnLogs.whole(running.orElseThrow());
        }
        assertThat(first.store.find(ANN, id).orElseThrow().messages())
                .flatExtracting(Message::parts)
                .filteredOn(Part.Notice.class::isInstance)
                .extracting(it -> ((Part.Notice) it).code())
                .containsExactly("stopped");
    }

    /** Where the browser is sent by a sign-in of Ann's. */
    private String signIn(TestServer server) throws Exception {
        HttpResponse<String> begun =
                server.send(
                        navigation(server, "/api/auth/login?returnTo=%2F")
                                .header("Accept", "application/json")
                                .header("X-Requested-By", "parley"));
        String cookie = begun.headers().firstValue("Set-Cookie").orElseThrow();
        Matcher state = Pattern.compile("[?&]state=([^&\"]+)").matcher(begun.body());
        assertThat(state.find()).as(begun.body()).isTrue();
        return server.send(
                        navigation(
                                        server,
                                        "/api/auth/callback?code="
                                                + TestAccess.CODE
                                                + "ann&state="
                                                + state.group(1))
                                .header("Cookie", cookie.substring(0, cookie.indexOf(';'))))
                .headers()
                .firstValue("Location")
                .orElseThrow();
    }

    private static HttpRequest.Builder navigation(TestServer server, String path) {
        return HttpRequest.newBuilder(URI.create(server.http.url() + path)).timeout(END_MAX);
    }

    private static HttpRequest.Builder request(TestServer server, String conversation) {
        return server.request("POST", "/api/chat", TestServer.userMessage(conversation, "Hi"));
    }

    private InputStream start(HttpRequest.Builder request) throws Exception {
        first.model.then(say("one "), sayAfter(go, "two"), finish(StopReason.STOP));
        // The request says of which server it asks this.
        return opened(first, request);
    }

    /** A stream of which the first words have been read. */
    private static InputStream opened(TestServer server, HttpRequest.Builder request)
            throws Exception {
        HttpResponse<InputStream> response = server.open(request);
        assertThat(response.statusCode()).isEqualTo(200);
        StringBuilder read = new StringBuilder();
        while (read.indexOf("one") < 0) {
            byte[] next = response.body().readNBytes(1);
            assertThat(next).as(read.toString()).hasSize(1);
            read.append((char) next[0]);
        }
        return response.body();
    }

    private static String rest(InputStream stream) throws Exception {
        return new String(stream.readAllBytes(), UTF_8);
    }

    private TurnLog log(String conversation) {
        return first.chat.running(ANN, new ConversationId(conversation)).orElseThrow();
    }

    private static TurnOutcome outcome(TurnLog log) throws InterruptedException {
        return ((TurnEvent.Ended) TurnLogs.whole(log).getLast()).outcome();
    }

    private static int status(TestServer server, String header, String value) throws Exception {
        return server.send(server.request("GET", "/api/models", "").header(header, value))
                .statusCode();
    }
}
