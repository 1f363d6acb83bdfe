package dev.parley.prompt;

import dev.parley.conversation.Role;

/** A message a prompt rendered to, from the user or the assistant. */
public record PromptMessage(Role role, String text) {

    public PromptMessage {
        if (role == Role.TOOL) {
            throw new IllegalArgumentException("a prompt renders no tool messages");
        }
    }
}
