package dev.parley.http;

import static dev.parley.http.ChatRoutesTest.assertProblem;
import static dev.parley.model.ScriptedChatModel.finish;
import static dev.parley.model.ScriptedChatModel.say;
import static dev.parley.model.ScriptedChatModel.sayAfter;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.access.Session;
import dev.parley.access.SessionLimits;
import dev.parley.model.StopReason;
import dev.parley.token.AuthorizationFailed;
import dev.parley.token.Secret;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sessions, from their second request to their end, on two replicas. */
@Timeout(30)
class SessionRoutesTest {

    private static final String APPROVAL =
            """
            {"id":"%s","trigger":"submit-message","messages":[{"id":"a","role":"assistant","parts":[
              {"type":"dynamic-tool","toolName":"shop__order","toolCallId":"%s",
               "state":"approval-responded","input":{},"approval":{"id":"%s","approved":%s}}]}]}
            """;

    private final TestServer first = TestServer.withSignIn();
    private final TestServer second = first.replica();
    private final TestAccess access = first.access;
    private final CountDownLatch go = new CountDownLatch(1);

    @AfterEach
    void close() {
        go.countDown();
        second.close();
        first.close();
    }

    @Test
    void s09PersonSeesTheirSessionsAndEndsOne() throws Exception {
        String desk = access.session("ann");
        access.pass(Duration.ofHours(1));
        String phone = access.session("ann");
        access.session("bob");

        String listed = get(first, "/api/sessions", phone).body();
        assertThat(listed)
                .isEqualTo(
                        """
                        {"sessions":[{"id":"%s","client":"browser of ann",\
                        "startedAt":"2026-01-01T01:00:00Z","usedAt":"2026-01-01T01:00:00Z",\
                        "current":true},{"id":"%s","client":"browser of ann",\
                        "startedAt":"2026-01-01T00:00:00Z","usedAt":"2026-01-01T00:00:00Z",\
                        "current":false}]}"""
                                .formatted(ids(listed).toArray()));

        String path = "/api/sessions/" + ids(listed).get(1);
        assertThat(change(first, "DELETE", path, phone).statusCode()).isEqualTo(204);

        assertThat(get(second, "/api/models", desk).statusCode()).isEqualTo(401);
        assertThat(get(second, "/api/models", phone).statusCode()).isEqualTo(200);
        assertProblem(change(first, "DELETE", path, phone), 404, "session_not_found");
        assertProblem(change(first, "DELETE", "/api/sessions/a.b", phone), 400, "invalid_id");
    }

    @Test
    void s09PersonEndsAllOtherSessions() throws Exception {
        String desk = access.session("ann");
        String phone = access.session("ann");
        String bob = access.session("bob");

        assertThat(change(first, "DELETE", "/api/sessions", phone).statusCode()).isEqualTo(204);

        assertThat(get(second, "/api/models", desk).statusCode()).isEqualTo(401);
        assertThat(get(second, "/api/models", phone).statusCode()).isEqualTo(200);
        assertThat(get(second, "/api/models", bob).statusCode()).isEqualTo(200);
    }

    @Test
    void s05LogoutEndsTheSessionOnEveryReplicaAndClearsTheBrowser() throws Exception {
        String cookie = access.session("ann");
        assertThat(get(second, "/api/models", cookie).statusCode()).isEqualTo(200);

        HttpResponse<String> answer = change(first, "POST", "/api/auth/logout", cookie);

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.headers().firstValue("Set-Cookie"))
                .contains("parley-sid=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
        assertThat(answer.headers().firstValue("Clear-Site-Data"))
                .contains("\"cache\", \"storage\"");
        assertProblem(get(first, "/api/models", cookie), 401, "not_signed_in");
        assertProblem(get(second, "/api/models", cookie), 401, "not_signed_in");
        assertProblem(change(second, "POST", "/api/auth/logout", cookie), 401, "not_signed_in");
    }

    @Test
    void s05NoAnswerIsKeptByTheBrowser() throws Exception {
        String cookie = access.session("ann");

        for (String path :
                List.of("/api/conversations", "/api/sessions", "/api/keys", "/api/auth/status")) {
            assertThat(get(first, path, cookie).headers().firstValue("Cache-Control"))
                    .as(path)
                    .contains("no-store");
        }
    }

    @Test
    void lastLogoutTakesBackWhatTheProviderGave() throws Exception {
        String desk = access.session("ann");
        String phone = access.session("ann");

        change(first, "POST", "/api/auth/logout", desk);
        assertThat(access.provider.signedOut()).isEmpty();
        access.provider.failNext(
                new AuthorizationFailed(AuthorizationFailed.Reason.UNREACHABLE, "down", null));
        HttpResponse<String> last = change(first, "POST", "/api/auth/logout", phone);

        assertThat(access.provider.signedOut()).containsExactly("ann");
        assertThat(last.statusCode()).isEqualTo(204);
    }

