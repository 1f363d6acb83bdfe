package dev.parley.app.demo;

import io.modelcontextprotocol.server.McpServerFeatures.SyncCompletionSpecification;
import io.modelcontextprotocol.server.McpServerFeatures.SyncResourceSpecification;
import io.modelcontextprotocol.server.McpServerFeatures.SyncResourceTemplateSpecification;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema.ReadResourceResult;
import io.modelcontextprotocol.spec.McpSchema.Resource;
import io.modelcontextprotocol.spec.McpSchema.ResourceReference;
import io.modelcontextprotocol.spec.McpSchema.ResourceTemplate;
import io.modelcontextprotocol.spec.McpSchema.TextResourceContents;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the demo server lets people read: its projects, its issues, and the team's runbooks. */
final class TrackerResources {

    static final String ISSUE_TEMPLATE = "incident://issues/{id}";

    private static final String PROJECTS = "incident://projects/";
    private static final String ISSUES = "incident://issues/";
    private static final String RUNBOOKS = "incident://runbooks/";
    private static final List<String> RUNBOOK_NAMES =
            List.of("on-call", "payment-timeouts", "rollback");
    private static final String MARKDOWN = "text/markdown";

    private final IncidentTracker tracker;

    TrackerResources(IncidentTracker tracker) {
        this.tracker = tracker;
    }

    List<SyncResourceSpecification> resources() {
        Stream<SyncResourceSpecification> projects =
                tracker.projects().stream()
                        .map(p -> specification(PROJECTS + p.slug(), p.name(), "A project."));
        Stream<SyncResourceSpecification> runbooks =
                RUNBOOK_NAMES.stream()
                        .map(name -> specification(RUNBOOKS + name, name, "A runbook."));
        return Stream.concat(projects, runbooks).toList();
    }

    List<SyncResourceTemplateSpecification> templates() {
        ResourceTemplate template =
                ResourceTemplate.builder(ISSUE_TEMPLATE, "issue")
                        .title("Issue")
                        .description("One issue with its stack trace.")
                        .mimeType(MARKDOWN)
                        .build();
        return List.of(
                new SyncResourceTemplateSpecification(
                        template, (client, request) -> read(request.uri())));
    }

    List<SyncCompletionSpecification> completions() {
        return List.of(
                new SyncCompletionSpecification(
                        new ResourceReference(ISSUE_TEMPLATE),
                        (client, request) ->
                                TrackerPrompts.matching(
                                        tracker.issues().map(Issue::id),
                                        request.argument().value())));
    }

    private SyncResourceSpecification specification(String uri, String name, String description) {
        Resource resource =
                Resource.builder(uri, name).description(description).mimeType(MARKDOWN).build();
        return new SyncResourceSpecification(resource, (client, request) -> read(request.uri()));
    }

    private ReadResourceResult read(String uri) {
        String markdown = text(uri).orElseThrow(() -> McpError.RESOURCE_NOT_FOUND.apply(uri));
        return ReadResourceResult.builder(
                        List.of(
                                TextResourceContents.builder(uri, markdown)
                                        .mimeType(MARKDOWN)
                                        .build()))
                .build();
    }

    private Optional<String> text(String uri) {
        if (uri.startsWith(PROJECTS)) {
            return tracker.project(uri.substring(PROJECTS.length())).map(this::page);
        }
        if (uri.startsWith(ISSUES)) {
            return tracker.issue(uri.substring(ISSUES.length())).map(this::page);
        }
        return Optional.of(uri.substring(RUNBOOKS.length()))
                .filter(RUNBOOK_NAMES::contains)
                .map(name -> DemoData.resource("runbooks/" + name + ".md"));
    }

    private String page(Project project) {
        String issues =
                tracker
                        .search(
                                new IncidentTracker.Query(
                                        "",
                                        project.slug(),
                                        Optional.of(Issue.Status.UNRESOLVED),
                                        ""))
                        .stream()
                        .map(issue -> "- " + ToolOutput.line(issue))
                        .collect(Collectors.joining("\n"));
        return "# %s\n\nOrganization %s, %s. Latest release %s.\n\n## Unresolved\n\n%s\n"
                .formatted(
                        project.name(),
                        project.organization(),
                        project.platform(),
                        tracker.releases(project.slug()).getFirst().version(),
                        issues.isEmpty() ? "Nothing." : issues);
    }

    private String page(Issue issue) {
        Project project = tracker.project(issue.project()).orElseThrow();
        return "# %s\n\n%s\n\n```\n%s\n```\n"
                .formatted(issue.id(), ToolOutput.line(issue), StackTrace.of(issue, project));
    }
}
