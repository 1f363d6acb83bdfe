package dev.parley.app.demo;

import dev.parley.conversation.Part;
import dev.parley.tool.Tool;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Calls the tool the user names, of any server, and shows what it said. */
final class NamedToolRule implements Rule {

    /** Words in tools' names that say what is done, not to what. */
    private static final Set<String> VERBS =
            Set.of(
                    "get", "list", "search", "find", "read", "show", "fetch", "create", "add",
                    "update", "delete", "remove", "run", "do", "set", "query", "tool");

    private static final Pattern WORD_END = Pattern.compile("[^A-Za-z0-9]+|(?<=[a-z])(?=[A-Z])");

    /** How well a tool's name fits what was said; zero for not at all. */
    private interface Fit {
        int score(Tool tool, String said);
    }

    private final Fit fit;

    private NamedToolRule(Fit fit) {
        this.fit = fit;
    }

    /** Wants the name as it is written, {@code server__tool} or {@code the_tool}. */
    static Rule byExactName() {
        return new NamedToolRule(
                (tool, said) ->
                        namePattern(tool.name()).matcher(said).find()
                                ? 2
                                : tool.remoteName().matches(".*[_A-Z-].*")
                                                && namePattern(tool.remoteName())
                                                        .matcher(said)
                                                        .find()
                                        ? 1
                                        : 0);
    }

    /** Is content with the words of the name, or with its nouns. */
    static Rule byKeyword() {
        return new NamedToolRule(NamedToolRule::keywordScore);
    }

    @Override
    public Optional<DemoAnswer> answer(Situation situation) {
        Optional<Tool> tool =
                situation.tools().stream()
                        .filter(it -> fit.score(it, situation.text()) > 0)
                        .max(Comparator.comparingInt(it -> fit.score(it, situation.text())));
        return tool.map(
                it ->
                        situation.results().isEmpty()
                                ? call(it, situation.text())
                                : describe(situation.results()));
    }

    private static DemoAnswer call(Tool tool, String said) {
        SchemaArguments found = SchemaArguments.of(tool, withoutName(tool, said));
        if (!found.missing().isEmpty()) {
            return DemoAnswer.text(
                    "`%s` needs %s. Say it like `%s %s`."
                            .formatted(
                                    tool.name(),
                                    found.missing().stream()
                                            .map(name -> "`" + name + "`")
                                            .collect(Collectors.joining(", ")),
                                    tool.remoteName(),
                                    found.missing().stream()
                                            .map(name -> name + "=…")
                                            .collect(Collectors.joining(" "))));
        }
        return DemoAnswer.calls(
                "The words fit the tool %s of %s. Its input schema says what to take from them."
                        .formatted(tool.remoteName(), tool.server()),
                "",
                DemoAnswer.Call.of(tool, found.arguments()));
    }

    /** What the tools said, whatever they are. */
    static DemoAnswer describe(List<Part.ToolResult> results) {
        return DemoAnswer.text(
                results.stream().map(NamedToolRule::describe).collect(Collectors.joining("\n\n")));
    }

    private static String describe(Part.ToolResult result) {
        String said = Json.text(result);
        String body =
                Markdown.tableIn(Json.of(result))
                        .orElseGet(() -> said.isEmpty() ? "(no text)" : Markdown.code(said));
        String picture = Json.hasPicture(result) ? "\n\nThe picture is in the result above." : "";
        return "`" + result.tool() + "` says:\n\n" + body + picture;
    }

    private static int keywordScore(Tool tool, String said) {
        List<String> words = words(tool.remoteName());
        Set<String> saidWords =
                words(said).stream().map(NamedToolRule::singular).collect(Collectors.toSet());
        List<String> nouns = words.stream().filter(word -> !VERBS.contains(word)).toList();
        if (words.stream().map(NamedToolRule::singular).allMatch(saidWords::contains)) {
            return 10 + words.size();
        }
        return !nouns.isEmpty()
                        && nouns.stream().map(NamedToolRule::singular).allMatch(saidWords::contains)
                ? nouns.size()
                : 0;
    }

    private static String withoutName(Tool tool, String said) {
        String rest = namePattern(tool.name()).matcher(said).replaceAll(" ");
        rest = namePattern(tool.remoteName()).matcher(rest).replaceAll(" ");
        if (!rest.equals(said)) {
            return rest;
        }
        for (String word : words(tool.remoteName())) {
            rest = rest.replaceFirst("(?i)\\b" + Pattern.quote(singular(word)) + "s?\\b", " ");
        }
        return rest;
    }

    private static List<String> words(String text) {
        return Arrays.stream(WORD_END.split(text, -1))
                .filter(word -> !word.isEmpty())
                .map(word -> word.toLowerCase(Locale.ROOT))
                .toList();
    }

    private static String singular(String word) {
        return word.length() > 3 && word.endsWith("s")
                ? word.substring(0, word.length() - 1)
                : word;
    }

    private static Pattern namePattern(String name) {
        return Pattern.compile("(?i)(?<![\\w-])" + Pattern.quote(name) + "(?![\\w-])");
    }
}
