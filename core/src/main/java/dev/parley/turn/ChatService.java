package dev.parley.turn;

import dev.parley.conversation.ConversationId;
import dev.parley.token.Principal;
import dev.parley.tool.Approval;
import java.util.List;
import java.util.Optional;

public final class ChatService implements AutoCloseable {
    public TurnLog send(Principal principal, ConversationId id, UserInput input) {
        throw new UnsupportedOperationException();
    }

    public TurnLog regenerate(Principal principal, ConversationId id) {
        throw new UnsupportedOperationException();
    }

    public TurnLog decide(Principal principal, ConversationId id, List<Approval> approvals) {
        throw new UnsupportedOperationException();
    }

    public Optional<TurnLog> running(Principal principal, ConversationId id) {
        throw new UnsupportedOperationException();
    }

    public boolean cancel(Principal principal, ConversationId id) {
        throw new UnsupportedOperationException();
    }

    public boolean delete(Principal principal, ConversationId id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
