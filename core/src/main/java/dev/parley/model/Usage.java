package dev.parley.model;

/**
 * Tokens as the provider counted them; zero where it did not say. Cached tokens are part of the
 * input tokens, reasoning tokens part of the output tokens.
 */
public record Usage(
        long inputTokens, long cachedInputTokens, long outputTokens, long reasoningTokens) {

    public static final Usage NONE = new Usage(0, 0, 0, 0);

    public Usage plus(Usage other) {
        return new Usage(
                inputTokens + other.inputTokens,
                cachedInputTokens + other.cachedInputTokens,
                outputTokens + other.outputTokens,
                reasoningTokens + other.reasoningTokens);
    }
}
