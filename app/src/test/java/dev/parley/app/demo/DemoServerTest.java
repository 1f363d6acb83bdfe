package dev.parley.app.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.ClientCapabilities;
import io.modelcontextprotocol.spec.McpSchema.CompleteReference;
import io.modelcontextprotocol.spec.McpSchema.CompleteRequest;
import io.modelcontextprotocol.spec.McpSchema.CompleteRequest.CompleteArgument;
import io.modelcontextprotocol.spec.McpSchema.CompleteRequest.CompleteContext;
import io.modelcontextprotocol.spec.McpSchema.ElicitResult;
import io.modelcontextprotocol.spec.McpSchema.GetPromptRequest;
import io.modelcontextprotocol.spec.McpSchema.ImageContent;
import io.modelcontextprotocol.spec.McpSchema.ProgressNotification;
import io.modelcontextprotocol.spec.McpSchema.PromptReference;
import io.modelcontextprotocol.spec.McpSchema.ReadResourceRequest;
import io.modelcontextprotocol.spec.McpSchema.Resource;
import io.modelcontextprotocol.spec.McpSchema.ResourceReference;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.TextResourceContents;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Through the MCP SDK's own client. */
@Timeout(20)
class DemoServerTest {

    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

    private final Queue<ProgressNotification> progress = new ConcurrentLinkedQueue<>();
    private final CountDownLatch progressSteps = new CountDownLatch(8);
    private final DemoServer server = DemoServer.start(() -> NOW, Duration.ofMillis(1));
    private McpSyncClient client = client();