    @Test
    void s05BrowserIsToldWhereToSignOutAtTheProviderToo() throws Exception {
        String cookie = access.session("ann");
        access.provider.signBrowsersOut();

        HttpResponse<String> answer = change(first, "POST", "/api/auth/logout", cookie);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .isEqualTo("{\"url\":\"https://id.example/end?to=" + first.http.url() + "/\"}");
        assertThat(answer.headers().firstValue("Set-Cookie")).isPresent();
        assertProblem(get(second, "/api/models", cookie), 401, "not_signed_in");
    }

    @Test
    void s04SessionEndsWhenItIsIdleAndWhenItIsOld() throws Exception {
        String idle = access.session("ann");
        String used = access.session("ann");
        Duration step = SessionLimits.DEFAULT.idleMax().minus(Duration.ofHours(1));

        access.pass(step);
        assertThat(get(first, "/api/models", used).statusCode()).isEqualTo(200);
        access.pass(Duration.ofHours(2));
        assertProblem(get(first, "/api/models", idle), 401, "not_signed_in");
        for (int i = 0; i < 3; i++) {
            assertThat(get(first, "/api/models", used).statusCode()).isEqualTo(200);
            access.pass(step);
        }
        assertThat(get(first, "/api/models", used).statusCode()).isEqualTo(200);
        access.pass(SessionLimits.DEFAULT.ageMax().minus(step.multipliedBy(4)));
        assertProblem(get(first, "/api/models", used), 401, "not_signed_in");
    }

    @Test
    void s05LogoutClosesTheOpenStreamsOfTheSessionOnEveryReplica() throws Exception {
        String cookie = access.session("ann");
        String other = access.session("ann");
        Stream here = start(cookie, "c1");
        Stream there = follow(second, cookie);
        Stream kept = follow(second, other);

        long begin = System.nanoTime();
        change(first, "POST", "/api/auth/logout", cookie);
        String rest = here.rest() + there.rest();
        Duration took = Duration.ofNanos(System.nanoTime() - begin);

        assertThat(took).isLessThan(Duration.ofSeconds(2));
        assertThat(rest).doesNotContain("[DONE]", "finish", "abort", "error");
        // The turn goes on, and the user's other browser sees it end.
        go.countDown();
        assertThat(kept.rest()).contains("two", "[DONE]");
        assertThat(get(first, "/api/conversations/c1", cookie).statusCode()).isEqualTo(401);
    }

