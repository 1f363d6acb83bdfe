package dev.parley.app.demo;

import java.util.Optional;
import java.util.stream.Collectors;

/** Says what came with the message. */
final class AttachmentRule implements Rule {

    @Override
    public Optional<DemoAnswer> answer(Situation situation) {
        if (situation.files().isEmpty()) {
            return Optional.empty();
        }
        String lines =
                situation.files().stream()
                        .map(
                                file ->
                                        "- `"
                                                + file.name().replace('`', '\'')
                                                + "`: "
                                                + file.description())
                        .collect(Collectors.joining("\n"));
        return Optional.of(DemoAnswer.text("You attached:\n\n" + lines));
    }
}
