package dev.parley.app.demo;

import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How the demo's tools put their answers: a text for models and people, and the same as JSON. */
final class ToolOutput {

    private ToolOutput() {}

    static CallToolResult of(String text, Map<String, Object> structured) {
        return CallToolResult.builder(List.of(TextContent.builder(text).build()))
                .structuredContent(structured)
                .isError(false)
                .build();
    }

    /** The tool did not do it; {@code sentence} says why and what to do. */
    static CallToolResult failure(String sentence) {
        return CallToolResult.builder(List.of(TextContent.builder(sentence).build()))
                .isError(true)
                .build();
    }

    static Map<String, Object> of(Project project) {
        return fields(
                "slug", project.slug(),
                "name", project.name(),
                "organization", project.organization(),
                "platform", project.platform());
    }

    static Map<String, Object> of(Release release) {
        return fields(
                "version", release.version(),
                "project", release.project(),
                "released_at", release.releasedAt().toString(),
                "commits", release.commits());
    }

    static Map<String, Object> of(Issue issue) {
        return fields(
                "id", issue.id(),
                "title", issue.title(),
                "project", issue.project(),
                "level", issue.level().name().toLowerCase(Locale.ROOT),
                "status", issue.status().name().toLowerCase(Locale.ROOT),
                "events", issue.events(),
                "users", issue.users(),
                "first_release", issue.firstRelease(),
                "first_seen", issue.firstSeen().toString(),
                "last_seen", issue.lastSeen().toString(),
                "culprit", issue.culprit());
    }

    static Map<String, Object> of(IssueEvent event) {
        return fields(
                "id", event.id(),
                "issue_id", event.issue(),
                "at", event.at().toString(),
                "release", event.release(),
                "environment", event.environment(),
                "user", event.user());
    }

    /** One line of a list for people. */
    static String line(Issue issue) {
        return "%s [%s, %s] %s – %s, %d events, %d users, since %s"
                .formatted(
                        issue.id(),
                        issue.level().name().toLowerCase(Locale.ROOT),
                        issue.status().name().toLowerCase(Locale.ROOT),
                        issue.title(),
                        issue.project(),
                        issue.events(),
                        issue.users(),
                        issue.firstRelease());
    }

    /** Names and values in turn, in that order. */
    static Map<String, Object> fields(Object... namesAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return map;
    }

    /** JSON Schema of an object that must have these properties, each given as name and type. */
    static Map<String, Object> schema(String... namesAndTypes) {
        Map<String, Object> properties = new LinkedHashMap<>();
        for (int i = 0; i < namesAndTypes.length; i += 2) {
            properties.put(namesAndTypes[i], Map.of("type", namesAndTypes[i + 1]));
        }
        return Map.of(
                "type",
                "object",
                "properties",
                properties,
                "required",
                List.copyOf(properties.keySet()));
    }
}
