package dev.parley.turn;

import dev.parley.conversation.Conversation;
import dev.parley.conversation.Message;
import dev.parley.conversation.MessageId;
import java.util.List;

/** What the start of a turn changes in its conversation. */
public sealed interface ConversationEdit {

    /** A new conversation, with the messages it holds. */
    record Create(Conversation conversation) implements ConversationEdit {}

    /**
     * Messages at the end.
     *
     * @param last the last message there was when the edit was made; if it is another by now, the
     *     edit is outdated
     * @param messages none when the turn goes on with what is there
     */
    record Append(MessageId last, List<Message> messages) implements ConversationEdit {
        public Append {
            messages = List.copyOf(messages);
        }
    }

    /**
     * The end is taken away.
     *
     * @param last as with {@link Append}
     * @param first the first message to go; all that follow it go too
     */
    record Truncate(MessageId last, MessageId first) implements ConversationEdit {}

    /**
     * The end is taken away and others come in its place; what was there is kept beside.
     *
     * @param last as with {@link Append}
     * @param first the first message to go; all that follow it go too
     * @param messages what comes in their place; none when the turn answers what is left
     * @param earlier a new conversation that holds what there was
     */
    record Replace(MessageId last, MessageId first, List<Message> messages, Conversation earlier)
            implements ConversationEdit {
        public Replace {
            messages = List.copyOf(messages);
        }
    }
}
