package dev.parley.turn;

import dev.parley.conversation.Conversation;
import dev.parley.conversation.Message;
import dev.parley.conversation.MessageId;
import dev.parley.conversation.Part;
import dev.parley.conversation.Part.ToolCall;
import dev.parley.conversation.Role;
import dev.parley.model.ModelRequest;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * The conversation as its turn sees it: what was stored before, and what the turn adds to it. What
 * is added here is saved by the {@link TurnWriter}.
 */
final class Transcript {

    private final TurnEnvironment environment;
    private final MessageId answerId;
    private final String model;
    private Conversation conversation;
    private boolean answered;

    /** The transcript of a new turn. */
    Transcript(TurnEnvironment environment, TurnDraft draft) {
        this(
                environment,
                draft.conversation(),
                draft.conversation()
                        .answerId()
                        .orElseGet(() -> new MessageId(environment.ids().get())),
                draft.model());
    }

    /**
     * The transcript of a turn.
     *
     * @param answerId the id under which all the assistant says in answer to the last user message
     *     is shown: that of the first message of the answer
     * @param model that answers
     */
    Transcript(
            TurnEnvironment environment,
            Conversation conversation,
            MessageId answerId,
            String model) {
        this.environment = environment;
        this.conversation = conversation;
        this.answerId = answerId;
        this.model = model;
        this.answered = conversation.answerId().isPresent();
    }

    MessageId answerId() {
        return answerId;
    }

    String model() {
        return model;
    }

    Conversation conversation() {
        return conversation;
    }

    /** What the model is asked: all messages, and to go on if the last one said is its own. */
    List<Message> forModel() {
        List<Message> messages = new ArrayList<>(conversation.messages());
        boolean brokeOff =
                messages.reversed().stream()
                        .filter(Transcript::isSaid)
                        .findFirst()
                        .filter(it -> it.role() == Role.ASSISTANT)
                        .isPresent();
        if (brokeOff) {
            messages.add(
                    message(nextId(), Role.USER, List.of(new Part.Text(ModelRequest.CONTINUE))));
        }
        return messages;
    }

    List<ToolCall> openCalls() {
        return conversation.openCalls();
    }

    /** Whether the last thing said are results the model has not seen yet. */
    boolean endsWithResults() {
        return conversation.messages().getLast().role() == Role.TOOL;
    }

    /** The id for the message to be added next. */
    MessageId nextId() {
        return answered ? new MessageId(environment.ids().get()) : answerId;
    }

    /** Adds a message to the end and gives it back, to be saved. */
    Message add(MessageId id, Role role, List<? extends Part> parts) {
        Message message = message(id, role, parts);
        answered = true;
        conversation = conversation.with(List.of(message));
        return message;
    }

    /** Whether there is more in it than our own remarks. */
    private static boolean isSaid(Message message) {
        return message.parts().stream().anyMatch(part -> !(part instanceof Part.Notice));
    }

    private Message message(MessageId id, Role role, List<? extends Part> parts) {
        return new Message(
                id,
                role,
                List.copyOf(parts),
                environment.clock().instant().truncatedTo(ChronoUnit.MILLIS),
                role == Role.ASSISTANT ? model : "");
    }
}
