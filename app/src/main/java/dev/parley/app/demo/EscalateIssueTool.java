package dev.parley.app.demo;

import io.modelcontextprotocol.server.McpSyncServerExchange;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.ClientCapabilities;
import io.modelcontextprotocol.spec.McpSchema.ElicitFormRequest;
import io.modelcontextprotocol.spec.McpSchema.ElicitResult;
import java.util.List;
import java.util.Map;

/** The tool that asks back: how bad it is, and what the one on call should know. */
final class EscalateIssueTool {

    private final IncidentTracker tracker;

    EscalateIssueTool(IncidentTracker tracker) {
        this.tracker = tracker;
    }

    DemoTool tool() {
        return new DemoTool(
                "escalate_issue",
                "Escalate an issue",
                "Wakes whoever is on call. Asks the user how severe it is and what to tell them.",
                InputSchema.of(ReadTools.issueField().must()),
                ToolOutput.schema("id", "string", "escalated", "boolean"),
                true,
                this::escalate);
    }

    private CallToolResult escalate(
            ToolCallArguments arguments, CallToolRequest request, McpSyncServerExchange client) {
        Issue issue = ReadTools.issue(tracker, arguments.text("issue_id"));
        ClientCapabilities capabilities = client.getClientCapabilities();
        if (capabilities == null || capabilities.elicitation() == null) {
            return ToolOutput.failure("To escalate I have to ask the user, which you cannot.");
        }
        ElicitResult answer = client.createElicitation(question(issue));
        return switch (answer.action()) {
            case ACCEPT -> escalated(issue, answer.content());
            case DECLINE -> notEscalated(issue, "the user said no");
            case CANCEL -> notEscalated(issue, "the user did not answer");
        };
    }

    private static ElicitFormRequest question(Issue issue) {
        Map<String, Object> severity =
                ToolOutput.fields(
                        "type", "string",
                        "title", "Severity",
                        "description", "How many are affected.",
                        "oneOf",
                                List.of(
                                        Map.of("const", "sev1", "title", "Sev 1: everybody"),
                                        Map.of("const", "sev2", "title", "Sev 2: many"),
                                        Map.of("const", "sev3", "title", "Sev 3: a few")),
                        "default", issue.level() == Issue.Level.FATAL ? "sev1" : "sev2");
        Map<String, Object> note =
                ToolOutput.fields(
                        "type", "string",
                        "title", "Note",
                        "description", "What whoever is on call should know.",
                        "minLength", 1,
                        "maxLength", 200);
        Map<String, Object> page =
                ToolOutput.fields(
                        "type", "boolean",
                        "title", "Call them by phone",
                        "default", false);
        return ElicitFormRequest.builder(
                        "How shall %s be escalated? It is “%s”."
                                .formatted(issue.id(), issue.title()),
                        ToolOutput.fields(
                                "type",
                                "object",
                                "properties",
                                ToolOutput.fields("severity", severity, "note", note, "page", page),
                                "required",
                                List.of("severity", "note")))
                .build();
    }

    private static CallToolResult escalated(Issue issue, Map<String, Object> content) {
        Object severity = content.getOrDefault("severity", "");
        Object note = content.getOrDefault("note", "");
        return ToolOutput.of(
                "%s is escalated as %s: %s".formatted(issue.id(), severity, note),
                ToolOutput.fields(
                        "id",
                        issue.id(),
                        "escalated",
                        true,
                        "severity",
                        severity,
                        "note",
                        note,
                        "page",
                        content.getOrDefault("page", false)));
    }

    private static CallToolResult notEscalated(Issue issue, String why) {
        return ToolOutput.of(
                "%s was not escalated: %s.".formatted(issue.id(), why),
                ToolOutput.fields("id", issue.id(), "escalated", false, "why", why));
    }
}
