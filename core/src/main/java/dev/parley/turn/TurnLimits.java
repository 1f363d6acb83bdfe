package dev.parley.turn;

import java.time.Duration;

/**
 * The bounds of one turn. Whatever cuts something says so in the conversation.
 *
 * @param stepsMax model calls in a turn
 * @param callsPerStepMax tool calls in one step; the rest get a result that says so
 * @param outputTokensMax of one model call
 * @param toolResultCharsMax of one tool result as the model sees it
 * @param toolTimeMax one tool call
 * @param turnTimeMax the whole turn
 */
public record TurnLimits(
        int stepsMax,
        int callsPerStepMax,
        int outputTokensMax,
        int toolResultCharsMax,
        Duration toolTimeMax,
        Duration turnTimeMax) {

    public static final TurnLimits DEFAULT =
            new TurnLimits(10, 16, 16_000, 100_000, Duration.ofMinutes(5), Duration.ofMinutes(15));

    public TurnLimits {
        if (stepsMax < 1 || callsPerStepMax < 1 || outputTokensMax < 1 || toolResultCharsMax < 1) {
            throw new IllegalArgumentException("every limit of a turn must be at least 1");
        }
        if (!toolTimeMax.isPositive() || !turnTimeMax.isPositive()) {
            throw new IllegalArgumentException("every time of a turn must be positive");
        }
    }

    /** Characters of one model call: far more than {@code outputTokensMax} can hold. */
    int outputLengthMax() {
        return (int) Math.min(Integer.MAX_VALUE, outputTokensMax * 32L);
    }
}
