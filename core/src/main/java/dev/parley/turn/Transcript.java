package dev.parley.turn;

import dev.parley.conversation.Conversation;
import dev.parley.conversation.Message;
import dev.parley.conversation.MessageId;
import dev.parley.conversation.Part;
import dev.parley.conversation.Part.ToolCall;
import dev.parley.conversation.Role;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** The conversation as its turn sees it: what was stored before, and what the turn adds to it. */
final class Transcript {

    private final TurnEnvironment environment;
    private final MessageId answerId;
    private Conversation conversation;
    private boolean answered;

    Transcript(TurnEnvironment environment, Conversation conversation) {
        this.environment = environment;
        this.conversation = conversation;
        this.answered = conversation.answerId().isPresent();
        this.answerId =
                conversation.answerId().orElseGet(() -> new MessageId(environment.ids().get()));
    }

    Conversation conversation() {
        return conversation;
    }

    /** The id under which all the assistant says in answer to the last user message is shown. */
    MessageId answerId() {
        return answerId;
    }

    List<Message> messages() {
        return conversation.messages();
    }

    List<ToolCall> openCalls() {
        return conversation.openCalls();
    }

    /** Whether the last thing said are results the model has not seen yet. */
    boolean endsWithResults() {
        return messages().getLast().role() == Role.TOOL;
    }

    /**
     * Saves a message at the end of the conversation; it is durable on return. The first one of an
     * answer has the id of {@link #answerId}.
     *
     * @throws Cancellation.Cancelled when the conversation was deleted meanwhile
     */
    void append(Role role, List<? extends Part> parts) {
        MessageId id = answered ? new MessageId(environment.ids().get()) : answerId;
        Message message =
                new Message(
                        id,
                        role,
                        List.copyOf(parts),
                        environment.clock().instant().truncatedTo(ChronoUnit.MILLIS));
        boolean found =
                environment
                        .conversations()
                        .append(conversation.owner(), conversation.id(), List.of(message));
        if (!found) {
            throw new Cancellation.Cancelled(
                    new TurnOutcome.Interrupted(
                            "conversation_deleted", "The conversation was deleted."));
        }
        answered = true;
        conversation = conversation.with(List.of(message));
    }
}
