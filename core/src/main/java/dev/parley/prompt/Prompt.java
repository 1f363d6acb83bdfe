package dev.parley.prompt;

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
        List<PromptArgument> arguments) {

    public Prompt {
        arguments = List.copyOf(arguments);
    }
}
