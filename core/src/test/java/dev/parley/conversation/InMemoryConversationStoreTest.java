package dev.parley.conversation;

final class InMemoryConversationStoreTest implements ConversationStoreContract {

    private final InMemoryConversationStore store = new InMemoryConversationStore();

    @Override
    public ConversationStore store() {
        return store;
    }
}
