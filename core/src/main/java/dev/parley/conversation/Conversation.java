package dev.parley.conversation;

import dev.parley.token.Principal;
import dev.parley.token.Workspace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Ordered messages of one principal.
 *
 * @param owner in no workspace: what is done in the conversation is each time done where its owner
 *     works then
 */
public record Conversation(
        ConversationId id,
        Principal owner,
        String title,
        List<Message> messages,
        Instant createdAt,
        Instant updatedAt) {

    public static final int TITLE_LENGTH_MAX = 120;

    public Conversation {
        checkTitle(title);
        owner = owner.in(Workspace.NONE);
        messages = List.copyOf(messages);
    }

    /** Throws {@link IllegalArgumentException} unless {@code title} can be one. */
    public static void checkTitle(String title) {
        if (title.isBlank() || title.length() > TITLE_LENGTH_MAX) {
            throw new IllegalArgumentException(
                    "title must be 1 to "
                            + TITLE_LENGTH_MAX
                            + " characters, not "
                            + title.length());
        }
    }

    /** This conversation with {@code added} at its end. */
    public Conversation with(List<Message> added) {
        List<Message> all = new ArrayList<>(messages);
        all.addAll(added);
        return new Conversation(id, owner, title, all, createdAt, added.getLast().createdAt());
    }

    /** This conversation without {@code first}, one of its messages, and all that follow it. */
    public Conversation before(MessageId first) {
        List<Message> kept =
                messages.stream().takeWhile(message -> !message.id().equals(first)).toList();
        return new Conversation(id, owner, title, kept, createdAt, updatedAt);
    }

    /**
     * The calls without a result, in the order the model made them. Only an assistant message that
     * no user message follows can hold some.
     */
    public List<Part.ToolCall> openCalls() {
        Set<String> answered = new HashSet<>();
        for (Message message : messages.reversed()) {
            message.toolResults().forEach(result -> answered.add(result.callId()));
            if (message.role() == Role.USER) {
                break;
            }
            List<Part.ToolCall> open =
                    message.toolCalls().filter(call -> !answered.contains(call.callId())).toList();
            if (!open.isEmpty()) {
                return open;
            }
        }
        return List.of();
    }

    /**
     * Whether the last turn ended to ask the user about a tool call and no answer came yet. Then
     * none of the open calls has run: those that need no approval wait for the others.
     */
    public boolean awaitsApproval() {
        return openCalls().stream().anyMatch(Part.ToolCall::needsApproval);
    }

    /** The id of the message as which all that followed the last user message is shown, if any. */
    public Optional<MessageId> answerId() {
        int lastUser = lastUserMessage();
        return messages.stream().skip(lastUser + 1L).findFirst().map(Message::id);
    }

    /** The index of the last message from the user; -1 when there is none. */
    public int lastUserMessage() {
        int index = messages.size() - 1;
        while (index >= 0 && messages.get(index).role() != Role.USER) {
            index--;
        }
        return index;
    }
}
