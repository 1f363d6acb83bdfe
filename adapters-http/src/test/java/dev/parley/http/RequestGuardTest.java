package dev.parley.http;

import static dev.parley.http.ChatRoutesTest.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.conversation.InMemoryConversationStore;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RequestGuardTest {

    /** Every route of the table, and what is not in it. */
    static final List<String> ROUTES =
            List.of(
                    "POST /api/chat",
                    "GET /api/chat/c1/stream",
                    "POST /api/chat/c1/stop",
                    "POST /api/elicitations/e1",
                    "GET /api/conversations",
                    "GET /api/conversations/c1",
                    "PATCH /api/conversations/c1",
                    "DELETE /api/conversations/c1",
                    "GET /api/metadata",
                    "POST /api/prompts/shop/greet",
                    "GET /api/models",
                    "GET /api/servers",
                    "GET /api/resources/shop?uri=shop://a",
                    "POST /api/complete",
                    "GET /api/auth/status",
                    "GET /api/auth/login?server=shop",
                    "GET /api/auth/callback?state=s&code=c",
                    "POST /api/servers/shop/disconnect",
                    "POST /api/auth/logout",
                    "GET /api/sessions",
                    "DELETE /api/sessions",
                    "DELETE /api/sessions/s1",
                    "GET /api/keys",
                    "POST /api/keys",
                    "DELETE /api/keys/k1",
                    "GET /client-metadata.json",
                    "GET /health/live",
                    "POST /csp-report",
                    "GET /",
                    "GET /c/c1",
                    "GET /assets/index-Ab12Cd34.js",
                    "GET /favicon.svg",
                    "GET /api/unknown",
                    "POST /unknown",
                    "PUT /api/chat",
                    "HEAD /api/models",
                    "OPTIONS /api/chat");

    private final TestServer server = new TestServer();

    @AfterAll
    void close() {
        server.close();
    }

    @Test
    void everyRouteRefusesAForeignHostName() throws Exception {
        for (String route : ROUTES) {
            for (String host :
                    List.of("attacker.example", "127.0.0.1.attacker.example", "10.0.0.1")) {
                String answer = server.raw(head(route, host) + "\r\n");

                assertThat(answer).as(route).startsWith("HTTP/1.1 421 ");
            }
        }
    }

    @Test
    void namesOfTheLoopbackAreItsOwn() throws Exception {
        for (String host : List.of("localhost", "LOCALHOST:1", "127.0.0.1:99", "[::1]:80")) {
            assertThat(server.raw(head("GET /api/models", host) + "\r\n"))
                    .as(host)
                    .startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void publicUrlIsTheOnlyNameOfAServerThatIsNotLocal() {
        HttpConfig config =
                HttpConfig.of(
                        "0.0.0.0", 8080, "https://Chat.Example:443/", TestServer.CONFIG.model());

        PublicAddress address = PublicAddress.of(config, 8080);

        assertThat(address.hosts()).containsExactly("chat.example");
        assertThat(address.origins()).containsExactly("https://chat.example");
        assertThat(address.url()).isEqualTo("https://chat.example");
    }

    @Test
    void serverOnAnotherAddressOfTheLoopbackAnswersToIt() {
        HttpConfig config = HttpConfig.of("127.0.0.2", 8080, "", TestServer.CONFIG.model());

        PublicAddress address = PublicAddress.of(config, 8080);

        assertThat(address.url()).isEqualTo("http://127.0.0.2:8080");
        assertThat(address.hosts()).contains("127.0.0.2");
        assertThat(address.origins()).contains("http://127.0.0.2:8080");
    }

    @Test
    void onlyOurPageOrAProgramMayChangeSomething() throws Exception {
        String own = server.base();
        for (String origin :
                List.of(own, "http://evil.example", "null", "http://sub.localhost", "")) {
            for (String site : List.of("same-origin", "same-site", "cross-site", "none", "")) {
                for (String type :
                        List.of(
                                "application/json", "application/json; charset=UTF-8",
                                "application/json; charset=utf-16", "text/plain",
                                "application/x-www-form-urlencoded", "")) {
                    for (String by : List.of("parley", "")) {
                        boolean json = type.startsWith("application/json") && !type.endsWith("16");
                        boolean ours =
                                origin.isEmpty() ? site.equals("same-origin") : origin.equals(own);

                        int status = change(origin, site, type, by);

                        assertThat(status)
                                .as("%s | %s | %s | %s", origin, site, type, by)
                                .isEqualTo(!json ? 415 : ours && !by.isEmpty() ? 204 : 403);
                    }
                }
            }
        }
    }

    @Test
    void refusedChangeChangesNothing() throws Exception {
        server.model.thenSay("Hello.");
        server.say("kept", "Hi");

        HttpResponse<String> refused =
                server.send(
                        HttpRequest.newBuilder(
                                        URI.create(server.base() + "/api/conversations/kept"))
                                .DELETE()
                                .header("Content-Type", "application/json")
                                .header("X-Requested-By", "parley")
                                .header("Origin", "http://evil.example"));

        assertProblem(refused, 403, "cross_origin");
        assertThat(server.get("/api/conversations/kept").statusCode()).isEqualTo(200);
    }

    @Test
    void otherSitesMayNotReadTheApi() throws Exception {
        for (String site : List.of("cross-site", "same-site")) {
            HttpResponse<String> answer =
                    server.send(
                            server.request("GET", "/api/conversations", "")
                                    .header("Sec-Fetch-Site", site));

            assertProblem(answer, 403, "cross_origin");
        }
        assertThat(
                        server.send(
                                        server.request("GET", "/", "")
                                                .header("Sec-Fetch-Site", "cross-site"))
                                .statusCode())
                .isEqualTo(200);
    }

    @Test
    void preflightOfAnotherSiteGetsNoPermission() throws Exception {
        HttpResponse<String> answer =
                server.send(
                        HttpRequest.newBuilder(URI.create(server.base() + "/api/chat"))
                                .method("OPTIONS", BodyPublishers.noBody())
                                .header("Origin", "http://evil.example")
                                .header("Access-Control-Request-Method", "POST"));

        assertProblem(answer, 405, "method_not_allowed");
        assertThat(answer.headers().map().keySet())
                .noneMatch(it -> it.toLowerCase(Locale.ROOT).startsWith("access-control"));
    }

    @Test
    void h02EveryAnswerHasTheSecurityHeaders() throws Exception {
        for (String route : ROUTES) {
            String path = route.substring(route.indexOf(' ') + 1);
            String answer = server.raw(head(route, "localhost") + "Content-Length: 0\r\n\r\n");

            assertSecure(route, answer, path);
        }
        String big =
                "POST /api/chat HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                        + "Content-Type: application/json\r\nX-Requested-By: x\r\nOrigin: "
                        + server.base()
                        + "\r\n";
        String tooLarge = server.raw(big + "Content-Length: 1000001\r\n\r\n");
        assertThat(tooLarge).startsWith("HTTP/1.1 413 ");
        assertSecure("413", tooLarge, "/api/chat");
        for (String nonsense :
                List.of(
                        "GET /api/models HTTP/1.1\r\n\r\n",
                        "NONSENSE\r\n\r\n",
                        "GET /%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                        "GET / HTTP/1.1\r\nHost: localhost\r\nX: "
                                + "x".repeat(20_000)
                                + "\r\n\r\n",
                        big + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
                        big + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}")) {
            String answer = server.raw(nonsense);
            assertThat(answer).as(nonsense).startsWith("HTTP/1.1 4");
            assertSecure(nonsense, answer, "/api");
        }
    }

    @Test
    void unexpectedFailureTellsNothingButAnEventId() throws Exception {
        try (TestServer broken =
                new TestServer(TestServer.CONFIG, new InMemoryConversationStore(), List.of())) {
            HttpResponse<String> answer =
                    broken.send(
                            broken.request("GET", "/api/conversations", "")
                                    .header("X-User", "bug"));

            assertProblem(answer, 500, "internal_error");
            assertThat(answer.body())
                    .containsPattern("Event id: [0-9a-f]+")
                    .doesNotContain("Exception", "dev.parley", "subject");
            assertThat(answer.headers().firstValue("Content-Security-Policy"))
                    .contains(SecurityHeaders.API_POLICY);
        }
    }

    @Test
    void errorIsAProblemToo() throws Exception {
        HttpResponse<String> answer =
                server.send(
                        server.request("GET", "/api/conversations", "").header("X-User", "error"));

        assertProblem(answer, 500, "internal_error");
        assertThat(answer.body()).doesNotContain("scripted");
    }

    @Test
    void httpsServersAskForHttpsFromThenOn() throws Exception {
        HttpConfig config =
                new HttpConfig(
                        "127.0.0.1",
                        0,
                        "https://chat.example",
                        TestServer.CONFIG.model(),
                        Duration.ofSeconds(15),
                        1_000_000,
                        TestServer.WIDE);
        try (TestServer secure =
                new TestServer(config, new InMemoryConversationStore(), List.of())) {
            assertThat(secure.raw(head("GET /api/models", "chat.example") + "\r\n"))
                    .startsWith("HTTP/1.1 200 ")
                    .contains("Strict-Transport-Security: max-age=31536000; includeSubDomains\r\n");
        }
    }

    private static void assertSecure(String what, String answer, String path) {
        String headers = answer.substring(0, Math.max(0, answer.indexOf("\r\n\r\n")) + 2);
        boolean page = RequestGuard.isPage(path) && headers.startsWith("HTTP/1.1 200 ");
        assertThat(headers)
                .as(what)
                .contains(
                        "Content-Security-Policy: "
                                + (page ? SecurityHeaders.PAGE_POLICY : SecurityHeaders.API_POLICY)
                                + "\r\n",
                        "X-Content-Type-Options: nosniff\r\n",
                        "Referrer-Policy: no-referrer\r\n",
                        "Cross-Origin-Opener-Policy: same-origin\r\n",
                        "Cross-Origin-Resource-Policy: same-origin\r\n",
                        "Permissions-Policy: camera=(), microphone=(), geolocation=()\r\n")
                .doesNotContain("Server:", "X-Powered-By", "Access-Control", "Set-Cookie");
        if (!page) {
            // The one answer that may be kept, for a minute and by its user's browser.
            boolean kept = what.startsWith("GET /api/metadata");
            assertThat(headers)
                    .as(what)
                    .contains("Cache-Control: " + (kept ? "private" : "no-store"));
        }
        assertThat(answer.toLowerCase(Locale.ROOT)).as(what).doesNotContain("jetty", "javalin");
    }

    private int change(String origin, String site, String type, String by) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(server.base() + "/api/chat/c0/stop"))
                        .POST(BodyPublishers.ofString("{}"));
        header(request, "Origin", origin);
        header(request, "Sec-Fetch-Site", site);
        header(request, "Content-Type", type);
        header(request, "X-Requested-By", by);
        int status = server.send(request).statusCode();
        // There is no conversation c0: the guard let the request pass.
        return status == 404 ? 204 : status;
    }

    private static void header(HttpRequest.Builder request, String name, String value) {
        if (!value.isEmpty()) {
            request.header(name, value);
        }
    }

    private static String head(String route, String host) {
        return route
                + " HTTP/1.1\r\nHost: "
                + host
                + "\r\nAccept: text/html\r\nConnection: close\r\n";
    }
}
