package dev.parley.app.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.tool.Tool;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What the rules about incidents share: how to ask an incident tracker, and how to write it up. */
final class TrackerWords {

    static final String LIST_RELEASES = "list_releases";
    static final String SEARCH_ISSUES = "search_issues";
    static final String GET_ISSUE = "get_issue";
    static final String COMPARE_RELEASES = "compare_releases";

    private static final List<String> ISSUE_COLUMNS =
            List.of("id", "title", "project", "level", "events", "users");

    private TrackerWords() {}

    /** A call with these arguments; those with an empty value are left out. */
    static DemoAnswer.Call call(Tool tool, Map<String, String> arguments) {
        ObjectNode object = Json.object();
        // By name: an answer of the demo is the same every time.
        new TreeMap<>(arguments)
                .forEach(
                        (name, value) -> {
                            if (!value.isEmpty()) {
                                object.put(name, value);
                            }
                        });
        return DemoAnswer.Call.of(tool, object);
    }

    /** The project the user names, as far as the tool's schema lists projects. */
    static String project(Tool tool, Situation situation) {
        return SchemaArguments.of(tool, situation.text()).arguments().path("project").asText("");
    }

    /** The issues of a search, worst first as the server sorted them. */
    static List<JsonNode> issues(JsonNode search) {
        return Json.objects(search.path("issues"));
    }

    static String table(List<JsonNode> issues) {
        return Markdown.table(issues, ISSUE_COLUMNS);
    }

    /** Calls to read the worst issues in full, all in one step. */
    static DemoAnswer readWorst(Tool getIssue, List<JsonNode> issues, int max) {
        DemoAnswer.Call[] calls =
                issues.stream()
                        .limit(max)
                        .map(i -> call(getIssue, Map.of("issue_id", i.path("id").asText())))
                        .toArray(DemoAnswer.Call[]::new);
        String ids =
                issues.stream()
                        .limit(max)
                        .map(issue -> issue.path("id").asText())
                        .collect(Collectors.joining(" and "));
        return DemoAnswer.calls(
                "A list says how often something happens, the stack trace says where. "
                        + ids
                        + (max == 1 ? " is" : " are")
                        + " the worst.",
                "",
                calls);
    }

    /** The stack traces of issues that were read in full. */
    static String traces(List<JsonNode> issues) {
        return issues.stream()
                .map(
                        issue ->
                                "**%s** in `%s`, since %s:\n\n%s"
                                        .formatted(
                                                issue.path("id").asText(),
                                                issue.path("culprit").asText(),
                                                issue.path("first_release").asText(),
                                                Markdown.code(issue.path("stack_trace").asText())))
                .collect(Collectors.joining("\n\n"));
    }

    /** The worst issue a search of this conversation has found and that was not resolved since. */
    static Optional<String> worstKnown(Situation situation, Tool search) {
        JsonNode found =
                situation.answerOf(search).orElseGet(() -> situation.latestAnswerOf(search));
        Set<String> resolved =
                situation.earlier().stream()
                        .map(Json::of)
                        .filter(it -> it.path("status").asText().equals("resolved"))
                        .map(it -> it.path("id").asText())
                        .collect(Collectors.toSet());
        return issues(found).stream()
                .filter(issue -> !issue.path("status").asText().equals("resolved"))
                .map(issue -> issue.path("id").asText())
                .filter(id -> !resolved.contains(id))
                .findFirst();
    }
}
