package dev.parley.storage;

import dev.parley.conversation.AttachmentStore;
import dev.parley.conversation.AttachmentStoreContract;
import dev.parley.conversation.ConversationStore;
import org.junit.jupiter.api.BeforeEach;

/** The contract of the files' store, on any database. */
interface JdbiAttachmentStoreContract extends AttachmentStoreContract {

    /** Opened once per class: that takes longer than all tests together. */
    Database database();

    @BeforeEach
    default void empty() {
        database()
                .<Integer>inTransaction(
                        Scope.ALL,
                        handle ->
                                handle.execute("DELETE FROM attachment")
                                        + handle.execute("DELETE FROM conversation"));
    }

    @Override
    default AttachmentStore attachments() {
        return new JdbiAttachmentStore(database());
    }

    @Override
    default ConversationStore conversations() {
        return new JdbiConversationStore(database());
    }
}
