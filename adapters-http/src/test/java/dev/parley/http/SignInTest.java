package dev.parley.http;

import static dev.parley.http.ChatRoutesTest.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.access.AuditLines;
import dev.parley.access.SignedIn;
import dev.parley.token.AuthorizationFailed;
import dev.parley.token.AuthorizationFailed.Reason;
import dev.parley.token.FakeAuthorizer;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Signing in to Parley itself. */
class SignInTest {

    private static final Pattern STATE = Pattern.compile("[?&]state=([^&\"]+)");

    private final TestServer server = TestServer.withSignIn();
    private final AuditLines audit = AuditLines.open();
    private final TestAccess access = server.access;

    @AfterEach
    void close() {
        audit.close();
        server.close();
    }

    /** A browser's sign-in that has begun: what it was given. */
    private record Flow(String state, String cookie) {}

    @Test
    void personSignsInAndIsKnownFromThenOn() throws Exception {
        access.organizations.put("ann", Set.of("acme", "other"));
        assertThat(status(""))
                .isEqualTo("{\"mode\":\"provider\",\"provider\":\"Example\",\"signedIn\":false}");

        HttpResponse<String> answer = server.send(callback(begin("/c/c1"), "ann", ""));

        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.headers().firstValue("Location")).contains("/c/c1?signed-in");
        assertThat(status(session(answer)))
                .isEqualTo(
                        "{\"mode\":\"provider\",\"provider\":\"Example\",\"signedIn\":true,"
                                + "\"principal\":{\"name\":\"ann\"},"
                                + "\"organizations\":[\"acme\",\"other\"]}");
    }

    @Test
    void l02SignInOfAnotherBrowserOrASecondTimeOrTooLateIsNone() throws Exception {
        Flow flow = begin("/");
        Flow other = begin("/");
        String forged = flow.cookie().replaceFirst("=[^.]+", "=" + "x".repeat(43));
        for (String cookie : List.of("", other.cookie(), forged, access.session("bob"))) {
            assertRefused(server.send(callback(new Flow(flow.state(), cookie), "ann", "")));
        }
        assertThat(access.provider.codesSpent()).isZero();

        assertThat(server.send(callback(flow, "ann", "")).statusCode()).isEqualTo(303);
        assertRefused(server.send(callback(flow, "ann", "")));
        Flow late = begin("/");
        access.pass(Duration.ofMinutes(11));
        assertRefused(server.send(callback(late, "ann", "")));

        assertThat(access.provider.codesSpent()).isEqualTo(1);
        assertThat(access.sessions.list(TestAccess.principal("ann"))).hasSize(1);
    }

    @Test
    void l02ServerIsConnectedOnlyByTheUserAndTheBrowserThatBegan() throws Exception {
        String ann = access.session("ann");
        String bob = access.session("bob");
        Flow flow = beginAt("shop", ann);
        String path =
                "/api/auth/callback?code="
                        + FakeAuthorizer.CODE
                        + "&iss=https://as.example&state="
                        + flow.state();

        // With another's session, with none, and without the cookie of the flow.
        assertRefused(server.send(navigation(path, ann)));
        assertProblem(server.send(navigation(path, flow.cookie())), 401, "not_signed_in");
        assertThat(server.authorizer.codesSpent()).isZero();
        assertRefused(server.send(navigation(path, bob + "; " + flow.cookie())));
        assertThat(server.authorizer.codesSpent()).isZero();
        assertThat(server.authorizer.grant(TestAccess.principal("ann"), "shop")).isEmpty();
        assertThat(server.authorizer.grant(TestAccess.principal("bob"), "shop")).isEmpty();

        Flow right = beginAt("shop", ann);
        HttpResponse<String> answer =
                server.send(
                        navigation(
                                path.replace(flow.state(), right.state()),
                                ann + "; " + right.cookie()));

        assertThat(answer.headers().firstValue("Location")).contains("/?connected=shop");
        assertThat(server.authorizer.codesSpent()).isEqualTo(1);
        assertThat(server.authorizer.grant(TestAccess.principal("ann"), "shop")).isPresent();
    }

    @Test
    void l03SignInsInTwoTabsDoNotDisturbOneAnother() throws Exception {
        Flow first = begin("/c/one");
        Flow second = begin("/c/two");
        String both = first.cookie() + "; " + second.cookie();

        HttpResponse<String> later =
                server.send(callback(new Flow(second.state(), both), "ann", ""));
        HttpResponse<String> earlier =
                server.send(callback(new Flow(first.state(), both), "ann", session(later)));

        assertThat(later.headers().firstValue("Location")).contains("/c/two?signed-in");
        assertThat(earlier.headers().firstValue("Location")).contains("/c/one?signed-in");
        assertThat(access.sessions.list(TestAccess.principal("ann"))).hasSize(1);
    }

    @Test
    void l13BrowserComesBackToThePageAndNowhereElse() throws Exception {
        for (String evil :
                List.of("//evil", "/\\evil", "https://evil", "/%2f%2fevil", "/\t/evil", "/a#b")) {
            HttpResponse<String> answer = server.send(callback(begin(evil), "ann", ""));

            assertThat(answer.headers().firstValue("Location")).as(evil).contains("/?signed-in");
        }
    }

    @Test
    void l14RedirectUriIsOfTheConfiguredAddress() throws Exception {
        try (TestServer secure = secure()) {
            String login = get("/api/auth/login", "X-Requested-By: x\r\nX-Forwarded-Host: evil");

            assertThat(secure.raw(login)).startsWith("HTTP/1.1 303 ");
            assertThat(secure.raw(login.replace("chat.example", "evil.example")))
                    .startsWith("HTTP/1.1 421 ");

            assertThat(secure.access.provider.redirectUris())
                    .containsExactly("https://chat.example/api/auth/callback");
        }
    }

    @Test
    void l17WayBackIsLeftBehindAtOnce() throws Exception {
        HttpResponse<String> answer = server.send(callback(begin("/"), "ann", ""));

        assertThat(answer.headers().firstValue("Referrer-Policy")).contains("no-referrer");
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(answer.headers().firstValue("Location").orElseThrow())
                .doesNotContain("code", "state");
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void l15FailedSignInTellsACodeAndNothingElse() throws Exception {
        for (Reason reason : List.of(Reason.DENIED, Reason.UNREACHABLE, Reason.ISSUER_MISMATCH)) {
            Flow flow = begin("/c/c1");
            access.provider.failNext(new AuthorizationFailed(reason, "No.", null));

            HttpResponse<String> answer = server.send(callback(flow, "ann", ""));

            assertThat(audit.lines().getLast())
                    .isEqualTo(
                            "WARNING signin.refused reason="
                                    + reason.code()
                                    + " address=127.0.0.1");
            assertThat(answer.headers().firstValue("Location"))
                    .contains("/c/c1?sign-in-error=" + reason.code());
            assertThat(answer.headers().allValues("Set-Cookie")).noneMatch(SignInTest::isSession);
        }
    }

    @Test
    void s09DisabledUserDoesNotGetIn() throws Exception {
        access.accounts.signedIn(new SignedIn(TestAccess.principal("ann"), Set.of()), access.now);
        access.accounts.disable(TestAccess.principal("ann"), true);

        HttpResponse<String> answer = server.send(callback(begin("/"), "ann", ""));

        assertThat(answer.headers().firstValue("Location"))
                .contains("/?sign-in-error=account_disabled");
        assertThat(access.sessions.list(TestAccess.principal("ann"))).isEmpty();
    }

    @Test
    void s01TokenIsLongAndIsNotWhatTheSessionGoesBy() throws Exception {
        String cookie = session(server.send(callback(begin("/"), "ann", "")));

        String listed = server.send(server.request("GET", "/api/sessions", "", cookie)).body();

        assertThat(cookie).matches("parley-sid=[A-Za-z0-9_-]{43}");
        assertThat(listed).doesNotContain(cookie.substring(cookie.indexOf('=') + 1));
    }

    @Test
    void s02EverySignInIsANewSessionAndTheOldOneIsDead() throws Exception {
        String before = access.session("bob");

        String after = session(server.send(callback(begin("/"), "ann", before)));
        String again = session(server.send(callback(begin("/"), "ann", after)));

        assertThat(Set.of(before, after, again)).hasSize(3);
        for (String dead : List.of(before, after)) {
            assertProblem(
                    server.send(server.request("GET", "/api/models", "", dead)),
                    401,
                    "not_signed_in");
        }
        assertThat(server.send(server.request("GET", "/api/models", "", again)).statusCode())
                .isEqualTo(200);
    }

    @Test
    void s02CookieTheBrowserHadBeforeIsWorthNothing() throws Exception {
        String planted = "parley-sid=" + "A".repeat(43);

        HttpResponse<String> answer = server.send(callback(begin("/"), "ann", planted));

        assertThat(session(answer)).isNotEqualTo(planted);
        assertThat(server.send(server.request("GET", "/api/models", "", planted)).statusCode())
                .isEqualTo(401);
    }

    @Test
    void s03CookieIsTiedToTheHost() throws Exception {
        try (TestServer secure = secure()) {
            String begun = secure.raw(get("/api/auth/login", "X-Requested-By: x"));
            String flow = header(begun, "Set-Cookie");
            String answer =
                    secure.raw(
                            get(
                                    "/api/auth/callback?code=code-of-ann&state=" + stateIn(begun),
                                    "Cookie: " + flow.substring(0, flow.indexOf(';'))));

            String cookie =
                    answer.lines()
                            .filter(it -> it.startsWith("Set-Cookie: __Host-sid="))
                            .findFirst()
                            .orElseThrow();
            assertThat(cookie)
                    .matches(
                            "Set-Cookie: __Host-sid=[A-Za-z0-9_-]{43}; Path=/; Max-Age=2592000;"
                                    + " Secure; HttpOnly; SameSite=Lax");
            // Nothing else than this cookie lets anybody in there.
            String plain = cookie.substring(12, cookie.indexOf(';')).replace("__Host-", "parley-");
            assertThat(secure.raw(models(plain))).startsWith("HTTP/1.1 401 ");
            assertThat(secure.raw(models(plain.replace("parley-sid", "__Host-sid"))))
                    .startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void s03SessionsDoNotGoOverANetworkInTheClear() {
        for (String[] open :
                new String[][] {
                    {"0.0.0.0", ""},
                    {"0.0.0.0", "http://localhost:8080"},
                    {"127.0.0.1", "http://chat.example"}
                }) {
            HttpConfig config = HttpConfig.of(open[0], 0, open[1], TestServer.CONFIG.model());

            assertThatThrownBy(() -> TestServer.withSignIn(config, List.of()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("must be https");
        }
    }

    @Test
    void s10SessionNeedsTheCookieOfItsSignIn() throws Exception {
        Flow attackers = begin("/");

        HttpRequest.Builder forged =
                callback(new Flow(attackers.state(), access.session("ann")), "mallory", "")
                        .header("Sec-Fetch-Site", "cross-site")
                        .header("Sec-Fetch-Mode", "navigate")
                        .header("Sec-Fetch-Dest", "document");

        HttpResponse<String> answer = server.send(forged);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().allValues("Set-Cookie")).noneMatch(SignInTest::isSession);
        assertThat(access.sessions.list(TestAccess.principal("mallory"))).isEmpty();
    }

    @Test
    void s07NoPictureBeginsASignIn() throws Exception {
        for (String mode : List.of("no-cors", "cors", "navigate")) {
            HttpResponse<String> answer =
                    server.send(
                            navigation("/api/auth/login", "")
                                    .header("Sec-Fetch-Mode", mode)
                                    .header("Sec-Fetch-Site", "cross-site"));

            assertThat(answer.statusCode()).isEqualTo(403);
        }
        assertThat(access.provider.begun()).isZero();
    }

    private void assertRefused(HttpResponse<String> answer) {
        assertProblem(answer, 400, "authorization_state_invalid");
        assertThat(answer.headers().allValues("Set-Cookie")).noneMatch(SignInTest::isSession);
    }

    private String status(String cookie) throws Exception {
        return server.send(navigation("/api/auth/status", cookie)).body();
    }

    private Flow begin(String returnTo) throws Exception {
        return begin(
                "/api/auth/login?returnTo=" + URLEncoder.encode(returnTo, StandardCharsets.UTF_8),
                "");
    }

    private Flow beginAt(String name, String cookie) throws Exception {
        return begin("/api/auth/login?server=" + name, cookie);
    }

    private Flow begin(String path, String cookie) throws Exception {
        HttpResponse<String> answer =
                server.send(
                        navigation(path, cookie)
                                .setHeader("Accept", "application/json")
                                .header("X-Requested-By", "parley"));
        String set = answer.headers().firstValue("Set-Cookie").orElseThrow();
        return new Flow(stateIn(answer.body()), set.substring(0, set.indexOf(';')));
    }

    private HttpRequest.Builder callback(Flow flow, String name, String session) {
        String cookies =
                session.isEmpty() || flow.cookie().isEmpty()
                        ? flow.cookie()
                        : flow.cookie() + "; " + session;
        return navigation(
                "/api/auth/callback?code=" + TestAccess.CODE + name + "&state=" + flow.state(),
                cookies);
    }

    /** As the page's browser asks: under the name users know. */
    private HttpRequest.Builder navigation(String path, String cookie) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(server.http.url() + path))
                        .timeout(Duration.ofSeconds(5))
                        .header("Accept", "text/html,*/*;q=0.8");
        return cookie.isEmpty() ? request : request.header("Cookie", cookie);
    }

    private static TestServer secure() {
        return TestServer.withSignIn(
                HttpConfig.of("127.0.0.1", 0, "https://chat.example", TestServer.CONFIG.model()),
                List.of());
    }

    private static String models(String cookie) {
        return get("/api/models", "Cookie: " + cookie);
    }

    private static String get(String path, String headers) {
        return "GET "
                + path
                + " HTTP/1.1\r\nHost: chat.example\r\nConnection: close\r\n"
                + headers
                + "\r\n\r\n";
    }

    private static String session(HttpResponse<String> answer) {
        return answer.headers().allValues("Set-Cookie").stream()
                .filter(SignInTest::isSession)
                .map(it -> it.substring(0, it.indexOf(';')))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isSession(String cookie) {
        return cookie.startsWith("parley-sid=") || cookie.startsWith("__Host-sid=");
    }

    private static String stateIn(String text) {
        Matcher state = STATE.matcher(text.replace("\r", "\""));
        assertThat(state.find()).as(text).isTrue();
        return state.group(1);
    }

    private static String header(String answer, String name) {
        int start = answer.indexOf("\r\n" + name + ": ") + name.length() + 4;
        return answer.substring(start, answer.indexOf("\r\n", start));
    }
}
