package dev.parley.conversation;

final class InMemoryAttachmentStoreTest implements AttachmentStoreContract {

    private final InMemoryConversationStore conversations = new InMemoryConversationStore();
    private final InMemoryAttachmentStore attachments = new InMemoryAttachmentStore(conversations);

    @Override
    public AttachmentStore attachments() {
        return attachments;
    }

    @Override
    public ConversationStore conversations() {
        return conversations;
    }
}
