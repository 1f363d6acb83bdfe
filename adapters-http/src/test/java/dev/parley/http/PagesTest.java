package dev.parley.http;

import static dev.parley.http.ChatRoutesTest.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.conversation.InMemoryConversationStore;
import dev.parley.conversation.Part.ToolCall;
import dev.parley.conversation.Part.ToolResult;
import dev.parley.token.Principal;
import dev.parley.tool.Tool;
import dev.parley.tool.ToolCallContext;
import dev.parley.tool.ToolServer;
import dev.parley.tool.ToolServerException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The static page, and the routes that tell it what there is. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PagesTest {

    private final TestServer server =
            new TestServer(
                    TestServer.CONFIG,
                    new InMemoryConversationStore(),
                    List.of(new Unreachable(), new Buggy()));

    @AfterAll
    void close() {
        server.close();
    }

    @Test
    void pageIsAskedForAnewAndItsAssetsAreKeptForEver() throws Exception {
        for (String path : List.of("/", "/index.html", "/favicon.svg", "/c/c1", "/anything/else")) {
            assertThat(page(path).statusCode()).as(path).isEqualTo(200);
            assertThat(page(path).headers().firstValue("Cache-Control"))
                    .as(path)
                    .contains("no-cache");
        }
        HttpResponse<String> asset = page("/assets/index-Ab12Cd34.js");
        assertThat(asset.headers().firstValue("Cache-Control"))
                .contains("public, max-age=31536000, immutable");
        assertThat(asset.headers().firstValue("Content-Type"))
                .contains("text/javascript; charset=utf-8");
        assertThat(page("/c/c1").body()).contains("<title>Parley</title>");
    }

    @Test
    void whatIsNotThereIsNotThePage() throws Exception {
        assertThat(page("/assets/old-00000000.js").statusCode()).isEqualTo(404);
        assertThat(server.get("/unknown.png").statusCode()).isEqualTo(404);
        assertProblem(page("/api/unknown"), 404, "not_found");
        assertProblem(page("/api"), 404, "not_found");
        assertProblem(server.post("/api/conversations", "{}"), 405, "method_not_allowed");
        assertThat(server.post("/api/conversations", "{}").headers().firstValue("Allow"))
                .hasValueSatisfying(it -> assertThat(it).contains("GET"));
        assertThat(server.post("/", "{}").statusCode()).isEqualTo(404);
    }

    @Test
    void pathsDoNotLeaveTheFolder() throws Exception {
        for (String path :
                List.of(
                        "/../logback-test.xml",
                        "/%2e%2e/logback-test.xml",
                        "/..%2flogback-test.xml",
                        "/assets/../../logback-test.xml",
                        "/assets/..;/..;/logback-test.xml",
                        "//logback-test.xml",
                        "/assets\\..\\..\\logback-test.xml",
                        "/.hidden",
                        "/logback-test.xml%00.html")) {
            String answer =
                    server.raw(
                            "GET "
                                    + path
                                    + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            assertThat(answer).as(path).startsWith("HTTP/1.1 4").doesNotContain("<configuration>");
        }
    }

    @Test
    void fileIsSentPackedAndOnlyOnce() throws Exception {
        HttpResponse<String> packed =
                server.send(
                        server.request("GET", "/assets/index-Ab12Cd34.js", "")
                                .header("Accept-Encoding", "gzip, br"));
        String etag = packed.headers().firstValue("ETag").orElseThrow();
        HttpResponse<String> again =
                server.send(
                        server.request("GET", "/assets/index-Ab12Cd34.js", "")
                                .header("If-None-Match", etag));

        assertThat(packed.headers().firstValue("Content-Encoding")).contains("gzip");
        assertThat(packed.headers().firstValue("Vary")).contains("Accept-Encoding");
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
    }

    @Test
    void headIsAnsweredWithoutABody() throws Exception {
        HttpRequest.Builder request = server.request("HEAD", "/", "");

        HttpResponse<String> answer = server.send(request);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void healthAndModelsAreTold() throws Exception {
        assertThat(server.get("/health/live").body()).isEqualTo("{\"status\":\"up\"}");
        assertThat(server.get("/api/models").body())
                .isEqualTo(
                        "{\"models\":[{\"id\":\"scripted\",\"demo\":true}],"
                                + "\"attachments\":{\"bytesMax\":2000000,\"perMessageMax\":10}}");
    }

    @Test
    void failingServerIsReportedBesideTheOthers() throws Exception {
        String body = server.get("/api/metadata").body();

        assertThat(body)
                .contains(
                        "{\"name\":\"shop\",\"state\":\"connected\"",
                        "{\"uri\":\"shop://a\",\"name\":\"a\",\"title\":\"A\",\"description\":\"Shelf A.\",\"mediaType\":\"text/plain\"}",
                        "{\"name\":\"greet\",\"title\":\"Greet\",\"description\":\"Says hello.\",\"arguments\":[{\"name\":\"name\",\"description\":\"Who.\",\"required\":true}]}",
                        "{\"name\":\"news\",\"state\":\"failed\",\"error\":{\"code\":\"server_unreachable\",\"text\":\"news is down.\"}",
                        "{\"name\":\"buggy\",\"state\":\"failed\",\"error\":{\"code\":\"internal_error\"")
                .doesNotContain("stack", "IllegalState");
    }

    @Test
    void promptIsPreviewed() throws Exception {
        assertThat(
                        server.post("/api/prompts/shop/greet", "{\"arguments\":{\"name\":\"Bob\"}}")
                                .body())
                .isEqualTo(
                        "{\"messages\":[{\"role\":\"user\",\"text\":\"Greet Bob\"},"
                                + "{\"role\":\"assistant\",\"text\":\"How?\"}]}");
        assertProblem(server.post("/api/prompts/shop/greet", "{}"), 400, "invalid_arguments");
        assertProblem(
                server.post("/api/prompts/shop/greet", "{\"arguments\":{\"name\":1}}"),
                400,
                "invalid_body");
        assertProblem(server.post("/api/prompts/shop/nope", "{}"), 404, "prompt_not_found");
        assertProblem(server.post("/api/prompts/shop/a%2Fb", "{}"), 404, "prompt_not_found");
        assertProblem(server.post("/api/prompts/nope/greet", "{}"), 404, "prompt_not_found");
    }

    @Test
    void violationReportsAreTaken() throws Exception {
        HttpResponse<String> answer =
                server.send(
                        server.request("POST", "/csp-report", "{\"csp-report\":{}}")
                                .setHeader("Content-Type", "application/csp-report"));

        assertThat(answer.statusCode()).isEqualTo(204);
    }

    @Test
    void portInUseIsSaidInOneSentence() {
        int port = server.http.port();
        HttpConfig config = HttpConfig.of("127.0.0.1", port, "", TestServer.CONFIG.model());

        assertThatThrownBy(() -> new TestServer(config, new InMemoryConversationStore(), List.of()))
                .isInstanceOf(ServerStartException.class)
                .hasMessage(
                        "Cannot listen on 127.0.0.1 port %d: the port is in use by another program.",
                        port);
    }

    @Test
    void hostThatIsNotOfThisMachineIsSaidInOneSentence() {
        HttpConfig config = HttpConfig.of("192.0.2.1", 0, "", TestServer.CONFIG.model());

        assertThatThrownBy(() -> new TestServer(config, new InMemoryConversationStore(), List.of()))
                .hasMessage(
                        "Cannot listen on 192.0.2.1 port 0: the host is not an address of this"
                                + " machine.");
    }

    private HttpResponse<String> page(String path) throws Exception {
        return server.send(server.request("GET", path, "").header("Accept", "text/html,*/*"));
    }

    /** A server that is down. */
    private static final class Unreachable implements ToolServer {

        @Override
        public String name() {
            return "news";
        }

        @Override
        public String instructions(Principal principal) {
            return "";
        }

        @Override
        public List<Tool> tools(Principal principal) {
            throw new ToolServerException(
                    ToolServerException.Kind.UNREACHABLE, "news is down.", false, null);
        }

        @Override
        public ToolResult call(
                Principal principal, Tool tool, ToolCall call, ToolCallContext context) {
            throw new AssertionError("not called");
        }
    }

    /** A server whose adapter has a bug. */
    private static final class Buggy implements ToolServer {

        @Override
        public String name() {
            return "buggy";
        }

        @Override
        public String instructions(Principal principal) {
            return "";
        }

        @Override
        public List<Tool> tools(Principal principal) {
            throw new IllegalStateException("stack");
        }

        @Override
        public ToolResult call(
                Principal principal, Tool tool, ToolCall call, ToolCallContext context) {
            throw new AssertionError("not called");
        }
    }
}
