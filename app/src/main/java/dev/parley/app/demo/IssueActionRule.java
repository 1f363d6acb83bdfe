package dev.parley.app.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.tool.Tool;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * "Resolve PARLEY-12", "analyze the worst one", "show me PARLEY-3": something is to be done with
 * one issue, which is named, or the one before ("it"), or the worst of the last search; for the
 * worst it searches first when nothing was searched yet. It never guesses.
 */
final class IssueActionRule implements Rule {

    private static final Pattern WORST = Pattern.compile("(?i)\\b(worst|first|top|biggest)\\b");
    private static final Pattern SAME = Pattern.compile("(?i)\\b(it|this|that)\\b");

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

    static Rule escalate() {
        return new IssueActionRule(
                "\\bescalate\\b",
                "escalate_issue",
                "The tracker will ask them how severe it is.",
                IssueActionRule::escalated);
    }

    static Rule analyze() {
        return new IssueActionRule(
                "\\banaly[sz]e\\b|\\broot cause\\b",
                "analyze_issue",
                "An analysis takes a few seconds; its progress is shown meanwhile.",
                IssueActionRule::analyzed);
    }

    static Rule show() {
        return new IssueActionRule(
                "\\b[a-z][a-z0-9]*-\\d+\\b",
                TrackerWords.GET_ISSUE,
                "An id and nothing else I know: they want to see the issue.",
                issue -> TrackerWords.traces(List.of(issue)));
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
        boolean worst = situation.says(WORST);
        Optional<String> issue =
                situation
                        .issueId()
                        .or(
                                () ->
                                        worst
                                                ? search.flatMap(
                                                        it ->
                                                                TrackerWords.worstKnown(
                                                                        situation, it))
                                                : issueBefore(situation));
        if (issue.isPresent()) {
            return Optional.of(
                    DemoAnswer.calls(
                            reasoning,
                            "",
                            TrackerWords.call(action.get(), Map.of("issue_id", issue.get()))));
        }
        return Optional.of(
                !worst || search.isEmpty() || situation.answerOf(search.get()).isPresent()
                        ? DemoAnswer.text("Which issue? Name it, such as `PARLEY-12`.")
                        : DemoAnswer.calls(
                                "To know the worst one I have to search.",
                                "Let me find the worst one.",
                                TrackerWords.call(search.get(), Map.of("status", "unresolved"))));
    }

    private static Optional<String> issueBefore(Situation situation) {
        return Optional.of(situation.issueBefore())
                .filter(id -> !id.isEmpty() && situation.says(SAME));
    }

    private static String resolved(JsonNode result) {
        String id = result.path("id").asText();
        return result.path("previous_status").asText().equals("resolved")
                ? "**%s** was resolved already.".formatted(id)
                : "Done: **%s** is resolved (%s).".formatted(id, result.path("title").asText());
    }

    private static String escalated(JsonNode result) {
        String id = result.path("id").asText();
        return result.path("escalated").asBoolean()
                ? "Done: **%s** is escalated as %s.".formatted(id, result.path("severity").asText())
                : "**%s** is not escalated: %s.".formatted(id, result.path("why").asText());
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
