package dev.parley.http;

import static dev.parley.http.ChatRoutesTest.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.conversation.InMemoryConversationStore;
import dev.parley.conversation.Part.ToolCall;
import dev.parley.conversation.Part.ToolResult;
import dev.parley.token.Principal;
import dev.parley.tool.Icon;
import dev.parley.tool.ServerStatus;
import dev.parley.tool.Tool;
import dev.parley.tool.ToolAnnotations;
import dev.parley.tool.ToolCallContext;
import dev.parley.tool.ToolServer;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What servers are asked for without a model, and how they are doing. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServerRoutesTest {

    private static final Icon PICTURE = Icon.of("data:image/png;base64,iVBORw0KGgo=").orElseThrow();

    private final TestServer server =
            new TestServer(
                    TestServer.CONFIG,
                    new InMemoryConversationStore(),
                    List.of(new Failed(), new Granted(), new Hidden()));

    @AfterAll
    void close() {
        server.close();
    }

    @Test
    void stateOfEachServerIsToldWithoutConnecting() throws Exception {
        assertThat(server.get("/api/servers").body())
                .isEqualTo(
                        "{\"servers\":["
                                + "{\"name\":\"shop\",\"state\":\"idle\",\"signIn\":false,\"scopes\":[]},"
                                + "{\"name\":\"news\",\"state\":\"failed\",\"error\":{\"code\":"
                                + "\"server_unreachable\",\"text\":\"news is down.\"},"
                                + "\"signIn\":false,\"scopes\":[]},"
                                + "{\"name\":\"mail\",\"state\":\"needs_sign_in\",\"signIn\":true,"
                                + "\"scopes\":[\"read\",\"write\"]}]}");
    }

    @Test
    void t05ServerThatIsNotForTheUserIsNotShown() throws Exception {
        assertThat(server.get("/api/servers").body()).doesNotContain("secret");
        assertThat(server.get("/api/metadata").body()).doesNotContain("secret");
        assertThat(server.send(server.request("GET", "/api/servers", "").header("X-User", "eve")))
                .extracting(HttpResponse::body)
                .asString()
                .contains("\"name\":\"secret\"");
    }

    @Test
    void resourceIsReadWithTheAddressAsItIs() throws Exception {
        assertThat(server.get("/api/resources/shop?uri=shop%3A%2F%2Fa%3Ftop%3D1%26x").body())
                .isEqualTo(
                        "{\"contents\":[{\"uri\":\"shop://a?top=1&x\",\"mediaType\":\"text/plain\","
                                + "\"text\":\"Milk \u2028 of ann\"},"
                                + "{\"uri\":\"shop://a?top=1&x/picture\",\"mediaType\":\"\","
                                + "\"blob\":\"AAEC\"}]}");
    }

    @Test
    void resourceThatCannotBeReadIsAProblem() throws Exception {
        assertProblem(server.get("/api/resources/shop?uri=shop://nope"), 404, "resource_not_found");
        assertProblem(server.get("/api/resources/nope?uri=shop://a"), 404, "resource_not_found");
        assertProblem(server.get("/api/resources/shop?uri=shop://down"), 502, "server_unreachable");
        assertProblem(server.get("/api/resources/shop"), 400, "invalid_arguments");
        assertProblem(
                server.get("/api/resources/shop?uri=" + "a".repeat(8_001)),
                400,
                "invalid_arguments");
    }

    @Test
    void argumentsAndVariablesAreCompleted() throws Exception {
        assertThat(
                        server.post(
                                        "/api/complete",
                                        "{\"server\":\"shop\",\"prompt\":\"greet\","
                                                + "\"argument\":\"name\",\"value\":\"Bo\"}")
                                .body())
                .isEqualTo("{\"values\":[\"greet name Bo\"],\"total\":7,\"hasMore\":true}");
        assertThat(
                        server.post(
                                        "/api/complete",
                                        "{\"server\":\"shop\",\"template\":\"shop://{shelf}\","
                                                + "\"argument\":\"shelf\",\"value\":\"\","
                                                + "\"arguments\":{\"row\":\"2\"}}")
                                .body())
                .isEqualTo(
                        "{\"values\":[\"shop://{shelf} ArgumentInput[name=shelf, typed=,"
                                + " others={row=2}]\"],\"total\":1,\"hasMore\":false}");
    }

    @Test
    void completionOfNothingOrOfBothIsRefused() throws Exception {
        assertProblem(server.post("/api/complete", "{}"), 400, "invalid_body");
        assertProblem(
                server.post(
                        "/api/complete",
                        "{\"server\":\"shop\",\"prompt\":\"a\",\"template\":\"b\","
                                + "\"argument\":\"c\"}"),
                400,
                "invalid_body");
        assertProblem(
                server.post(
                        "/api/complete",
                        "{\"server\":\"nope\",\"prompt\":\"a\",\"argument\":\"c\"}"),
                404,
                "prompt_not_found");
    }

    @Test
    void templatesAndPicturesAreInTheMetadata() throws Exception {
        assertThat(server.get("/api/metadata").body())
                .contains(
                        "\"templates\":[{\"uriTemplate\":\"shop://{shelf}\",\"name\":\"shelf\","
                                + "\"title\":\"\",\"description\":\"A shelf.\",\"mediaType\":\"\"}]",
                        "\"name\":\"mail\",\"state\":\"connected\",\"icons\":[\""
                                + PICTURE.dataUri()
                                + "\"]",
                        "\"inputSchema\":{},\"icons\":[\"" + PICTURE.dataUri() + "\"]");
    }

    /** A server of which only the status is asked. */
    abstract static class Known implements ToolServer {

        @Override
        public String instructions(Principal principal) {
            return "";
        }

        @Override
        public List<Tool> tools(Principal principal) {
            return List.of();
        }

        @Override
        public ToolResult call(
                Principal principal, Tool tool, ToolCall call, ToolCallContext context) {
            throw new AssertionError("not called");
        }
    }

    static final class Failed extends Known {

        @Override
        public String name() {
            return "news";
        }

        @Override
        public ServerStatus status(Principal principal) {
            return new ServerStatus(
                    "news",
                    ServerStatus.State.FAILED,
                    "server_unreachable",
                    "news is down.",
                    false,
                    Set.of());
        }
    }

    /** A server for Eve alone. */
    private static final class Hidden extends Known {

        @Override
        public String name() {
            return "secret";
        }

        @Override
        public boolean isFor(Principal principal) {
            return principal.subject().equals("eve");
        }
    }

    static final class Granted extends Known {

        @Override
        public String name() {
            return "mail";
        }

        @Override
        public ServerStatus status(Principal principal) {
            return new ServerStatus(
                    "mail",
                    ServerStatus.State.NEEDS_SIGN_IN,
                    "",
                    "",
                    true,
                    Set.of("write", "read"));
        }

        @Override
        public List<Icon> icons(Principal principal) {
            return List.of(PICTURE);
        }

        @Override
        public List<Tool> tools(Principal principal) {
            return List.of(
                    Tool.of("mail", "send", "", "", "{}", ToolAnnotations.UNKNOWN)
                            .withIcons(List.of(PICTURE)));
        }
    }
}
