package dev.parley.app.demo;

import dev.parley.app.demo.InputSchema.Field;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import java.util.Locale;
import java.util.Map;

/** The one tool that changes something, so that there is an approval to ask for. */
final class ResolveIssueTool {

    private final IncidentTracker tracker;

    ResolveIssueTool(IncidentTracker tracker) {
        this.tracker = tracker;
    }

    DemoTool tool() {
        return new DemoTool(
                "resolve_issue",
                "Resolve an issue",
                "Marks an issue as resolved: it leaves everybody's list and its alerts stop.",
                InputSchema.of(
                        ReadTools.issueField().must(),
                        Field.text("comment", "Why it is resolved; shown to the team.")),
                ToolOutput.schema("id", "string", "status", "string", "previous_status", "string"),
                true,
                (arguments, request, client) -> resolve(arguments));
    }

    private CallToolResult resolve(ToolCallArguments arguments) {
        String id = ReadTools.issue(tracker, arguments.text("issue_id")).id();
        Issue before = tracker.resolve(id).orElseThrow();
        boolean changed = before.status() != Issue.Status.RESOLVED;
        return ToolOutput.of(
                changed
                        ? "%s is resolved: %s".formatted(id, before.title())
                        : "%s was resolved already.".formatted(id),
                Map.of(
                        "id", id,
                        "title", before.title(),
                        "status", "resolved",
                        "previous_status", before.status().name().toLowerCase(Locale.ROOT),
                        "comment", arguments.text("comment")));
    }
}
