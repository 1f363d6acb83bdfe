package dev.parley.prompt;

/** An argument of a prompt; {@code description} is empty when the server gave none. */
public record PromptArgument(String name, String description, boolean required) {}
