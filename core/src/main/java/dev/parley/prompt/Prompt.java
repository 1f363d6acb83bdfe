package dev.parley.prompt;

import dev.parley.tool.Icon;
import java.util.List;

/**
 * A template of a server that renders to messages.
 *
 * @param title for people; the name when the server gave none
 * @param description empty when the server gave none
 */
public record Prompt(
        String server,
        String name,
        String title,
        String description,
        List<PromptArgument> arguments,
        List<Icon> icons) {

    public Prompt {
        arguments = List.copyOf(arguments);
        icons = List.copyOf(icons);
    }

    /** A prompt without icons. */
    public Prompt(
            String server,
            String name,
            String title,
            String description,
            List<PromptArgument> arguments) {
        this(server, name, title, description, arguments, List.of());
    }
}
