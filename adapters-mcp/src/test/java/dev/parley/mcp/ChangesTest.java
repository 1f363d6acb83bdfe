package dev.parley.mcp;

import static dev.parley.mcp.Calls.ANN;
import static dev.parley.mcp.Calls.BEN;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import dev.parley.prompt.ArgumentInput;
import dev.parley.prompt.Prompt;
import dev.parley.prompt.Resource;
import dev.parley.prompt.ResourceTemplate;
import dev.parley.tool.Tool;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a server announces, and for how long its lists are believed. */
@Timeout(20)
final class ChangesTest {

    private final MutableClock clock = new MutableClock();
    private final AtomicInteger generation = new AtomicInteger();
    private ScriptedHttpServer remote;
    private McpServers servers;

    @BeforeEach
    void open() throws Exception {
        remote = new ScriptedHttpServer();
        remote.capabilities(
                "{\"tools\": {}, \"prompts\": {}, \"resources\": {\"subscribe\": true},"
                        + " \"completions\": {}}");
        remote.on("tools/list", this::tools);
        remote.on("prompts/list", this::prompts);
        remote.on("resources/list", this::resources);
        remote.on("resources/templates/list", this::templates);
        remote.on("resources/subscribe", ChangesTest::done);
        remote.on("resources/unsubscribe", ChangesTest::done);
        servers =
                new McpServers(
                        List.of(Calls.config("remote", remote.transport())),
                        "1.2.3",
                        clock,
                        McpSecurity.inMemory(clock),
                        McpLimits.DEFAULT);
        server().tools(ANN);
        Calls.eventually(() -> server().isListening(ANN));
    }

    @AfterEach
    void close() {
        servers.close();
        remote.close();
    }

    private McpServer server() {
        return servers.all().getFirst();
    }

    private void announce(String method) {
        remote.announce("{\"jsonrpc\": \"2.0\", \"method\": \"" + method + "\"}");
    }

    private List<String> toolNames() {
        return server().tools(ANN).stream().map(Tool::remoteName).toList();
    }

    private List<String> promptNames() {
        return server().prompts(ANN).stream().map(Prompt::name).toList();
    }

    private List<String> resourceNames() {
        return server().resources(ANN).stream().map(Resource::name).toList();
    }

    private List<String> templateNames() {
        return server().templates(ANN).stream().map(ResourceTemplate::name).toList();
    }

    @Test
    void everyListIsKeptUntilItsOwnChangeIsAnnounced() {
        List<Supplier<List<String>>> lists =
                List.of(
                        this::toolNames,
                        this::promptNames,
                        this::resourceNames,
                        this::templateNames);
        assertThat(lists).allSatisfy(it -> assertThat(it.get()).containsExactly("n0"));
        generation.incrementAndGet();
        assertThat(lists).allSatisfy(it -> assertThat(it.get()).containsExactly("n0"));

        announce("notifications/prompts/list_changed");
        Calls.eventually(() -> promptNames().equals(List.of("n1")));
        assertThat(toolNames()).containsExactly("n0");
        assertThat(resourceNames()).containsExactly("n0");

        announce("notifications/resources/list_changed");
        Calls.eventually(() -> resourceNames().equals(List.of("n1")));
        assertThat(templateNames()).containsExactly("n1");

        announce("notifications/tools/list_changed");
        Calls.eventually(() -> toolNames().equals(List.of("n1")));
    }

    @Test
    void t03ListsAreKeptForEachPrincipalAlone() {
        promptNames();
        generation.incrementAndGet();

        assertThat(server().prompts(BEN)).extracting(Prompt::name).containsExactly("n1");
        assertThat(promptNames()).containsExactly("n0");
    }

    @Test
    void listsAreAskedForAnewOnceChangesWereNotHeardOf() {
        promptNames();
        generation.incrementAndGet();
        clock.advance(Duration.ofMinutes(2));
        assertThat(promptNames()).containsExactly("n0");

        remote.endStreams();

        Calls.eventually(() -> promptNames().equals(List.of("n1")));
    }

    @Test
    void serverWithoutTemplatesHasItsResourcesAllTheSame() {
        remote.on(
                "resources/templates/list",
                (exchange, request) ->
                        ScriptedHttpServer.error(
                                exchange,
                                request,
                                "{\"code\": -32601, \"message\": \"Method not found\"}"));

        assertThat(server().templates(ANN)).isEmpty();
        assertThat(resourceNames()).containsExactly("n0");
    }

    @Test
    void changesOfAResourceAreCountedWhileItIsSubscribedTo() throws Exception {
        assertThat(server().subscribe(ANN, "r://a")).isTrue();
        update("r://a");
        update("r://b");
        update("r://a");

        Calls.eventually(() -> server().changes(ANN, "r://a").orElse(0) == 2);
        assertThat(server().changes(ANN, "r://b")).isEmpty();

        server().unsubscribe(ANN, "r://a");
        assertThat(server().changes(ANN, "r://a")).isEmpty();
        assertThat(remote.await("resources/unsubscribe").at("/params/uri").asText())
                .isEqualTo("r://a");
    }

    @Test
    void subscriptionsEndWithTheirConnectionAndHaveALimit() {
        for (int i = 0; i < Subscriptions.RESOURCES_MAX; i++) {
            assertThat(server().subscribe(ANN, "r://" + i)).isTrue();
        }
        assertThat(server().subscribe(ANN, "r://more")).isFalse();

        remote.forgetSessions();
        Calls.call(server(), "any", "{}");

        assertThat(server().changes(ANN, "r://1")).isEmpty();
    }

    @Test
    void completionIsBoundedAndSaysWhatIsLeftOut() {
        String values = "\"v\",".repeat(150) + "\"v\"";
        remote.on(
                "completion/complete",
                (exchange, request) ->
                        ScriptedHttpServer.result(
                                exchange,
                                request,
                                "{\"completion\": {\"values\": [" + values + "]}}"));

        var completion = server().complete(ANN, "p", new ArgumentInput("a", "v", Map.of("b", "c")));

        assertThat(completion.values()).hasSize(100);
        assertThat(completion.total()).isEqualTo(151);
        assertThat(completion.hasMore()).isTrue();
    }

    private void update(String uri) {
        remote.announce(
                "{\"jsonrpc\": \"2.0\", \"method\": \"notifications/resources/updated\","
                        + " \"params\": {\"uri\": \""
                        + uri
                        + "\"}}");
    }

    private void tools(HttpExchange exchange, JsonNode request) throws IOException {
        list(exchange, request, "tools", "\"inputSchema\": {}");
    }

    private void prompts(HttpExchange exchange, JsonNode request) throws IOException {
        list(exchange, request, "prompts", "\"arguments\": []");
    }

    private void resources(HttpExchange exchange, JsonNode request) throws IOException {
        list(exchange, request, "resources", "\"uri\": \"r://a\"");
    }

    private void templates(HttpExchange exchange, JsonNode request) throws IOException {
        list(exchange, request, "resourceTemplates", "\"uriTemplate\": \"r://{a}\"");
    }

    private void list(HttpExchange exchange, JsonNode request, String field, String more)
            throws IOException {
        ScriptedHttpServer.result(
                exchange,
                request,
                "{\"" + field + "\": [{\"name\": \"n" + generation + "\", " + more + "}]}");
    }

    private static void done(HttpExchange exchange, JsonNode request) throws IOException {
        ScriptedHttpServer.result(exchange, request, "{}");
    }
}
