package dev.parley.turn;

import dev.parley.conversation.Conversation;
import dev.parley.conversation.Message;
import java.util.List;

/**
 * A turn before it is opened.
 *
 * @param conversation as it will be then
 * @param edit what makes it so
 * @param model that answers; empty for the only one, which has no name
 */
record TurnDraft(Conversation conversation, ConversationEdit edit, String model) {

    private TurnDraft(Conversation conversation, ConversationEdit edit) {
        this(conversation, edit, "");
    }

    static TurnDraft create(Conversation conversation) {
        return new TurnDraft(conversation, new ConversationEdit.Create(conversation));
    }

    /** With {@code added}, which may be nothing, behind what there is. */
    static TurnDraft append(Conversation conversation, List<Message> added) {
        return new TurnDraft(
                added.isEmpty() ? conversation : conversation.with(added),
                new ConversationEdit.Append(conversation.messages().getLast().id(), added));
    }

    TurnDraft answeredBy(ModelChoice choice) {
        return new TurnDraft(conversation, edit, choice.in(conversation));
    }

    /** Without the messages that follow the last one of the user, of which there is one. */
    static TurnDraft withoutAnswer(Conversation conversation) {
        return conversation
                .answerId()
                .map(
                        first ->
                                new TurnDraft(
                                        conversation.before(first),
                                        new ConversationEdit.Truncate(
                                                conversation.messages().getLast().id(), first)))
                .orElseGet(() -> append(conversation, List.of()));
    }
}
