package dev.parley.app.demo;

import dev.parley.app.demo.InputSchema.Field;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.ImageContent;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The tool that answers with a picture. */
final class EventChartTool {

    private static final int DAYS_MAX = 30;
    private static final int DAYS_DEFAULT = 14;

    private final IncidentTracker tracker;

    EventChartTool(IncidentTracker tracker) {
        this.tracker = tracker;
    }

    DemoTool tool() {
        return DemoTool.reading(
                "event_chart",
                "Chart events",
                "Draws how many events a day an issue, a project or everything had.",
                InputSchema.of(
                        ReadTools.issueField(),
                        ReadTools.projectField(tracker),
                        Field.number("days", "How many days back; 14 unless told.", DAYS_MAX)),
                ToolOutput.schema("of", "string", "events_by_day", "array"),
                this::chart);
    }

    private CallToolResult chart(ToolCallArguments arguments) {
        String id = arguments.text("issue_id");
        String project = arguments.text("project");
        List<Issue> issues =
                id.isEmpty()
                        ? tracker.search(
                                new IncidentTracker.Query("", project, Optional.empty(), ""))
                        : List.of(ReadTools.issue(tracker, id));
        String of =
                id.isEmpty()
                        ? project.isEmpty() ? "all projects" : project
                        : issues.getFirst().id();
        int[] counts = tracker.eventsByDay(issues, arguments.number("days", DAYS_DEFAULT));
        String summary =
                "%s: %d events in %d days, at most %d a day."
                        .formatted(
                                of,
                                Arrays.stream(counts).sum(),
                                counts.length,
                                Arrays.stream(counts).max().orElse(0));
        return CallToolResult.builder(
                        List.of(
                                TextContent.builder(summary).build(),
                                ImageContent.builder(
                                                Base64.getEncoder()
                                                        .encodeToString(BarChart.png(counts)),
                                                "image/png")
                                        .build()))
                .structuredContent(
                        Map.of("of", of, "events_by_day", Arrays.stream(counts).boxed().toList()))
                .isError(false)
                .build();
    }
}
