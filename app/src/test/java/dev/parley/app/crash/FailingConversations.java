package dev.parley.app.crash;

import dev.parley.conversation.Conversation;
import dev.parley.conversation.ConversationId;
import dev.parley.conversation.ConversationStore;
import dev.parley.conversation.ConversationSummary;
import dev.parley.conversation.Message;
import dev.parley.conversation.MessageId;
import dev.parley.token.Principal;
import java.util.List;
import java.util.Optional;

/** A store of conversations around each of whose methods the program may die. */
record FailingConversations(ConversationStore store, Failpoints failpoints)
        implements ConversationStore {

    @Override
    public Optional<Conversation> find(Principal owner, ConversationId id) {
        return failpoints.around(() -> store.find(owner, id));
    }

    @Override
    public boolean create(Conversation conversation) {
        return failpoints.around(() -> store.create(conversation));
    }

    @Override
    public boolean append(Principal owner, ConversationId id, List<Message> messages) {
        return failpoints.around(() -> store.append(owner, id, messages));
    }

    @Override
    public boolean deleteFrom(Principal owner, ConversationId id, MessageId first) {
        return failpoints.around(() -> store.deleteFrom(owner, id, first));
    }

    @Override
    public List<ConversationSummary> list(Principal owner, String query) {
        return store.list(owner, query);
    }

    @Override
    public boolean rename(Principal owner, ConversationId id, String title) {
        return failpoints.around(() -> store.rename(owner, id, title));
    }

    @Override
    public boolean delete(Principal owner, ConversationId id) {
        return failpoints.around(() -> store.delete(owner, id));
    }
}
