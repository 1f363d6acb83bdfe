package dev.parley.app.demo;

import static dev.parley.app.demo.InputSchema.Field.choice;
import static dev.parley.app.demo.InputSchema.Field.number;
import static dev.parley.app.demo.InputSchema.Field.text;

import dev.parley.app.demo.InputSchema.BadArgument;
import dev.parley.app.demo.InputSchema.Field;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The tools that only look, each a question to the {@link IncidentTracker}. */
final class ReadTools {

    private static final int LIST_MAX = 50;
    private static final int LIST_DEFAULT = 10;
    private static final int EVENTS_MAX = 20;
    private static final int EVENTS_DEFAULT = 5;

    private final IncidentTracker tracker;
    private final Field project;

    ReadTools(IncidentTracker tracker) {
        this.tracker = tracker;
        project = projectField(tracker);
    }

    /** The argument that names a project, with all there are. */
    static Field projectField(IncidentTracker tracker) {
        List<String> slugs = tracker.projects().stream().map(Project::slug).toList();
        return choice("project", "Slug of a project.", slugs);
    }

    static Field issueField() {
        return text("issue_id", "Id of an issue, such as PARLEY-12.");
    }

    /**
     * The issue a call names.
     *
     * @throws BadArgument when there is no such issue
     */
    static Issue issue(IncidentTracker tracker, String id) {
        return tracker.issue(id)
                .orElseThrow(
                        () ->
                                new BadArgument(
                                        "There is no issue '%s'; search_issues lists them."
                                                .formatted(id)));
    }

    List<DemoTool> all() {
        return List.of(
                DemoTool.reading(
                        "list_projects",
                        "List projects",
                        "Lists all organizations' projects with their platform and how many"
                                + " unresolved issues they have.",
                        InputSchema.of(),
                        ToolOutput.schema("projects", "array"),
                        arguments -> listProjects()),
                DemoTool.reading(
                        "search_issues",
                        "Search issues",
                        "Finds issues, worst first. All arguments narrow the search.",
                        InputSchema.of(
                                text("query", "Words in the title or the culprit."),
                                project,
                                choice("status", "Status of the issues.", statuses()),
                                text(
                                        "since_release",
                                        "Version of a release: only issues first seen since it"
                                                + " went live."),
                                number("limit", "How many at most; 10 unless told.", LIST_MAX)),
                        ToolOutput.schema("issues", "array", "total", "integer"),
                        this::searchIssues),
                DemoTool.reading(
                        "get_issue",
                        "Get an issue",
                        "One issue with its stack trace.",
                        InputSchema.of(issueField().must()),
                        ToolOutput.schema(
                                "id", "string", "title", "string", "stack_trace", "string"),
                        this::getIssue),
                DemoTool.reading(
                        "list_events",
                        "List events",
                        "The latest events of an issue, newest first.",
                        InputSchema.of(
                                issueField().must(),
                                number("limit", "How many at most; 5 unless told.", EVENTS_MAX)),
                        ToolOutput.schema("issue_id", "string", "events", "array"),
                        this::listEvents),
                DemoTool.reading(
                        "list_releases",
                        "List releases",
                        "Releases, newest first, of one project or of all.",
                        InputSchema.of(project),
                        ToolOutput.schema("releases", "array"),
                        this::listReleases),
                DemoTool.reading(
                        "compare_releases",
                        "Compare releases",
                        "What issues came and went between two releases of a project.",
                        InputSchema.of(
                                project.must(),
                                text("base", "The older version; the one before head unless told."),
                                text("head", "The newer version; the latest unless told.")),
                        ToolOutput.schema(
                                "base", "object",
                                "head", "object",
                                "new_issues", "array",
                                "ended_issues", "array"),
                        this::compareReleases));
    }

    private CallToolResult listProjects() {
        List<Map<String, Object>> projects =
                tracker.projects().stream()
                        .map(
                                p -> {
                                    Map<String, Object> fields = ToolOutput.of(p);
                                    fields.put("unresolved_issues", unresolved(p));
                                    return fields;
                                })
                        .toList();
        String text =
                tracker.projects().stream()
                        .map(
                                p ->
                                        "%s (%s, %s): %d unresolved issues"
                                                .formatted(
                                                        p.slug(),
                                                        p.organization(),
                                                        p.platform(),
                                                        unresolved(p)))
                        .collect(Collectors.joining("\n"));
        return ToolOutput.of(text, Map.of("projects", projects));
    }

    private int unresolved(Project of) {
        return tracker.search(
                        new IncidentTracker.Query(
                                "", of.slug(), Optional.of(Issue.Status.UNRESOLVED), ""))
                .size();
    }

