package dev.parley.app.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.tool.Tool;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** "Release report of storefront 2026.11.2", which is also what that prompt says. */
final class ReleaseReportRule implements Rule {

    private static final Pattern WORDS =
            Pattern.compile("(?i)\\brelease report\\b|\\bcompare\\b.*\\breleases?\\b");
    private static final Pattern VERSION = Pattern.compile("\\b\\d+(?:\\.\\d+)+\\b");

    @Override
    public Optional<DemoAnswer> answer(Situation situation) {
        Optional<Tool> compare = situation.tool(TrackerWords.COMPARE_RELEASES);
        if (!situation.says(WORDS) || compare.isEmpty()) {
            return Optional.empty();
        }
        String project = TrackerWords.project(compare.get(), situation);
        if (project.isEmpty()) {
            return Optional.of(
                    DemoAnswer.text("Of which project? Say `release report of checkout-api`."));
        }
        Optional<JsonNode> compared = situation.answerOf(compare.get());
        if (compared.isEmpty()) {
            Matcher version = VERSION.matcher(situation.text());
            String head = version.find() ? version.group() : "";
            return Optional.of(
                    DemoAnswer.calls(
                            "A report says what is new and what is gone: one comparison.",
                            "",
                            TrackerWords.call(
                                    compare.get(), Map.of("project", project, "head", head))));
        }
        return Optional.of(report(project, compared.get()));
    }

    private static DemoAnswer report(String project, JsonNode compared) {
        List<JsonNode> appeared = Json.objects(compared.path("new_issues"));
        List<JsonNode> ended = Json.objects(compared.path("ended_issues"));
        boolean fatal =
                appeared.stream().anyMatch(issue -> issue.path("level").asText().equals("fatal"));
        return DemoAnswer.text(
                """
                ## %s %s against %s

                ### New: %d

                %s

                ### Gone: %d

                %s

                %s"""
                        .formatted(
                                project,
                                compared.path("head").path("version").asText(),
                                compared.path("base").path("version").asText(),
                                appeared.size(),
                                tableOrNone(appeared),
                                ended.size(),
                                tableOrNone(ended),
                                fatal
                                        ? "A fatal issue came with it: **consider a rollback**."
                                        : "No fatal issue came with it: no reason for a rollback."));
    }

    private static String tableOrNone(List<JsonNode> issues) {
        return issues.isEmpty() ? "None." : TrackerWords.table(issues);
    }
}
