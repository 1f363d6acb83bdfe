package dev.parley.app.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.tool.Tool;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** "Triage checkout-api", which is also what the prompt {@code triage} says. */
final class TriageRule implements Rule {

    private static final Pattern WORDS = Pattern.compile("(?i)\\btriage\\b");
    private static final int TRACES_MAX = 2;

    @Override
    public Optional<DemoAnswer> answer(Situation situation) {
        Optional<Tool> search = situation.tool(TrackerWords.SEARCH_ISSUES);
        Optional<Tool> getIssue = situation.tool(TrackerWords.GET_ISSUE);
        if (!situation.says(WORDS) || search.isEmpty() || getIssue.isEmpty()) {
            return Optional.empty();
        }
        String project = TrackerWords.project(search.get(), situation);
        Optional<JsonNode> found = situation.answerOf(search.get());
        if (found.isEmpty()) {
            return Optional.of(
                    DemoAnswer.calls(
                            "Triage is about what is not resolved yet, worst first.",
                            "Let me see what is open.",
                            TrackerWords.call(
                                    search.get(),
                                    Map.of("project", project, "status", "unresolved"))));
        }
        List<JsonNode> issues = TrackerWords.issues(found.get());
        if (issues.isEmpty()) {
            return Optional.of(DemoAnswer.text("Nothing is unresolved. Enjoy it."));
        }
        List<JsonNode> read = situation.answersOf(getIssue.get());
        return Optional.of(
                read.isEmpty()
                        ? TrackerWords.readWorst(getIssue.get(), issues, TRACES_MAX)
                        : report(project, issues, read));
    }

    private static DemoAnswer report(String project, List<JsonNode> issues, List<JsonNode> read) {
        JsonNode worst = issues.getFirst();
        return DemoAnswer.text(
                """
                ## Triage%s

                %s

                Begin with **%s**: %d users are hit, first seen in %s.

                %s"""
                        .formatted(
                                project.isEmpty() ? "" : " of " + project,
                                TrackerWords.table(issues),
                                worst.path("id").asText(),
                                worst.path("users").asInt(),
                                worst.path("first_release").asText(),
                                TrackerWords.traces(read)));
    }
}