    @Test
    void s04StreamEndsWithTheAgeOfItsSession() throws Exception {
        Stream stream = start(access.session("ann"), "c1");

        long begin = System.nanoTime();
        access.pass(SessionLimits.DEFAULT.ageMax());
        String rest = stream.rest();

        assertThat(rest).doesNotContain("[DONE]");
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void s04OpenStreamUsesItsSession() throws Exception {
        String cookie = access.session("ann");
        OpenStreams streams = new OpenStreams();
        Session session = access.sessions.list(TestAccess.principal("ann")).getFirst();
        Secret token = Secret.of(cookie.substring(cookie.indexOf('=') + 1));

        streams.write(
                new Caller.Browser(session.principal(), session, token),
                () -> {
                    access.pass(SessionLimits.DEFAULT.idleMax().minusSeconds(1));
                    streams.use(access.sessions);
                    access.pass(Duration.ofHours(1));
                });

        assertThat(get(first, "/api/models", cookie).statusCode()).isEqualTo(200);
        streams.close();
    }

    @Test
    void s06OnlyOurPageChangesSomethingWithACookie() throws Exception {
        String cookie = access.session("ann");
        String own = first.base();
        int passed = 0;
        for (String origin :
                List.of(own, "http://evil.example", "null", "http://sub.localhost", "")) {
            for (String site : List.of("same-origin", "same-site", "cross-site", "")) {
                for (String type :
                        List.of(
                                "application/json",
                                "text/plain",
                                "application/x-www-form-urlencoded")) {
                    HttpRequest.Builder request =
                            HttpRequest.newBuilder(URI.create(own + "/api/sessions"))
                                    .header("Cookie", cookie)
                                    .header("X-Requested-By", "x")
                                    .header("Content-Type", type)
                                    .DELETE();
                    if (!origin.isEmpty()) {
                        request.header("Origin", origin);
                    }
                    if (!site.isEmpty()) {
                        request.header("Sec-Fetch-Site", site);
                    }
                    access.session("ann");

                    int status = first.send(request).statusCode();

                    boolean ours =
                            origin.equals(own) || (origin.isEmpty() && site.equals("same-origin"));
                    boolean json = type.equals("application/json");
                    assertThat(status)
                            .as(origin + "|" + site + "|" + type)
                            .isEqualTo(!json ? 415 : ours ? 204 : 403);
                    int left = access.sessions.list(TestAccess.principal("ann")).size();
                    assertThat(left == 1).isEqualTo(status == 204);
                    passed += status == 204 ? 1 : 0;
                }
            }
        }
        assertThat(passed).isEqualTo(5);
    }

    @Test
    void s07NothingIsReadForAnotherSite() throws Exception {
        String cookie = access.session("ann");
        for (String route : first.http.routes()) {
            if (route.startsWith("GET /api/")) {
                String path = route.substring(4).replaceAll("\\{[a-z]+}", "x");
                HttpRequest.Builder picture =
                        HttpRequest.newBuilder(URI.create(first.http.url() + path))
                                .header("Cookie", cookie)
                                .header("Sec-Fetch-Site", "cross-site")
                                .header("Sec-Fetch-Mode", "no-cors")
                                .header("Sec-Fetch-Dest", "image");

                assertProblem(first.send(picture), 403, "cross_origin");
            }
        }
        assertThat(access.provider.begun()).isZero();
    }

    @Test
    void s11ApprovalLongAfterTheSignInNeedsAnotherSignIn() throws Exception {
        first.tools.writingTool("order", (call, context) -> "ordered");
        first.model.thenCall("shop__order", "{}").thenSay("Done.");
        String cookie = access.session("ann");
        String asked = submit(cookie, TestServer.userMessage("c1", "order")).body();
        Matcher call = Pattern.compile("\"approvalId\":\"([^\"]+)\"").matcher(asked);
        assertThat(call.find()).as(asked).isTrue();
        String approval = APPROVAL.formatted("c1", call.group(1), call.group(1), true);
        access.pass(Duration.ofHours(12));

        assertProblem(submit(cookie, approval), 403, "sign_in_again");
        assertThat(first.tools.calls()).isEmpty();
        HttpResponse<String> again = submit(access.session("ann"), approval);

        assertThat(SeenStream.of(again.body()).text()).isEqualTo("Done.");
        assertThat(first.tools.calls()).hasSize(1);
        // To say no, or anything else, no new sign-in is needed.
        first.model.thenCall("shop__order", "{}").thenSay("Then not.");
        Matcher other =
                Pattern.compile("\"approvalId\":\"([^\"]+)\"")
                        .matcher(submit(cookie, TestServer.userMessage("c2", "order")).body());
        assertThat(other.find()).isTrue();
        String denial = APPROVAL.formatted("c2", other.group(1), other.group(1), false);
        assertThat(SeenStream.of(submit(cookie, denial).body()).text()).isEqualTo("Then not.");
        assertThat(first.tools.calls()).hasSize(1);
    }

    private HttpResponse<String> submit(String cookie, String body) throws Exception {
        return first.send(first.request("POST", "/api/chat", body, cookie));
    }

    @Test
    void streamOfAProgramIsNoneOfASession() throws Exception {
        first.model.then(say("one "), sayAfter(go, "two"), finish(StopReason.STOP));
        Stream stream =
                new Stream(
                        first.open(
                                first.request(
                                                "POST",
                                                "/api/chat",
                                                TestServer.userMessage("c1", "Hi"))
                                        .header("X-User", "ann")));
        stream.readUntil("one");
        access.pass(SessionLimits.DEFAULT.ageMax());
        go.countDown();

        assertThat(stream.rest()).contains("two", "[DONE]");
    }

    @Test
    void databaseThatFailsIsNotASignOut() throws Exception {
        assertProblem(
                first.send(first.request("GET", "/api/models", "").header("X-User", "down")),
                503,
                "storage_unavailable");
    }

    /** A stream that is being read. */
    private static final class Stream {

        private final InputStream in;

        Stream(HttpResponse<InputStream> response) {
            assertThat(response.statusCode()).isEqualTo(200);
            in = response.body();
        }

        void readUntil(String text) throws Exception {
            StringBuilder read = new StringBuilder();
            while (read.indexOf(text) < 0) {
                byte[] next = in.readNBytes(1);
                assertThat(next).as(read.toString()).hasSize(1);
                read.append((char) next[0]);
            }
        }

        String rest() throws Exception {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    private Stream start(String cookie, String conversation) throws Exception {
        first.model.then(say("one "), sayAfter(go, "two"), finish(StopReason.STOP));
        Stream stream =
                new Stream(
                        first.open(
                                first.request(
                                        "POST",
                                        "/api/chat",
                                        TestServer.userMessage(conversation, "Hi"),
                                        cookie)));
        stream.readUntil("one");
        return stream;
    }

    private static Stream follow(TestServer server, String cookie) throws Exception {
        Stream stream =
                new Stream(server.open(server.request("GET", "/api/chat/c1/stream", "", cookie)));
        stream.readUntil("one");
        return stream;
    }

    private static HttpResponse<String> get(TestServer server, String path, String cookie)
            throws Exception {
        return change(server, "GET", path, cookie);
    }

    private static HttpResponse<String> change(
            TestServer server, String method, String path, String cookie) throws Exception {
        return server.send(server.request(method, path, "", cookie));
    }

    private static List<String> ids(String listed) {
        return Pattern.compile("\"id\":\"([^\"]+)\"")
                .matcher(listed)
                .results()
                .map((MatchResult it) -> it.group(1))
                .toList();
    }
}
