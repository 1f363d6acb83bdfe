package dev.parley.app.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.tool.Tool;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * "Resolve PARLEY-12" and "analyze the worst one": something is to be done with one issue, named or
 * the worst of the last search. Without either it searches first.
 */
final class IssueActionRule implements Rule {

    private final Pattern words;
    private final String tool;
    private final String reasoning;
    private final Function<JsonNode, String> report;

    private IssueActionRule(
            String words, String tool, String reasoning, Function<JsonNode, String> report) {
        this.words = Pattern.compile("(?i)" + words);
        this.tool = tool;
        this.reasoning = reasoning;
        this.report = report;
    }

    static Rule resolve() {
        return new IssueActionRule(
                "\\bresolve\\b",
                "resolve_issue",
                "This changes something, so I expect to be asked for approval.",
                IssueActionRule::resolved);
    }

    static Rule analyze() {
        return new IssueActionRule(
                "\\banaly[sz]e\\b|\\broot cause\\b",
                "analyze_issue",
                "An analysis takes a few seconds; its progress is shown meanwhile.",
                IssueActionRule::analyzed);
    }

    @Override
    public Optional<DemoAnswer> answer(Situation situation) {
        Optional<Tool> action = situation.tool(tool);
        Optional<Tool> search = situation.tool(TrackerWords.SEARCH_ISSUES);
        if (!situation.says(words) || action.isEmpty()) {
            return Optional.empty();
        }
        Optional<JsonNode> done = situation.answerOf(action.get());
        if (done.isPresent()) {
            return Optional.of(DemoAnswer.text(report.apply(done.get())));
        }
        Optional<String> issue =
                situation
                        .issueId()
                        .or(() -> search.flatMap(it -> TrackerWords.worstKnown(situation, it)));
        if (issue.isPresent()) {
            return Optional.of(
                    DemoAnswer.calls(
                            reasoning,
                            "",
                            TrackerWords.call(action.get(), Map.of("issue_id", issue.get()))));
        }
        boolean searched = search.isEmpty() || situation.answerOf(search.get()).isPresent();
        return Optional.of(
                searched
                        ? DemoAnswer.text("Which issue? Name it, such as `PARLEY-12`.")
                        : DemoAnswer.calls(
                                "No issue was named, so the worst unresolved one is meant.",
                                "Let me find the worst one.",
                                TrackerWords.call(search.get(), Map.of("status", "unresolved"))));
    }

    private static String resolved(JsonNode result) {
        String id = result.path("id").asText();
        return result.path("previous_status").asText().equals("resolved")
                ? "**%s** was resolved already.".formatted(id)
                : "Done: **%s** is resolved (%s).".formatted(id, result.path("title").asText());
    }

    private static String analyzed(JsonNode result) {
        return """
        ## Root cause of %s

        %s

        Suspect: release **%s**, in `%s`, from %d events."""
                .formatted(
                        result.path("issue_id").asText(),
                        result.path("root_cause").asText(),
                        result.path("suspect_release").asText(),
                        result.path("culprit").asText(),
                        result.path("events_read").asInt());
    }
}
