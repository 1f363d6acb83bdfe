package dev.parley.app.demo;

import dev.parley.tool.Tool;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What the demo model says when it does not know better: what it can do here. */
final class Help {

    private static final int TOOLS_MAX = 40;
    private static final int DESCRIPTION_CHARS_MAX = 90;

    /** A sentence to try, and the tool without which there is no point in it. */
    private static final List<Map.Entry<String, String>> SUGGESTIONS =
            List.of(
                    Map.entry("What broke since the last release?", "search_issues"),
                    Map.entry("Triage checkout-api", "search_issues"),
                    Map.entry("Analyze the worst issue", "analyze_issue"),
                    Map.entry("Chart storefront", "event_chart"),
                    Map.entry("Resolve PARLEY-12", "resolve_issue"),
                    Map.entry("Escalate PARLEY-12", "escalate_issue"));

    private Help() {}

    static DemoAnswer of(Situation situation) {
        String always =
                "I am a handful of rules, not a language model. I look for words I know and call"
                        + " the tools of the connected servers.";
        if (situation.tools().isEmpty()) {
            return DemoAnswer.text(
                    always + "\n\nNo server with tools is connected. I can still `count to 200`.");
        }
        return DemoAnswer.text(
                always + suggestions(situation) + "\n\nOr name a tool:\n\n" + tools(situation));
    }

    private static String suggestions(Situation situation) {
        String list =
                SUGGESTIONS.stream()
                        .filter(it -> situation.tool(it.getValue()).isPresent())
                        .map(it -> "- " + it.getKey())
                        .collect(Collectors.joining("\n"));
        return list.isEmpty() ? "" : " Try:\n\n" + list;
    }

    private static String tools(Situation situation) {
        Map<String, List<Tool>> byServer =
                situation.tools().stream()
                        .limit(TOOLS_MAX)
                        .collect(
                                Collectors.groupingBy(
                                        Tool::server, LinkedHashMap::new, Collectors.toList()));
        String lists =
                byServer.entrySet().stream()
                        .map(
                                server ->
                                        "**%s**\n\n%s"
                                                .formatted(
                                                        server.getKey(),
                                                        server.getValue().stream()
                                                                .map(Help::line)
                                                                .collect(Collectors.joining("\n"))))
                        .collect(Collectors.joining("\n\n"));
        int hidden = situation.tools().size() - TOOLS_MAX;
        return hidden > 0 ? lists + "\n\n… and " + hidden + " more." : lists;
    }

    private static String line(Tool tool) {
        String description = tool.description().lines().findFirst().orElse("");
        return "- `%s` %s"
                .formatted(
                        tool.remoteName(),
                        description.length() <= DESCRIPTION_CHARS_MAX
                                ? description
                                : description.substring(0, DESCRIPTION_CHARS_MAX) + "…");
    }
}