    @BeforeEach
    void connect() {
        client.initialize();
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    @Test
    void saysWhoItIsAndHowToUseIt() {
        assertThat(client.getServerInfo().name()).isEqualTo("parley-demo");
        assertThat(client.getServerInstructions()).contains("list_projects");
    }

    @Test
    void onlyTwoToolsClaimToChangeAnything() {
        List<Tool> tools = client.listTools().tools();

        assertThat(tools)
                .extracting(Tool::name)
                .containsExactlyInAnyOrder(
                        "list_projects",
                        "search_issues",
                        "get_issue",
                        "list_events",
                        "list_releases",
                        "compare_releases",
                        "event_chart",
                        "analyze_issue",
                        "escalate_issue",
                        "resolve_issue");
        assertThat(tools)
                .filteredOn(tool -> !tool.annotations().readOnlyHint())
                .allSatisfy(
                        tool -> {
                            assertThat(tool.name()).isIn("escalate_issue", "resolve_issue");
                            assertThat(tool.annotations().destructiveHint()).isTrue();
                            assertThat(tool.annotations().idempotentHint()).isTrue();
                        });
    }

    @Test
    void everyArgumentHasADescription() {
        for (Tool tool : client.listTools().tools()) {
            Map<String, Object> properties = map(tool.inputSchema().get("properties"));
            assertThat(properties.values())
                    .allSatisfy(field -> assertThat(map(field)).containsKey("description"));
        }
    }

    @Test
    void listsProjectsOfTwoOrganizations() {
        CallToolResult result = call("list_projects", Map.of());

        assertThat(list(structured(result).get("projects")))
                .extracting(project -> map(project).get("organization"))
                .contains("acme-shop", "acme-finance");
    }

    @Test
    void findsTheIssuesSinceAReleaseWorstFirst() {
        CallToolResult result =
                call(
                        "search_issues",
                        Map.of("project", "storefront", "since_release", "2026.11.2"));

        assertThat(list(structured(result).get("issues")))
                .extracting(issue -> map(issue).get("level"))
                .containsExactly("fatal", "error", "error");
        assertThat(text(result)).startsWith("3 of 3 issues").contains("PARLEY-10");
    }

    @Test
    void findsIssuesByWordAndStatus() {
        CallToolResult result =
                call("search_issues", Map.of("query", "timeout", "status", "resolved"));

        assertThat(list(structured(result).get("issues")))
                .singleElement()
                .satisfies(
                        issue ->
                                assertThat(map(issue).get("title"))
                                        .asString()
                                        .contains("ConnectionPoolTimeout"));
    }

    @Test
    void showsAnIssueWithItsStackTrace() {
        CallToolResult result = call("get_issue", Map.of("issue_id", "parley-1"));

        assertThat(structured(result)).containsEntry("id", "PARLEY-1");
        assertThat(structured(result).get("stack_trace"))
                .asString()
                .contains("NullPointerException", "TaxCalculator.java:88");
    }

    @Test
    void listsAsManyEventsAsAskedFor() {
        CallToolResult result = call("list_events", Map.of("issue_id", "PARLEY-2", "limit", 3));

        assertThat(list(structured(result).get("events"))).hasSize(3);
    }

    @Test
    void datesReleasesBackFromTheClock() {
        CallToolResult result = call("list_releases", Map.of("project", "checkout-api"));

        assertThat(map(list(structured(result).get("releases")).getFirst()))
                .containsEntry("version", "4.8.0")
                .containsEntry("released_at", NOW.minus(Duration.ofHours(42)).toString());
    }

    @Test
    void comparesTheLatestReleaseWithTheOneBefore() {
        CallToolResult result = call("compare_releases", Map.of("project", "checkout-api"));

        assertThat(map(structured(result).get("base"))).containsEntry("version", "4.7.2");
        assertThat(list(structured(result).get("new_issues")))
                .extracting(issue -> map(issue).get("id"))
                .containsExactly("PARLEY-1", "PARLEY-2", "PARLEY-7");
    }

    @Test
    void drawsAPicture() throws Exception {
        CallToolResult result = call("event_chart", Map.of("issue_id", "PARLEY-10", "days", 7));

        ImageContent image = (ImageContent) result.content().get(1);
        assertThat(image.mimeType()).isEqualTo("image/png");
        byte[] png = Base64.getDecoder().decode(image.data());
        assertThat(ImageIO.read(new ByteArrayInputStream(png)).getWidth()).isEqualTo(480);
        assertThat(list(structured(result).get("events_by_day"))).hasSize(7);
    }

    @Test
    void reportsProgressWhileItAnalyzes() throws Exception {
        CallToolResult result =
                client.callTool(
                        CallToolRequest.builder("analyze_issue")
                                .arguments(Map.of("issue_id", "PARLEY-1"))
                                .progressToken("p1")
                                .build());

        assertThat(structured(result).get("root_cause")).asString().contains("store pickup");
        // The client hands progress to threads of its own, which may be late and out of order.
        assertThat(progressSteps.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(progress)
                .extracting(ProgressNotification::progress)
                .containsExactlyInAnyOrder(1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0);
        assertThat(progress).allSatisfy(step -> assertThat(step.total()).isEqualTo(8.0));
    }

    @Test
    void resolvesOnceAndSaysSoTheSecondTime() {
        Map<String, Object> arguments = Map.of("issue_id", "PARLEY-12");

        CallToolResult first = call("resolve_issue", arguments);
        CallToolResult second = call("resolve_issue", arguments);

        assertThat(structured(first)).containsEntry("previous_status", "unresolved");
        assertThat(structured(second)).containsEntry("previous_status", "resolved");
        assertThat(structured(call("get_issue", arguments))).containsEntry("status", "resolved");
    }

    @Test
    void asksBackBeforeItEscalates() {
        try (McpSyncClient asked =
                McpClient.sync(transport(server))
                        .capabilities(ClientCapabilities.builder().elicitation().build())
                        .elicitation(
                                form ->
                                        ElicitResult.builder(ElicitResult.Action.ACCEPT)
                                                .content(Map.of("severity", "sev1", "note", "Now."))
                                                .build())
                        .build()) {
            asked.initialize();

            CallToolResult result =
                    asked.callTool(
                            CallToolRequest.builder("escalate_issue")
                                    .arguments(Map.of("issue_id", "PARLEY-12"))
                                    .build());

            assertThat(structured(result))
                    .containsEntry("escalated", true)
                    .containsEntry("severity", "sev1");
        }
    }

    @Test
    void escalatesForNobodyWhoCannotBeAsked() {
        assertThat(refusal("escalate_issue", Map.of("issue_id", "PARLEY-12")))
                .contains("ask the user");
    }

    @Test
    void saysWhatIsWrongWithArguments() {
        assertThat(refusal("get_issue", Map.of())).contains("'issue_id' is required");
        assertThat(refusal("get_issue", Map.of("issue_id", "PARLEY-999")))
                .contains("no issue 'PARLEY-999'", "search_issues");
        assertThat(refusal("search_issues", Map.of("status", "broken")))
                .contains("unresolved, resolved, ignored", "'broken'");
        assertThat(refusal("search_issues", Map.of("limit", 5000))).contains("1 to 50", "5000");
        assertThat(refusal("list_projects", Map.of("x", 1))).contains("no argument 'x'");
        assertThat(refusal("search_issues", Map.of("since_release", "0.0")))
                .contains("no release '0.0'", "4.8.0");
        assertThat(
                        refusal(
                                "compare_releases",
                                Map.of("project", "storefront", "base", "2026.11.2")))
                .contains("must be older");
    }

    @Test
    void rendersPrompts() {
        String text =
                ((TextContent)
                                client.getPrompt(
                                                GetPromptRequest.builder("release_report")
                                                        .arguments(Map.of("project", "storefront"))
                                                        .build())
                                        .messages()
                                        .getFirst()
                                        .content())
                        .text();

        assertThat(text).contains("release report for release 2026.11.2 of project storefront");
        assertThat(client.listPrompts().prompts()).hasSize(2);
    }

    @Test
    void refusesAPromptWithoutItsRequiredArgument() {
        assertThatThrownBy(() -> client.getPrompt(GetPromptRequest.builder("triage").build()))
                .isInstanceOf(McpError.class)
                .hasMessageContaining("'project' is required");
    }

    @Test
    void completesPromptAndTemplateArguments() {
        assertThat(complete(new PromptReference("triage"), "project", "s", Map.of()))
                .containsExactly("storefront");
        assertThat(
                        complete(
                                new PromptReference("release_report"),
                                "release",
                                "4.7",
                                Map.of("project", "checkout-api")))
                .containsExactly("4.7.2", "4.7.1", "4.7.0");
        assertThat(
                        complete(
                                new ResourceReference(TrackerResources.ISSUE_TEMPLATE),
                                "id",
                                "PARLEY-3",
                                Map.of()))
                .contains("PARLEY-3", "PARLEY-30");
    }

    @Test
    void readsEveryListedResource() {
        List<Resource> resources = client.listResources().resources();

        assertThat(resources).hasSize(7);
        assertThat(resources)
                .allSatisfy(resource -> assertThat(read(resource.uri())).startsWith("# "));
        assertThat(client.listResourceTemplates().resourceTemplates()).hasSize(1);
        assertThat(read("incident://issues/PARLEY-19")).contains("CartFragment.kt:73");
    }

    @Test
    void refusesAResourceThatIsNotThere() {
        assertThatThrownBy(() -> read("incident://issues/PARLEY-999")).isInstanceOf(McpError.class);
    }

    @Test
    void hasTheSameDataForTheSameClock() {
        String before = text(call("search_issues", Map.of("limit", 50)));
        client.close();

        try (DemoServer again = DemoServer.start(() -> NOW);
                McpSyncClient other = client(again)) {
            other.initialize();
            String after =
                    text(
                            other.callTool(
                                    CallToolRequest.builder("search_issues")
                                            .arguments(Map.of("limit", 50))
                                            .build()));

            assertThat(after).isEqualTo(before);
        }
    }

    @Test
    void leavesNoThreadThatKeepsTheProgramAlive() {
        call("list_projects", Map.of());
        client.close();

        server.close();

        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> thread.getName().startsWith(DemoServer.NAME))
                .isEmpty();
        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> thread.getName().contains("sweeper"))
                .isEmpty();
    }

