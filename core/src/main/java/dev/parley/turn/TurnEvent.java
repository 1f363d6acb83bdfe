package dev.parley.turn;

import dev.parley.conversation.ConversationId;
import dev.parley.conversation.MessageId;
import dev.parley.conversation.Part.ToolCall;
import dev.parley.conversation.Part.ToolResult;
import dev.parley.model.StopReason;
import dev.parley.model.Usage;
import dev.parley.tool.Approval;
import dev.parley.tool.Elicitation;
import dev.parley.tool.ElicitationAnswer;
import dev.parley.tool.ToolProgress;

/**
 * What happens in a turn, as it is streamed. An event means the same wherever it is read from: a
 * follower needs none of the events before it.
 *
 * <p>Order: one {@link Started}; when the turn answers an approval, {@link ApprovalAnswered} and
 * the tools' events; then steps, each from {@link StepStarted} to {@link StepFinished} with the
 * model's blocks between, and the tools' events before the next step; one {@link Ended}. A turn
 * that was taken over after a crash may begin a step again.
 */
public sealed interface TurnEvent {

    /**
     * Whether followers see it before it is durable. That goes for what comes in pieces and in
     * numbers, and is whole only with the durable event that ends it.
     */
    default boolean live() {
        return this instanceof TextDelta
                || this instanceof ReasoningDelta
                || this instanceof ToolInputDelta
                || this instanceof ToolProgressed;
    }

    /**
     * The turn begins.
     *
     * @param message id of the assistant message the whole turn is shown as; that of an earlier
     *     turn when this one continues it
     * @param model that answers; empty when it has no name
     */
    record Started(TurnId turn, ConversationId conversation, MessageId message, String model)
            implements TurnEvent {

        /** The start of a turn whose model has no name. */
        public Started(TurnId turn, ConversationId conversation, MessageId message) {
            this(turn, conversation, message, "");
        }
    }

    record ApprovalAnswered(Approval approval) implements TurnEvent {}

    /**
     * The model is asked.
     *
     * @param message id of the message as which its answer will be stored
     */
    record StepStarted(int step, MessageId message) implements TurnEvent {}

    /** A block of text begins; {@code block} is unique in the turn. */
    record TextStarted(int block) implements TurnEvent {}

    record TextDelta(int block, String text) implements TurnEvent {}

    record TextEnded(int block) implements TurnEvent {}

    record ReasoningStarted(int block) implements TurnEvent {}

    record ReasoningDelta(int block, String text) implements TurnEvent {}

    record ReasoningEnded(int block) implements TurnEvent {}

    /** The model begins to call a tool; {@code title} is the tool's, or its name if unknown. */
    record ToolInputStarted(String callId, String tool, String title) implements TurnEvent {}

    record ToolInputDelta(String callId, String argumentsJson) implements TurnEvent {}

    /** The call is whole. */
    record ToolInputEnded(ToolCall call, String title) implements TurnEvent {}

    /** The call's arguments are not a JSON object; its result says so too. */
    record ToolInputMalformed(
            String callId, String tool, String title, String argumentsText, String problem)
            implements TurnEvent {}

    /** The model's answer of this step is whole and saved. */
    record StepFinished(int step, StopReason reason, Usage usage) implements TurnEvent {}

    record ApprovalRequested(String callId) implements TurnEvent {}

    /**
     * The tool is about to be called: without its {@link ToolFinished}, it may have run.
     *
     * @param repeatable whether calling it a second time does no harm
     */
    record ToolStarted(String callId, boolean repeatable) implements TurnEvent {}

    record ToolProgressed(String callId, ToolProgress progress) implements TurnEvent {}

    /** A running call asks the user something. */
    record ElicitationRequested(String callId, ElicitationId id, Elicitation elicitation)
            implements TurnEvent {}

    /** The question is over; what the user said in the form is the server's alone. */
    record ElicitationAnswered(ElicitationId id, ElicitationAnswer.Action action)
            implements TurnEvent {}

    /** The server says that what the user opened an address for is done. */
    record ElicitationCompleted(ElicitationId id) implements TurnEvent {}

    /** The call has its result, whichever it is. */
    record ToolFinished(ToolResult result) implements TurnEvent {}

    /** A remark of Parley's own, such as a server that cannot be reached. */
    record Noticed(String code, String text) implements TurnEvent {}

    /** The turn is over; nothing follows. {@code usage} is the sum over its steps. */
    record Ended(TurnOutcome outcome, Usage usage) implements TurnEvent {}
}