    private CallToolResult searchIssues(ToolCallArguments arguments) {
        String since = arguments.text("since_release");
        String slug = arguments.text("project");
        if (!since.isEmpty()) {
            release(slug, since);
        }
        String status = arguments.text("status").toUpperCase(Locale.ROOT);
        List<Issue> found =
                tracker.search(
                        new IncidentTracker.Query(
                                arguments.text("query"),
                                slug,
                                status.isEmpty()
                                        ? Optional.empty()
                                        : Optional.of(Issue.Status.valueOf(status)),
                                since));
        List<Issue> shown = found.stream().limit(arguments.number("limit", LIST_DEFAULT)).toList();
        String text =
                found.isEmpty()
                        ? "No issue matches."
                        : "%d of %d issues, worst first:\n%s"
                                .formatted(shown.size(), found.size(), lines(shown));
        return ToolOutput.of(
                text,
                ToolOutput.fields(
                        "issues", shown.stream().map(ToolOutput::of).toList(),
                        "total", found.size()));
    }

    private CallToolResult getIssue(ToolCallArguments arguments) {
        Issue issue = issue(tracker, arguments.text("issue_id"));
        Project of = tracker.project(issue.project()).orElseThrow();
        String trace = StackTrace.of(issue, of);
        Map<String, Object> fields = ToolOutput.of(issue);
        fields.put("organization", of.organization());
        fields.put("stack_trace", trace);
        return ToolOutput.of(ToolOutput.line(issue) + "\n\n" + trace, fields);
    }

    private CallToolResult listEvents(ToolCallArguments arguments) {
        Issue issue = issue(tracker, arguments.text("issue_id"));
        List<IssueEvent> events = tracker.events(issue, arguments.number("limit", EVENTS_DEFAULT));
        String text =
                events.stream()
                        .map(e -> e.at() + " " + e.environment() + " " + e.release() + " " + e.id())
                        .collect(Collectors.joining("\n"));
        return ToolOutput.of(
                text,
                ToolOutput.fields(
                        "issue_id", issue.id(),
                        "events", events.stream().map(ToolOutput::of).toList()));
    }

    private CallToolResult listReleases(ToolCallArguments arguments) {
        List<Release> releases = tracker.releases(arguments.text("project"));
        String text =
                releases.stream()
                        .map(r -> r.project() + " " + r.version() + " live since " + r.releasedAt())
                        .collect(Collectors.joining("\n"));
        return ToolOutput.of(
                text, Map.of("releases", releases.stream().map(ToolOutput::of).toList()));
    }

    private CallToolResult compareReleases(ToolCallArguments arguments) {
        List<Release> newestFirst = tracker.releases(arguments.text("project"));
        String headVersion = arguments.text("head");
        Release head =
                headVersion.isEmpty()
                        ? newestFirst.getFirst()
                        : release(arguments.text("project"), headVersion);
        String baseVersion = arguments.text("base");
        Release base =
                baseVersion.isEmpty()
                        ? newestFirst.get(
                                Math.min(newestFirst.indexOf(head) + 1, newestFirst.size() - 1))
                        : release(arguments.text("project"), baseVersion);
        if (!base.releasedAt().isBefore(head.releasedAt())) {
            throw new BadArgument(
                    "'base' (%s) must be older than 'head' (%s)."
                            .formatted(base.version(), head.version()));
        }
        var comparison = tracker.compare(base, head);
        return ToolOutput.of(
                "New in %s against %s:\n%s\nNot seen since:\n%s"
                        .formatted(
                                head.version(),
                                base.version(),
                                lines(comparison.appeared()),
                                lines(comparison.ended())),
                ToolOutput.fields(
                        "base", ToolOutput.of(base),
                        "head", ToolOutput.of(head),
                        "new_issues", comparison.appeared().stream().map(ToolOutput::of).toList(),
                        "ended_issues", comparison.ended().stream().map(ToolOutput::of).toList()));
    }

    private Release release(String ofProject, String version) {
        return tracker.release(ofProject, version)
                .orElseThrow(
                        () ->
                                new BadArgument(
                                        "There is no release '%s'%s; known are: %s."
                                                .formatted(
                                                        version,
                                                        ofProject.isEmpty()
                                                                ? ""
                                                                : " of " + ofProject,
                                                        versions(ofProject))));
    }

    private String versions(String ofProject) {
        return tracker.releases(ofProject).stream()
                .map(Release::version)
                .collect(Collectors.joining(", "));
    }

    private static String lines(List<Issue> issues) {
        return issues.isEmpty()
                ? "(none)"
                : issues.stream().map(ToolOutput::line).collect(Collectors.joining("\n"));
    }

    private static List<String> statuses() {
        return Stream.of(Issue.Status.values())
                .map(status -> status.name().toLowerCase(Locale.ROOT))
                .toList();
    }
}
