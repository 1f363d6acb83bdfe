package dev.parley.http;

import static dev.parley.http.ChatRoutesTest.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import dev.parley.token.AuthorizationFailed;
import dev.parley.token.AuthorizationFailed.Reason;
import dev.parley.token.FakeAuthorizer;
import dev.parley.token.Principal;
import dev.parley.token.TokenStoreException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class AuthRoutesTest {

    private static final Principal ANN = Principal.local();
    private static final Pattern STATE = Pattern.compile("[?&]state=([^&\"]+)");

    private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final InstantSource clock = () -> now;
    private final FakeAuthorizer authorizer = new FakeAuthorizer(clock, "shop", "mail");
    private final TestServer server = TestServer.withAuthorizer(TestServer.CONFIG, authorizer);

    @AfterEach
    void close() {
        server.close();
    }

    /** A browser's sign-in that has begun: what it was given. */
    private record Flow(String state, String cookie) {}

    @Test
    void l02SignInThatBeganInThisBrowserIsCompletedThere() throws Exception {
        Flow flow = begin("shop", "/c/c1");

        HttpResponse<String> answer = comeBack(flow);

        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.headers().firstValue("Location")).contains("/c/c1?connected=shop");
        assertThat(authorizer.grant(ANN, "shop")).isPresent();
        assertThat(authorizer.codesSpent()).isEqualTo(1);
    }

    @Test
    void l02AnswerIsWorthNothingWithoutTheCookieOfItsFlow() throws Exception {
        Flow flow = begin("shop", "/");
        Flow other = begin("shop", "/");
        String forged = flow.cookie().replaceFirst("=[^.]+", "=" + "x".repeat(43));

        for (String cookie : List.of("", other.cookie(), forged, nameOf(flow.cookie()) + "=x")) {
            assertRefused(server.send(callback(flow.state(), cookie)));
        }

        // They took nothing away from the browser that did begin.
        assertThat(comeBack(flow).statusCode()).isEqualTo(303);
    }

    @Test
    void l02AnswerIsGoodOnce() throws Exception {
        Flow flow = begin("shop", "/");
        comeBack(flow);

        HttpResponse<String> again = comeBack(flow);

        assertProblem(again, 400, "authorization_state_invalid");
        assertThat(authorizer.codesSpent()).isEqualTo(1);
    }

    @Test
    void l02AnswerAfterMoreThanTenMinutesIsTooLate() throws Exception {
        Flow flow = begin("shop", "/");

        now = now.plus(Duration.ofMinutes(11));

        assertRefused(comeBack(flow));
    }

    @Test
    void l02AnswerWithoutStateOrWithTwoIsRefused() throws Exception {
        Flow flow = begin("shop", "/");

        for (String query :
                List.of(
                        "code=a",
                        "state=",
                        "state=" + flow.state() + "&state=" + flow.state(),
                        "state=" + flow.state() + "&code=a&code=" + FakeAuthorizer.CODE)) {
            assertRefused(server.send(navigation("/api/auth/callback?" + query, flow.cookie())));
        }
    }

    @Test
    void l02PersonIsToldInWordsThatASignInIsNotValid() throws Exception {
        HttpResponse<String> answer =
                server.send(callback("unknown", "").header("Sec-Fetch-Mode", "navigate"));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Content-Type"))
                .contains("text/plain;charset=utf-8");
        assertThat(answer.body()).contains("sign in again");
    }

    @Test
    void l02CookieIsTiedToTheHostAndGoneAfterwards() throws Exception {
        try (TestServer secure = secureServer()) {
            String answer = secure.raw(get("/api/auth/login?server=shop", "X-Requested-By: x"));

            String cookie = header(answer, "Set-Cookie");
            assertThat(cookie)
                    .matches(
                            "__Host-parley-flow-[A-Za-z0-9_-]{16}=[A-Za-z0-9._-]+; Path=/;"
                                    + " Max-Age=600; HttpOnly; SameSite=Lax; Secure");
            String back =
                    secure.raw(
                            get(
                                    "/api/auth/callback?code="
                                            + FakeAuthorizer.CODE
                                            + "&iss=https://as.example&state="
                                            + stateIn(answer),
                                    "Cookie: " + cookie.substring(0, cookie.indexOf(';'))));
            assertThat(back).startsWith("HTTP/1.1 303 ").contains("Location: /?connected=shop\r\n");
            assertThat(header(back, "Set-Cookie"))
                    .startsWith(nameOf(cookie) + "=; Path=/; Max-Age=0;");
        }
    }

    @Test
    void l02CookieOnPlainHttpIsOneThatEveryClientTakes() throws Exception {
        HttpResponse<String> answer = login("/api/auth/login?server=shop");

        assertThat(answer.headers().allValues("Set-Cookie"))
                .singleElement()
                .asString()
                .matches(
                        "parley-flow-[A-Za-z0-9_-]{16}=[A-Za-z0-9._-]+; Path=/; Max-Age=600;"
                                + " HttpOnly; SameSite=Lax");
    }

    @Test
    void l03FlowsAtTheSameTimeDoNotDisturbOneAnother() throws Exception {
        Flow first = begin("shop", "/c/one");
        Flow second = begin("shop", "/c/two");
        Flow third = begin("mail", "/c/three");
        String all = first.cookie() + "; " + second.cookie() + "; " + third.cookie();

        assertThat(location(callback(second.state(), all))).isEqualTo("/c/two?connected=shop");
        assertThat(location(callback(first.state(), all))).isEqualTo("/c/one?connected=shop");
        assertThat(location(callback(third.state(), all))).isEqualTo("/c/three?connected=mail");
    }

    @Test
    void l03OldestOfManyFlowsIsGivenUp() throws Exception {
        StringBuilder cookies = new StringBuilder("theme=dark");
        String oldest = "";
        for (int i = 0; i < 8; i++) {
            String cookie = begin("shop", "/").cookie();
            oldest = oldest.isEmpty() ? nameOf(cookie) : oldest;
            cookies.append("; ").append(cookie);
        }

        HttpResponse<String> answer =
                server.send(
                        fetch("/api/auth/login?server=shop").header("Cookie", cookies.toString()));

        List<String> set = answer.headers().allValues("Set-Cookie");
        assertThat(set).hasSize(2);
        assertThat(set.getFirst()).startsWith(oldest + "=; Path=/; Max-Age=0;");
        assertThat(set.getLast()).contains("Max-Age=600");
    }

    @Test
    void pageGetsTheAddressToGoTo() throws Exception {
        HttpResponse<String> answer = login("/api/auth/login?server=shop");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).startsWith("{\"url\":\"https://as.example/authorize?");
    }

    @Test
    void personWhoGoesToTheLoginIsSentOn() throws Exception {
        for (String site : List.of("same-origin", "none")) {
            HttpResponse<String> answer =
                    server.send(
                            navigation("/api/auth/login?server=shop", "")
                                    .header("Sec-Fetch-Mode", "navigate")
                                    .header("Sec-Fetch-Site", site));

            assertThat(answer.statusCode()).isEqualTo(303);
            assertThat(answer.headers().firstValue("Location").orElseThrow())
                    .startsWith("https://as.example/authorize?");
        }
    }

    @Test
    void s07NothingBeginsThatNobodyAskedFor() throws Exception {
        for (String mode : List.of("navigate", "no-cors", "cors", "")) {
            for (String site : List.of("same-origin", "none", "same-site", "cross-site", "")) {
                HttpRequest.Builder request = navigation("/api/auth/login?server=shop", "");
                header(request, "Sec-Fetch-Mode", mode);
                header(request, "Sec-Fetch-Site", site);
                boolean person =
                        mode.equals("navigate")
                                && (site.equals("same-origin") || site.equals("none"));
                int before = authorizer.begun();

                HttpResponse<String> answer = server.send(request);

                assertThat(answer.statusCode()).as(mode + "|" + site).isEqualTo(person ? 303 : 403);
                assertThat(authorizer.begun())
                        .as(mode + site)
                        .isEqualTo(person ? before + 1 : before);
            }
        }
    }

    @Test
    void s07OnlyTheWayBackMayComeFromAnotherSiteAndOnlyAsAPage() throws Exception {
        Flow flow = begin("shop", "/");
        for (String[] foreign :
                new String[][] {
                    {"no-cors", "image"}, {"cors", "empty"}, {"navigate", "iframe"}, {"", ""}
                }) {
            HttpRequest.Builder request =
                    callback(flow.state(), flow.cookie()).header("Sec-Fetch-Site", "cross-site");
            header(request, "Sec-Fetch-Mode", foreign[0]);
            header(request, "Sec-Fetch-Dest", foreign[1]);

            assertThat(server.send(request).statusCode()).as(foreign[1]).isEqualTo(403);
            assertThat(authorizer.codesSpent()).as(foreign[1]).isZero();
        }
        for (String path :
                List.of("/api/auth/login?server=shop", "/api/auth/status", "/api/auth/callback/")) {
            assertProblem(server.send(fromElsewhere(navigation(path, ""))), 403, "cross_origin");
        }

        HttpResponse<String> back =
                server.send(fromElsewhere(callback(flow.state(), flow.cookie())));

        assertThat(back.headers().firstValue("Location")).contains("/?connected=shop");
    }

    @Test
    void l13BrowserComesBackToThePageAndNowhereElse() throws Exception {
        for (String evil :
                List.of(
                        "//evil",
                        "/\\evil",
                        "https://evil",
                        "/%2f%2fevil",
                        "/%2F%2Fevil",
                        "/\t/evil",
                        "\t//evil",
                        "/ /evil",
                        "///evil",
                        "/.//evil",
                        "/..//evil",
                        "evil",
                        "javascript:alert(1)",
                        "/a\r\nSet-Cookie: x=y",
                        "/c/c1?connected=x",
                        "/a#b",
                        "/\u0000",
                        "",
                        "/" + "a".repeat(500))) {
            Flow flow = begin("shop", evil);

            assertThat(location(callback(flow.state(), flow.cookie())))
                    .as(evil)
                    .isEqualTo("/?connected=shop");
        }
    }

    @Test
    void l13CookieCannotSendTheBrowserElsewhereEither() throws Exception {
        Flow flow = begin("shop", "/");
        String cookie = flow.cookie().substring(0, flow.cookie().lastIndexOf('.')) + ".Ly9ldmls";

        assertThat(location(callback(flow.state(), cookie))).isEqualTo("/?connected=shop");
    }

    @Test
    void l14RedirectUriIsOfTheConfiguredAddress() throws Exception {
        try (TestServer secure = secureServer()) {
            String login = get("/api/auth/login?server=shop", "X-Requested-By: x");
            String forwarded = login.replace("Host:", "X-Forwarded-Host: evil.example\r\nHost:");

            assertThat(secure.raw(forwarded)).startsWith("HTTP/1.1 200 ");
            assertThat(secure.raw(login.replace("Host: chat.example", "Host: evil.example")))
                    .startsWith("HTTP/1.1 421 ");

            assertThat(authorizer.redirectUris())
                    .containsExactly("https://chat.example/api/auth/callback");
        }
    }

    @Test
    void l14LoginUnderAnotherNameOfTheLoopbackIsToldTheRightOne() throws Exception {
        String answer =
                server.raw(
                        get("/api/auth/login?server=shop", "X-Requested-By: x")
                                .replace("Host: chat.example", "Host: 127.0.0.1"));

        assertThat(answer)
                .startsWith("HTTP/1.1 421 ")
                .contains("open Parley at http://localhost:" + server.http.port());
        assertThat(authorizer.begun()).isZero();
    }

    @Test
    void l15FailuresTellACodeAndNothingAnybodyElseWrote() throws Exception {
        for (Reason reason : Reason.values()) {
            Flow flow = begin("shop", "/c/c1");
            authorizer.failNext(reason);

            HttpResponse<String> answer = comeBack(flow);

            if (reason == Reason.STATE_INVALID) {
                assertProblem(answer, 400, "authorization_state_invalid");
            } else {
                assertThat(answer.headers().firstValue("Location"))
                        .contains("/c/c1?connect-error=" + reason.code() + "&server=shop");
                assertThat(answer.body()).isEmpty();
            }
        }
    }

    @Test
    void l15DescriptionsOfErrorsAreNotShown() throws Exception {
        Flow flow = begin("shop", "/");
        String query = "state=" + flow.state() + "&error=access_denied&iss=";

        HttpResponse<String> phishing =
                server.send(
                        navigation(
                                "/api/auth/callback?"
                                        + query
                                        + "https://evil.example&error_description=phish",
                                flow.cookie()));

        assertThat(phishing.headers().firstValue("Location"))
                .contains("/?connect-error=authorization_issuer_mismatch&server=shop");
        assertThat(phishing.body() + phishing.headers().map()).doesNotContain("phish", "denied");
    }

    @Test
    void l15UserWhoSaysNoComesBackToThePage() throws Exception {
        Flow flow = begin("shop", "/");

        HttpResponse<String> answer =
                server.send(
                        navigation(
                                "/api/auth/callback?error=access_denied&iss=https://as.example&state="
                                        + flow.state(),
                                flow.cookie()));

        assertThat(answer.headers().firstValue("Location"))
                .contains("/?connect-error=authorization_denied&server=shop");
        assertThat(authorizer.codesSpent()).isZero();
    }

    @Test
    void everyReasonHasItsStableCode() throws Exception {
        for (Reason reason : Reason.values()) {
            assertThat(Problems.code(reason).code()).isEqualTo(reason.code());
            authorizer.failNext(reason);

            HttpResponse<String> answer = login("/api/auth/login?server=shop");

            assertProblem(answer, Problems.code(reason).status(), reason.code());
            assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
        }
    }

    @Test
    void l01ServerWithoutCodeChallengesIsRefusedBeforeAnybodyIsSentThere() throws Exception {
        authorizer.failNext(Reason.NO_PKCE);

        HttpResponse<String> answer = login("/api/auth/login?server=shop");

        assertThat(answer.statusCode()).isBetween(400, 499);
        assertThat(answer.body()).contains("as_no_pkce").doesNotContain("as.example");
    }

    @Test
    void loginThatFailsInABrowserShowsInThePage() throws Exception {
        HttpResponse<String> answer =
                server.send(
                        navigation("/api/auth/login?server=no%20such&returnTo=/c/c1", "")
                                .header("Sec-Fetch-Mode", "navigate")
                                .header("Sec-Fetch-Site", "none"));

        assertThat(answer.headers().firstValue("Location"))
                .contains("/c/c1?connect-error=server_not_found&server=no+such");
    }

    @Test
    void loginNeedsAServer() throws Exception {
        assertProblem(login("/api/auth/login"), 409, "authorization_not_needed");
        assertProblem(login("/api/auth/login?server="), 400, "invalid_arguments");
        assertProblem(login("/api/auth/login?server=none"), 404, "server_not_found");
    }

    @Test
    void l16DisconnectTakesTheGrantBack() throws Exception {
        comeBack(begin("shop", "/"));

        HttpResponse<String> answer = server.post("/api/servers/shop/disconnect", "");

        assertThat(answer.body()).isEqualTo("{\"revoked\":true}");
        assertThat(authorizer.grant(ANN, "shop")).isEmpty();
    }

    @Test
    void l16DisconnectForgetsTheGrantThoughItsIssuerCannotBeTold() throws Exception {
        comeBack(begin("shop", "/"));
        authorizer.cutOffIssuer();

        HttpResponse<String> answer = server.post("/api/servers/shop/disconnect", "");

        assertThat(answer.body()).isEqualTo("{\"revoked\":false}");
        assertThat(authorizer.grant(ANN, "shop")).isEmpty();
    }

    @Test
    void l16DisconnectConcernsOnlyWhoAsks() throws Exception {
        comeBack(begin("shop", "/"));

        server.send(
                server.request("POST", "/api/servers/shop/disconnect", "").header("X-User", "bob"));

        assertThat(authorizer.grant(ANN, "shop")).isPresent();
    }

    @Test
    void s08NoTokenReachesTheBrowser() throws Exception {
        StringBuilder seen = new StringBuilder();
        Flow flow = begin("shop", "/");
        HttpResponse<String> back = comeBack(flow);
        seen.append(back.headers().map()).append(back.body());
        for (String route : server.http.routes()) {
            if (route.startsWith("GET ")) {
                String path = route.substring(4).replaceAll("\\{[a-z]+}", "shop");
                HttpResponse<String> answer = server.get(path);
                seen.append(answer.headers().map()).append(answer.body());
            }
        }
        HttpResponse<String> gone = server.post("/api/servers/shop/disconnect", "");
        seen.append(gone.headers().map()).append(gone.body());

        assertThat(seen.toString()).contains("shop", "revoked");
        assertThat(seen.toString())
                .doesNotContain("access-1", "verifier", FakeAuthorizer.CODE, "state-1");
    }

    @Test
    void l17WayBackIsLeftBehindAtOnce() throws Exception {
        HttpResponse<String> answer = comeBack(begin("shop", "/"));

        assertThat(answer.headers().firstValue("Referrer-Policy")).contains("no-referrer");
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(answer.headers().firstValue("Content-Security-Policy"))
                .contains(SecurityHeaders.API_POLICY);
        assertThat(answer.headers().firstValue("Location").orElseThrow())
                .doesNotContain("code", "state");
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void l17NeitherCodeNorStateIsInTheLog() throws Exception {
        try (CapturedLog log = new CapturedLog()) {
            Flow flow = begin("shop", "/");
            comeBack(flow);
            comeBack(flow);
            for (RuntimeException failure :
                    List.of(
                            new TokenStoreException("no database", new IllegalStateException()),
                            new IllegalStateException("a bug"),
                            new AuthorizationFailed(Reason.TOKEN_REFUSED, "No.", null))) {
                Flow failing = begin("shop", "/");
                authorizer.failNext(failure);
                comeBack(failing);
            }
            server.raw(
                    "GET /api/auth/callback?code="
                            + FakeAuthorizer.CODE
                            + "&state=%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

            // What fails inside is logged, so this does look at something.
            assertThat(log.text()).contains("a bug", "no database", "/api/auth/callback");
            assertThat(log.text()).doesNotContain(FakeAuthorizer.CODE, "state-", flow.cookie());
        }
    }

    @Test
    void databaseThatFailsIsSaidInThePage() throws Exception {
        Flow flow = begin("shop", "/");
        authorizer.failNext(new TokenStoreException("down", new IllegalStateException()));

        assertThat(comeBack(flow).headers().firstValue("Location"))
                .contains("/?connect-error=storage_unavailable&server=shop");
    }

    @Test
    void statusSaysWhoIsSignedIn() throws Exception {
        assertThat(server.get("/api/auth/status").body())
                .isEqualTo(
                        "{\"mode\":\"local\",\"signedIn\":true,\"principal\":{\"name\":\"You\"},"
                                + "\"organizations\":[]}");
    }

    @Test
    void l11ClientMetadataIsAtTheAddressItNames() throws Exception {
        try (TestServer secure = secureServer()) {
            String answer = secure.raw(get("/client-metadata.json", "Accept: application/json"));

            assertThat(answer)
                    .startsWith("HTTP/1.1 200 ")
                    .contains("Content-Type: application/json\r\n")
                    .endsWith(
                            "\r\n\r\n{\"client_id\":\"https://chat.example/client-metadata.json\","
                                    + "\"client_name\":\"Parley\","
                                    + "\"client_uri\":\"https://chat.example/\","
                                    + "\"redirect_uris\":"
                                    + "[\"https://chat.example/api/auth/callback\"],"
                                    + "\"grant_types\":[\"authorization_code\",\"refresh_token\"],"
                                    + "\"response_types\":[\"code\"],"
                                    + "\"token_endpoint_auth_method\":\"none\","
                                    + "\"application_type\":\"web\"}");
        }
    }

    @Test
    void l11ClientMetadataIsNotServedOnPlainHttp() throws Exception {
        HttpResponse<String> answer =
                server.send(
                        server.request("GET", "/client-metadata.json", "")
                                .header("Accept", "text/html"));

        assertThat(answer.statusCode()).isEqualTo(404);
    }

    private TestServer secureServer() {
        return TestServer.withAuthorizer(
                HttpConfig.of("127.0.0.1", 0, "https://chat.example", TestServer.CONFIG.model()),
                authorizer);
    }

    /** Refused as no sign-in of this browser; nothing went to the token endpoint. */
    private void assertRefused(HttpResponse<String> answer) {
        assertProblem(answer, 400, "authorization_state_invalid");
        assertThat(authorizer.codesSpent()).isZero();
        assertThat(authorizer.grant(ANN, "shop")).isEmpty();
    }

    private Flow begin(String name, String returnTo) throws Exception {
        HttpResponse<String> answer =
                login(
                        "/api/auth/login?server="
                                + name
                                + "&returnTo="
                                + URLEncoder.encode(returnTo, StandardCharsets.UTF_8));
        String cookie = answer.headers().firstValue("Set-Cookie").orElseThrow();
        return new Flow(stateIn(answer.body()), cookie.substring(0, cookie.indexOf(';')));
    }

    /** As the page begins: under the name users know. */
    private HttpResponse<String> login(String path) throws Exception {
        return server.send(fetch(path));
    }

    private HttpRequest.Builder fetch(String path) {
        return HttpRequest.newBuilder(URI.create(server.http.url() + path))
                .timeout(Duration.ofSeconds(5))
                .header("Accept", "application/json")
                .header("X-Requested-By", "parley");
    }

    private HttpResponse<String> comeBack(Flow flow) throws Exception {
        return server.send(callback(flow.state(), flow.cookie()));
    }

    private String location(HttpRequest.Builder request) throws Exception {
        HttpResponse<String> answer = server.send(request);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
        return answer.headers().firstValue("Location").orElseThrow();
    }

    private HttpRequest.Builder callback(String state, String cookie) {
        return navigation(
                "/api/auth/callback?code="
                        + FakeAuthorizer.CODE
                        + "&iss=https://as.example&state="
                        + state,
                cookie);
    }

    private HttpRequest.Builder navigation(String path, String cookie) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(server.http.url() + path))
                        .timeout(Duration.ofSeconds(5))
                        .header("Accept", "text/html,*/*;q=0.8");
        header(request, "Cookie", cookie);
        return request;
    }

    private static HttpRequest.Builder fromElsewhere(HttpRequest.Builder request) {
        return request.header("Sec-Fetch-Site", "cross-site")
                .header("Sec-Fetch-Mode", "navigate")
                .header("Sec-Fetch-Dest", "document");
    }

    private static void header(HttpRequest.Builder request, String name, String value) {
        if (!value.isEmpty()) {
            request.header(name, value);
        }
    }

    private static String get(String path, String header) {
        return "GET "
                + path
                + " HTTP/1.1\r\nHost: chat.example\r\nConnection: close\r\n"
                + "Accept: application/json\r\n"
                + header
                + "\r\n\r\n";
    }

    private static String header(String answer, String name) {
        int start = answer.indexOf("\r\n" + name + ": ") + name.length() + 4;
        return answer.substring(start, answer.indexOf("\r\n", start));
    }

    private static String nameOf(String cookie) {
        return cookie.substring(0, cookie.indexOf('='));
    }

    private static String stateIn(String text) {
        Matcher state = STATE.matcher(text);
        assertThat(state.find()).as(text).isTrue();
        return state.group(1);
    }

    /** All that is logged as the program logs it: our own lines, and warnings of others. */
    private static final class CapturedLog extends AppenderBase<ILoggingEvent>
            implements AutoCloseable {

        private final Queue<String> lines = new ConcurrentLinkedQueue<>();
        private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        private final Logger ours = (Logger) LoggerFactory.getLogger("dev.parley");

        CapturedLog() {
            start();
            ours.setLevel(Level.DEBUG);
            root.addAppender(this);
        }

        @Override
        protected void append(ILoggingEvent event) {
            lines.add(event.getFormattedMessage());
            if (event.getThrowableProxy() != null) {
                lines.add(ThrowableProxyUtil.asString(event.getThrowableProxy()));
            }
        }

        String text() {
            return String.join("\n", lines);
        }

        @Override
        public void close() {
            root.detachAppender(this);
            ours.setLevel(null);
        }
    }
}
