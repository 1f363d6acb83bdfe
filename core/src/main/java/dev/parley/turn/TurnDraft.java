package dev.parley.turn;

import dev.parley.conversation.Conversation;
import dev.parley.conversation.Message;
import dev.parley.conversation.MessageId;
import dev.parley.conversation.Part;
import java.util.List;
import java.util.Optional;

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

    /**
     * Without the messages that follow the last one of the user, of which there is one. If they say
     * anything, they are kept.
     */
    static TurnDraft withoutAnswer(Conversation conversation, Branches branches) {
        Optional<MessageId> answer = conversation.answerId();
        if (answer.isEmpty()) {
            return append(conversation, List.of());
        }
        MessageId first = answer.get();
        Conversation left = conversation.before(first);
        boolean saysSomething =
                conversation.messages().stream()
                        .skip(left.messages().size())
                        .flatMap(message -> message.parts().stream())
                        .anyMatch(part -> !(part instanceof Part.Notice));
        MessageId last = conversation.messages().getLast().id();
        return saysSomething
                ? replace(conversation, first, List.of(), branches)
                : new TurnDraft(left, new ConversationEdit.Truncate(last, first));
    }

    /** With {@code added}, which may be nothing, in the place of {@code first} and what follows. */
    static TurnDraft replace(
            Conversation conversation, MessageId first, List<Message> added, Branches branches) {
        Conversation left = conversation.before(first);
        return new TurnDraft(
                added.isEmpty() ? left : left.with(added),
                new ConversationEdit.Replace(
                        conversation.messages().getLast().id(),
                        first,
                        added,
                        branches.earlier(conversation)));
    }
}
