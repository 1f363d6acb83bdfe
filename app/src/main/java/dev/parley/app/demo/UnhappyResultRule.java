package dev.parley.app.demo;

import dev.parley.conversation.Part;
import dev.parley.conversation.ToolStatus;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** When a tool did not do what was asked, says so and does not try again. */
final class UnhappyResultRule implements Rule {

    @Override
    public Optional<DemoAnswer> answer(Situation situation) {
        List<Part.ToolResult> unhappy =
                situation.results().stream().filter(it -> it.status() != ToolStatus.OK).toList();
        if (unhappy.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                DemoAnswer.text(
                        unhappy.stream()
                                .map(UnhappyResultRule::sentence)
                                .collect(Collectors.joining("\n\n"))));
    }

    private static String sentence(Part.ToolResult result) {
        String name = "`" + result.tool() + "`";
        String said = Json.text(result);
        String quoted = said.isEmpty() ? "" : "\n\n" + Markdown.code(said);
        return switch (result.status()) {
            case OK -> throw new IllegalArgumentException(name + " was successful");
            case DENIED ->
                    "You did not allow "
                            + name
                            + ", so I left it alone: **nothing was changed**. Ask again if you"
                            + " change your mind.";
            case FAILED ->
                    name + " **failed**:" + (quoted.isEmpty() ? " it gave no reason." : quoted);
            case NOT_RUN -> name + " was not run." + quoted;
            case UNKNOWN ->
                    name
                            + " was started, but I did not see how it ended. It **may have run**:"
                            + " please look before you ask for it again."
                            + quoted;
        };
    }
}
