package dev.parley.app.demo;

import io.modelcontextprotocol.server.McpServerFeatures.SyncCompletionSpecification;
import io.modelcontextprotocol.server.McpServerFeatures.SyncPromptSpecification;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema.CompleteRequest;
import io.modelcontextprotocol.spec.McpSchema.CompleteResult;
import io.modelcontextprotocol.spec.McpSchema.CompleteResult.CompleteCompletion;
import io.modelcontextprotocol.spec.McpSchema.ErrorCodes;
import io.modelcontextprotocol.spec.McpSchema.GetPromptRequest;
import io.modelcontextprotocol.spec.McpSchema.GetPromptResult;
import io.modelcontextprotocol.spec.McpSchema.Prompt;
import io.modelcontextprotocol.spec.McpSchema.PromptArgument;
import io.modelcontextprotocol.spec.McpSchema.PromptMessage;
import io.modelcontextprotocol.spec.McpSchema.PromptReference;
import io.modelcontextprotocol.spec.McpSchema.Role;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The two prompts of the demo server, and the completion of their arguments. */
final class TrackerPrompts {

    static final String TRIAGE = "triage";
    static final String RELEASE_REPORT = "release_report";

    private static final int COMPLETIONS_MAX = 100;

    private final IncidentTracker tracker;

    TrackerPrompts(IncidentTracker tracker) {
        this.tracker = tracker;
    }

    List<SyncPromptSpecification> prompts() {
        Prompt triage =
                Prompt.builder(TRIAGE)
                        .title("Triage a project")
                        .description(
                                "Goes through the unresolved issues of a project, worst first.")
                        .arguments(List.of(projectArgument()))
                        .build();
        Prompt report =
                Prompt.builder(RELEASE_REPORT)
                        .title("Release report")
                        .description("What a release broke and what it mended.")
                        .arguments(
                                List.of(
                                        projectArgument(),
                                        PromptArgument.builder("release")
                                                .title("Release")
                                                .description("Version; the latest unless given.")
                                                .required(false)
                                                .build()))
                        .build();
        return List.of(
                new SyncPromptSpecification(triage, (client, request) -> triage(request)),
                new SyncPromptSpecification(report, (client, request) -> releaseReport(request)));
    }

    List<SyncCompletionSpecification> completions() {
        return Stream.of(TRIAGE, RELEASE_REPORT)
                .map(
                        prompt ->
                                new SyncCompletionSpecification(
                                        new PromptReference(prompt),
                                        (client, request) -> complete(request)))
                .toList();
    }

    /** The values that begin with what was typed, as a completion's answer. */
    static CompleteResult matching(Stream<String> values, String typed) {
        List<String> all = values.filter(value -> value.startsWith(typed)).distinct().toList();
        return new CompleteResult(
                new CompleteCompletion(
                        all.stream().limit(COMPLETIONS_MAX).toList(),
                        all.size(),
                        all.size() > COMPLETIONS_MAX));
    }

    private static PromptArgument projectArgument() {
        return PromptArgument.builder("project")
                .title("Project")
                .description("Slug of the project, such as checkout-api.")
                .required(true)
                .build();
    }

    private GetPromptResult triage(GetPromptRequest request) {
        Project project = project(request);
        return result(
                "Triage of " + project.name(),
                """
                Triage the unresolved issues of project %s (%s).
                Search the issues, look at the worst ones with their stack traces, and list what \
                to do first in a table."""
                        .formatted(project.slug(), project.name()));
    }

    private GetPromptResult releaseReport(GetPromptRequest request) {
        Project project = project(request);
        String wanted = argument(request, "release");
        Release release =
                wanted.isEmpty()
                        ? tracker.releases(project.slug()).getFirst()
                        : tracker.release(project.slug(), wanted)
                                .orElseThrow(
                                        () ->
                                                invalid(
                                                        "there is no release '%s' of %s"
                                                                .formatted(
                                                                        wanted, project.slug())));
        return result(
                "Report of %s %s".formatted(project.name(), release.version()),
                """
                Write a release report for release %s of project %s.
                Compare it with the release before: which issues are new, which are gone, and \
                is a rollback called for?"""
                        .formatted(release.version(), project.slug()));
    }

    private Project project(GetPromptRequest request) {
        String slug = argument(request, "project");
        return tracker.project(slug)
                .orElseThrow(
                        () ->
                                invalid(
                                        slug.isEmpty()
                                                ? "'project' is required"
                                                : "there is no project '%s'".formatted(slug)));
    }

    private CompleteResult complete(CompleteRequest request) {
        String typed = request.argument().value();
        return switch (request.argument().name()) {
            case "project" -> matching(tracker.projects().stream().map(Project::slug), typed);
            case "release" -> {
                var context = request.context();
                Map<String, String> chosen = context == null ? Map.of() : context.arguments();
                String project = chosen == null ? "" : chosen.getOrDefault("project", "");
                yield matching(tracker.releases(project).stream().map(Release::version), typed);
            }
            default -> matching(Stream.empty(), typed);
        };
    }

    private static String argument(GetPromptRequest request, String name) {
        Map<String, Object> arguments = request.arguments();
        return arguments != null && arguments.get(name) instanceof String text ? text.strip() : "";
    }

    private static GetPromptResult result(String description, String text) {
        return GetPromptResult.builder(
                        List.of(new PromptMessage(Role.USER, TextContent.builder(text).build())))
                .description(description)
                .build();
    }

    private static McpError invalid(String sentence) {
        return McpError.builder(ErrorCodes.INVALID_PARAMS).message(sentence).build();
    }
}
