package dev.parley.app.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.tool.Tool;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * "What broke since the last release?": the releases, then the issues since the last one and what
 * changed with it side by side, then the worst issues in full, then the report.
 */
final class WhatBrokeRule implements Rule {

    private static final Pattern WORDS =
            Pattern.compile(
                    "(?i)\\b(broke|broken|went wrong|regressions?)\\b"
                            + "|since (the )?(last|latest|newest) release");
    private static final int TRACES_MAX = 2;

    @Override
    public Optional<DemoAnswer> answer(Situation situation) {
        Optional<Tool> releases = situation.tool(TrackerWords.LIST_RELEASES);
        Optional<Tool> search = situation.tool(TrackerWords.SEARCH_ISSUES);
        Optional<Tool> getIssue = situation.tool(TrackerWords.GET_ISSUE);
        if (!situation.says(WORDS)
                || releases.isEmpty()
                || search.isEmpty()
                || getIssue.isEmpty()) {
            return Optional.empty();
        }
        Optional<JsonNode> released = situation.answerOf(releases.get());
        if (released.isEmpty()) {
            String project = TrackerWords.project(releases.get(), situation);
            return Optional.of(
                    DemoAnswer.calls(
                            "First I need to know which release was the last, and when it went"
                                    + " live. Then I look for issues that are younger.",
                            "Let me look at the releases first.",
                            TrackerWords.call(releases.get(), Map.of("project", project))));
        }
        List<JsonNode> versions = Json.objects(released.get().path("releases"));
        if (versions.isEmpty()) {
            return Optional.of(DemoAnswer.text("There is no release yet."));
        }
        JsonNode last =
                versions.stream()
                        .filter(it -> situation.text().contains(it.path("version").asText("?")))
                        .findFirst()
                        .orElse(versions.getFirst());
        Optional<JsonNode> found = situation.answerOf(search.get());
        if (found.isEmpty()) {
            return Optional.of(lookSince(situation, search.get(), last));
        }
        List<JsonNode> issues = TrackerWords.issues(found.get());
        List<JsonNode> read = situation.answersOf(getIssue.get());
        return Optional.of(
                read.isEmpty() && !issues.isEmpty()
                        ? TrackerWords.readWorst(getIssue.get(), issues, TRACES_MAX)
                        : report(situation, last, issues, read));
    }

    private static DemoAnswer lookSince(Situation situation, Tool search, JsonNode release) {
        String project = release.path("project").asText();
        String version = release.path("version").asText();
        List<DemoAnswer.Call> calls = new ArrayList<>();
        calls.add(TrackerWords.call(search, Map.of("project", project, "since_release", version)));
        situation
                .tool(TrackerWords.COMPARE_RELEASES)
                .map(it -> TrackerWords.call(it, Map.of("project", project, "head", version)))
                .ifPresent(calls::add);
        return new DemoAnswer.Step(
                "The release in question is %s of %s. Both questions can be asked at once."
                        .formatted(version, project),
                "The release is **%s %s**, live since %s."
                        .formatted(
                                project,
                                version,
                                Moments.inWords(release.path("released_at").asText())),
                calls);
    }

    private static DemoAnswer report(
            Situation situation, JsonNode release, List<JsonNode> issues, List<JsonNode> read) {
        String name =
                "%s %s"
                        .formatted(
                                release.path("project").asText(), release.path("version").asText());
        if (issues.isEmpty()) {
            return DemoAnswer.text("Nothing new broke since **" + name + "**.");
        }
        int events = issues.stream().mapToInt(issue -> issue.path("events").asInt()).sum();
        long ended =
                situation
                        .tool(TrackerWords.COMPARE_RELEASES)
                        .flatMap(situation::answerOf)
                        .map(it -> (long) it.path("ended_issues").size())
                        .orElse(0L);
        String gone = ended == 0 ? "" : " %d older ones have not been seen since.".formatted(ended);
        return DemoAnswer.text(
                """
                ## Since %s

                **%d new issues** with %d events, worst first.%s

                %s

                ### The stack traces

                %s

                Next: `analyze %s` looks for the root cause."""
                        .formatted(
                                name,
                                issues.size(),
                                events,
                                gone,
                                TrackerWords.table(issues),
                                TrackerWords.traces(read),
                                issues.getFirst().path("id").asText()));
    }
}
