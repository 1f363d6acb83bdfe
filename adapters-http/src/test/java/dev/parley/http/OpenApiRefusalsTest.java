package dev.parley.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.access.ApiKey;
import dev.parley.http.OpenApiDocument.Answer;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whether a real server refuses, whatever the operation, as the API's description says. */
@Timeout(30)
class OpenApiRefusalsTest {

    private final TestServer server = TestServer.withSignIn();
    private OpenApiClient api;

    @BeforeEach
    void read() throws Exception {
        api = new OpenApiClient(server);
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void everyOperationRefusesAsDocumented() throws Exception {
        for (String route : api.document.operations()) {
            Answer misdirected =
                    OpenApiClient.answer(
                            server.raw(
                                    route.replaceAll("\\{[a-z]+}", "x")
                                            + " HTTP/1.1\r\nHost: evil.example\r\n"
                                            + "Connection: close\r\n\r\n"));
            assertThat(misdirected.status()).as(route).isEqualTo(421);
            api.document.check(route, misdirected);

            boolean changes = !route.startsWith("GET ") && !route.equals("POST /csp-report");
            if (changes) {
                OpenApiClient.Asked bare = api.bare(route, "{}").header("Cookie", api.cookie);
                assertThat(api.checked(route, bare)).as(route).isEqualTo(415);
                bare.header("Content-Type", "application/json");
                assertThat(api.checked(route, bare)).as(route).isEqualTo(403);
            } else if (route.contains(" /api/") || route.contains(" /health/")) {
                OpenApiClient.Asked foreign =
                        api.bare(route, "").header("Sec-Fetch-Site", "cross-site");
                assertThat(api.checked(route, foreign)).as(route).isEqualTo(403);
            }
        }
    }

    @Test
    void everyOperationKnowsTheCallersItIsDocumentedToKnow() throws Exception {
        String reader = server.access.key("ann", ApiKey.Scope.READ);
        for (String route : api.document.operations()) {
            Set<String> ways = api.document.security(route);
            boolean changes = !route.startsWith("GET ");
            int nobody =
                    api.checked(route, api.bare(route, "{}").header("Authorization", "Bearer x"));
            assertThat(nobody == 401).as(route).isEqualTo(!ways.contains("nothing"));
            if (nobody == 401) {
                int program =
                        api.checked(
                                route,
                                api.bare(route, "{}").header("Authorization", "Bearer " + reader));
                assertThat(program == 403).as(route).isEqualTo(changes || !ways.contains("key"));

                for (String name : List.of("a b", "other")) {
                    OpenApiClient.Asked elsewhere =
                            api.page(route, "{}").header(Workspaces.HEADER, name);
                    assertThat(api.checked(route, elsewhere))
                            .as(route)
                            .isEqualTo(name.equals("other") ? 403 : 400);
                }
                assertThat(api.document.parameters(route)).contains("header " + Workspaces.HEADER);
            }
        }
    }

    @Test
    void everyOperationThatTakesABodyRefusesOthers() throws Exception {
        int refused = 0;
        for (String route : api.document.operations()) {
            // To that one, anything is a file.
            if (api.document.statuses(route).containsKey(413)
                    && !route.equals("POST /api/attachments")) {
                assertThat(api.checked(route, api.page(route, "[]"))).as(route).isEqualTo(400);
                String large = "{\"x\":\"" + "x".repeat(1_000_000) + "\"}";
                assertThat(api.checked(route, api.page(route, large))).as(route).isEqualTo(413);
                refused++;
            }
        }
        assertThat(refused).isEqualTo(7);
    }

    @Test
    void everyOperationSaysThatItIsAskedTooOften() throws Exception {
        try (TestServer strict = TestServer.withLimits(HttpLimits.DEFAULT)) {
            int status = 0;
            for (int i = 0; i <= HttpLimits.DEFAULT.requests().times(); i++) {
                status = strict.get("/api/models").statusCode();
            }
            assertThat(status).isEqualTo(429);
            for (String route : api.document.operations()) {
                if (route.contains(" /api/")) {
                    int space = route.indexOf(' ');
                    String path = route.substring(space + 1).replaceAll("\\{[a-z]+}", "x");
                    Answer answer =
                            OpenApiClient.answer(
                                    strict.send(
                                            strict.request(route.substring(0, space), path, "")));
                    assertThat(answer.status()).as(route).isEqualTo(429);
                    api.document.check(route, answer);
                }
            }
        }
    }
}