    private static HttpClientStreamableHttpTransport transport(DemoServer of) {
        String base = of.url().toString().replace("/mcp", "");
        return HttpClientStreamableHttpTransport.builder(base).endpoint("/mcp").build();
    }

    private McpSyncClient client() {
        return client(server);
    }

    private McpSyncClient client(DemoServer of) {
        return McpClient.sync(transport(of))
                .requestTimeout(Duration.ofSeconds(5))
                .progressConsumer(
                        step -> {
                            progress.add(step);
                            progressSteps.countDown();
                        })
                .build();
    }

    private CallToolResult call(String tool, Map<String, Object> arguments) {
        CallToolResult result =
                client.callTool(CallToolRequest.builder(tool).arguments(arguments).build());
        assertThat(result.isError()).as(text(result)).isFalse();
        return result;
    }

    private String refusal(String tool, Map<String, Object> arguments) {
        CallToolResult result =
                client.callTool(CallToolRequest.builder(tool).arguments(arguments).build());
        assertThat(result.isError()).isTrue();
        return text(result);
    }

    private List<String> complete(
            CompleteReference of, String argument, String typed, Map<String, String> chosen) {
        return client.completeCompletion(
                        CompleteRequest.builder(of, new CompleteArgument(argument, typed))
                                .context(new CompleteContext(chosen))
                                .build())
                .completion()
                .values();
    }

    private String read(String uri) {
        var contents = client.readResource(ReadResourceRequest.builder(uri).build()).contents();
        return ((TextResourceContents) contents.getFirst()).text();
    }

    private static String text(CallToolResult result) {
        return ((TextContent) result.content().getFirst()).text();
    }

    private static Map<String, Object> structured(CallToolResult result) {
        return map(result.structuredContent());
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(@Nullable Object value) {
        assertThat(value).isInstanceOf(Map.class);
        return (Map<String, Object>) Objects.requireNonNull(value);
    }

    @SuppressWarnings("unchecked")
    private static List<Object> list(@Nullable Object value) {
        assertThat(value).isInstanceOf(List.class);
        return (List<Object>) Objects.requireNonNull(value);
    }
}
