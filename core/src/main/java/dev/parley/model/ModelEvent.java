package dev.parley.model;

/**
 * One event of a model's answer.
 *
 * <p>Tool calls are told apart by {@code index}, counted from 0 in each answer: one {@link
 * ToolCallStarted}, any number of {@link ToolCallDelta}, then one {@link ToolCallEnded} or {@link
 * ToolCallMalformed}. Calls may come interleaved, text and reasoning between them.
 */
public sealed interface ModelEvent {

    /** More of the answer's text; never empty. */
    record TextDelta(String text) implements ModelEvent {}

    /** More of what the model thinks; never empty. */
    record ReasoningDelta(String text) implements ModelEvent {}

    /** The model begins to call {@code tool}, a name from the request or one it made up. */
    record ToolCallStarted(int index, String tool) implements ModelEvent {}

    /** More of the call's arguments as JSON text; never empty. */
    record ToolCallDelta(int index, String argumentsJson) implements ModelEvent {}

    /** The call is whole; {@code argumentsJson} is a JSON object ({@code {}} for no arguments). */
    record ToolCallEnded(int index, String argumentsJson) implements ModelEvent {}

    /** The call is whole, but its arguments are not a JSON object. */
    record ToolCallMalformed(int index, String argumentsText, String problem)
            implements ModelEvent {}

    /** The answer is whole. Every call that was started has ended before. */
    record Finished(StopReason reason, Usage usage) implements ModelEvent {}
}
