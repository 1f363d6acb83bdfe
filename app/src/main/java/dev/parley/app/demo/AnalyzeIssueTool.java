package dev.parley.app.demo;

import dev.parley.app.demo.InputSchema.Field;
import io.modelcontextprotocol.server.McpSyncServerExchange;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.ProgressNotification;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The slow tool: eight steps with progress, and a root cause at the end. */
final class AnalyzeIssueTool {

    private static final List<String> STEPS =
            List.of(
                    "Reading the stack trace",
                    "Grouping the events",
                    "Comparing the releases",
                    "Reading the commits",
                    "Looking for similar issues",
                    "Checking the environments",
                    "Weighing the suspects",
                    "Writing the report");

    private final IncidentTracker tracker;
    private final RunningCalls calls;
    private final Duration stepPause;

    AnalyzeIssueTool(IncidentTracker tracker, RunningCalls calls, Duration stepPause) {
        this.tracker = tracker;
        this.calls = calls;
        this.stepPause = stepPause;
    }

    DemoTool tool() {
        return new DemoTool(
                "analyze_issue",
                "Analyze an issue",
                "Looks for the root cause of an issue. Takes a few seconds and reports progress.",
                InputSchema.of(
                        ReadTools.issueField().must(),
                        Field.choice(
                                "depth",
                                "How thorough to be; normal unless told.",
                                List.of("quick", "normal"))),
                ToolOutput.schema(
                        "issue_id", "string", "root_cause", "string", "suspect_release", "string"),
                false,
                this::analyze);
    }

    private CallToolResult analyze(
            ToolCallArguments arguments, CallToolRequest request, McpSyncServerExchange client) {
        Issue issue = ReadTools.issue(tracker, arguments.text("issue_id"));
        int stepSize = arguments.text("depth").equals("quick") ? 2 : 1;
        Object token = request.progressToken();
        try (var call = calls.start(client.transportContext())) {
            for (int step = 0; step < STEPS.size(); step += stepSize) {
                if (token != null) {
                    client.progressNotification(
                            ProgressNotification.builder(token, step + 1.0)
                                    .total((double) STEPS.size())
                                    .message(STEPS.get(step))
                                    .build());
                }
                if (call.cancelledWithin(stepPause)) {
                    return ToolOutput.failure("Cancelled at: " + STEPS.get(step) + ".");
                }
            }
        }
        return ToolOutput.of(
                "Root cause of %s: %s\nSuspect: release %s, in %s."
                        .formatted(
                                issue.id(), issue.cause(), issue.firstRelease(), issue.culprit()),
                Map.of(
                        "issue_id", issue.id(),
                        "root_cause", issue.cause(),
                        "suspect_release", issue.firstRelease(),
                        "culprit", issue.culprit(),
                        "events_read", issue.events()));
    }
}
