package dev.parley.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.conversation.Part;
import dev.parley.conversation.ToolContent;
import dev.parley.conversation.ToolStatus;
import dev.parley.tool.Tool;
import dev.parley.tool.ToolAnnotations;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.GetPromptRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The demo model and the demo server, with the turn's loop in between played by the test. */
@Timeout(20)
class DemoTogetherTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int STEPS_MAX = 8;

    private final DemoServer server =
            DemoServer.start(() -> Instant.parse("2026-11-20T10:00:00Z"), Duration.ofMillis(1));
    private final McpSyncClient client =
            McpClient.sync(
                            HttpClientStreamableHttpTransport.builder(
                                            server.url().toString().replace("/mcp", ""))
                                    .endpoint("/mcp")
                                    .build())
                    .requestTimeout(Duration.ofSeconds(5))
                    .build();
    private final List<List<String>> steps = new ArrayList<>();
    private final List<String> saidBetween = new ArrayList<>();
    private final Chat chat = new Chat(tools());

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    @Test
    void findsOutWhatBrokeInFourSteps() {
        String answer = turn("What broke since the last release?");

        assertThat(steps)
                .containsExactly(
                        List.of("list_releases {}"),
                        List.of(
                                "search_issues {\"project\":\"storefront\","
                                        + "\"since_release\":\"2026.11.2\"}",
                                "compare_releases {\"head\":\"2026.11.2\","
                                        + "\"project\":\"storefront\"}"),
                        List.of(
                                "get_issue {\"issue_id\":\"PARLEY-10\"}",
                                "get_issue {\"issue_id\":\"PARLEY-11\"}"));
        assertThat(answer)
                .contains(
                        "## Since storefront 2026.11.2",
                        "**3 new issues** with 3165 events",
                        "| PARLEY-10 | TypeError",
                        "| --- |",
                        "```\nTypeError: Cannot read properties");
    }

    @Test
    void saysDatesAsPeopleDo() {
        turn("What broke since the last release?");
        assertThat(saidBetween.get(1)).endsWith("live since 19 November 2026, 12:00 UTC.");

        assertThat(turn("list_releases"))
                .contains(" | 18 November 2026, 16:00 UTC | ")
                .doesNotContain("2026-11-");
    }

    @Test
    void looksAtTheProjectThatIsNamed() {
        assertThat(turn("what broke in billing-worker since the last release"))
                .contains("## Since billing-worker 2.14.0", "PARLEY-27");
    }

    @Test
    void resolvesTheWorstOfTheLastAnswer() {
        turn("What broke in checkout-api since the last release?");
        steps.clear();

        String answer = turn("Resolve the worst one");

        assertThat(steps).containsExactly(List.of("resolve_issue {\"issue_id\":\"PARLEY-1\"}"));
        assertThat(answer).contains("Done: **PARLEY-1** is resolved");
        assertThat(turn("resolve PARLEY-1")).contains("was resolved already");
    }

    @Test
    void looksForTheWorstWhenNothingWasSearchedYet() {
        turn("please resolve the worst one");

        assertThat(steps)
                .containsExactly(
                        List.of("search_issues {\"status\":\"unresolved\"}"),
                        List.of("resolve_issue {\"issue_id\":\"PARLEY-10\"}"));
    }

    @Test
    void theWorstIsNotWhatWasJustResolved() {
        turn("resolve the worst one");

        assertThat(turn("resolve the worst one")).contains("**PARLEY-1** is resolved");
    }

    @Test
    void itMeansTheIssueBefore() {
        turn("show me PARLEY-3");
        steps.clear();

        turn("resolve it");

        assertThat(steps).containsExactly(List.of("resolve_issue {\"issue_id\":\"PARLEY-3\"}"));
    }

    @Test
    void resolvesNothingThatWasNotNamed() {
        turn("What broke since the last release?");

        assertThat(turn("resolve")).contains("Which issue?");
    }

    @Test
    void looksAtTheReleaseThatIsNamed() {
        assertThat(turn("what broke in 4.8.0?")).contains("## Since checkout-api 4.8.0");
    }

    @Test
    void analyzesAndChartsAnIssue() {
        assertThat(turn("analyze PARLEY-2")).contains("Root cause of PARLEY-2", "payment timeout");
        assertThat(turn("chart parley-2")).contains("PARLEY-2:", "events in 14 days");
    }

    @Test
    void understandsTheServersOwnPrompts() {
        assertThat(turn(prompt("triage", Map.of("project", "mobile-app"))))
                .contains("## Triage of mobile-app", "Begin with **PARLEY-19**");
        assertThat(
                        turn(
                                prompt(
                                        "release_report",
                                        Map.of("project", "storefront", "release", "2026.11.2"))))
                .contains("## storefront 2026.11.2 against 2026.11.1", "consider a rollback");
    }

    @Test
    void callsEveryReadToolByItsPlainName() {
        assertThat(turn("list projects")).contains("| slug |", "billing-worker");
        assertThat(turn("list releases of mobile-app")).contains("9.4.0").doesNotContain("4.8.0");
        assertThat(turn("search issues about deadlock")).contains("PARLEY-27");
        assertThat(turn("get issue PARLEY-3")).contains("OptimisticLockException");
        assertThat(turn("list events of PARLEY-3")).contains("| id | issue id |");
        assertThat(turn("compare releases of storefront")).contains("### New: 3");
    }

    @Test
    void reportsWhatTheServerRefused() {
        assertThat(turn("get_issue PARLEY-999")).contains("**failed**", "no issue 'PARLEY-999'");
    }

    @Test
    void runsAToolWithArgumentsAsJson() {
        turn("search_issues {\"project\": \"storefront\", \"limit\": 2}");

        assertThat(steps)
                .containsExactly(List.of("search_issues {\"project\":\"storefront\",\"limit\":2}"));
    }

    @Test
    void helpSuggestsWhatTheServerCanDo() {
        assertThat(turn("help")).contains("What broke since the last release?", "analyze_issue");
    }

    /** Runs steps until the model calls nothing more, and returns its last text. */
    private String turn(String text) {
        Chat.Said said = chat.say(text);
        for (int step = 0; !said.calls().isEmpty(); step++) {
            assertThat(step).as("steps").isLessThan(STEPS_MAX);
            saidBetween.add(said.text());
            steps.add(said.calls().stream().map(DemoTogetherTest::line).toList());
            said.calls().forEach(this::run);
            said = chat.goOn();
        }
        return said.text();
    }

    private static String line(Part.ToolCall call) {
        return call.tool().replace("demo__", "") + " " + call.argumentsJson();
    }

    private void run(Part.ToolCall call) {
        CallToolResult result =
                client.callTool(
                        CallToolRequest.builder(call.tool().replace("demo__", ""))
                                .arguments(arguments(call))
                                .build());
        boolean failed = Boolean.TRUE.equals(result.isError());
        chat.add(
                call,
                failed ? ToolStatus.FAILED : ToolStatus.OK,
                result.content().stream().map(DemoTogetherTest::content).toList(),
                result.structuredContent() == null ? "" : json(result.structuredContent()));
    }

    private static Map<String, Object> arguments(Part.ToolCall call) {
        try {
            return JSON.readValue(call.argumentsJson(), new TypeReference<>() {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ToolContent content(McpSchema.Content content) {
        return content instanceof McpSchema.ImageContent image
                ? new ToolContent.Image(image.mimeType(), image.data())
                : new ToolContent.Text(((McpSchema.TextContent) content).text());
    }

    private List<Tool> tools() {
        client.initialize();
        return client.listTools().tools().stream()
                .map(
                        tool ->
                                Tool.of(
                                        "demo",
                                        tool.name(),
                                        "",
                                        tool.description(),
                                        json(tool.inputSchema()),
                                        ToolAnnotations.UNKNOWN))
                .toList();
    }

    private String prompt(String name, Map<String, Object> arguments) {
        var rendered =
                client.getPrompt(GetPromptRequest.builder(name).arguments(arguments).build());
        return ((McpSchema.TextContent) rendered.messages().getFirst().content()).text();
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
