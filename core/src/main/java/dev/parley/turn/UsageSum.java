package dev.parley.turn;

import dev.parley.model.Usage;
import java.util.List;

/**
 * What some turns have used.
 *
 * @param turns how many they are
 * @param tokens of their steps that were finished
 * @param toolCalls how often a tool was called, whatever became of it
 */
public record UsageSum(long turns, Usage tokens, long toolCalls) {

    public static final UsageSum NONE = new UsageSum(0, Usage.NONE, 0);

    public UsageSum plus(UsageSum other) {
        return new UsageSum(
                turns + other.turns, tokens.plus(other.tokens), toolCalls + other.toolCalls);
    }

    /** What these events of a turn say was used; the turn itself is not counted. */
    public static UsageSum of(List<TurnEvent> events) {
        Usage tokens = Usage.NONE;
        long toolCalls = 0;
        for (TurnEvent event : events) {
            if (event instanceof TurnEvent.StepFinished step) {
                tokens = tokens.plus(step.usage());
            } else if (event instanceof TurnEvent.ToolStarted) {
                toolCalls++;
            }
        }
        return new UsageSum(0, tokens, toolCalls);
    }
}
