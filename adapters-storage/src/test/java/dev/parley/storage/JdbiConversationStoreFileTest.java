package dev.parley.storage;

import static dev.parley.conversation.Messages.assistant;
import static dev.parley.conversation.Messages.conversation;
import static dev.parley.conversation.Messages.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.conversation.Conversation;
import dev.parley.conversation.ConversationStoreException;
import dev.parley.conversation.Message;
import dev.parley.conversation.Messages;
import dev.parley.token.Principal;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the contract cannot ask: reopening, damage, and a database that is gone. */
final class JdbiConversationStoreFileTest {

    private static final Principal ANN = new Principal("https://id.example", "ann", "Ann");

    @TempDir private Path folder;
    private Database database;
    private JdbiConversationStore store;

    @BeforeEach
    void open() {
        database = Database.open(DatabaseConfig.in(folder));
        store = new JdbiConversationStore(database);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void everythingIsThereAfterReopening() {
        Conversation saved = conversation(ANN, MessageSamples.everyPart());
        Message added = assistant("Hello");
        store.create(saved);
        store.append(ANN, saved.id(), List.of(added));

        close();
        open();

        Conversation found = store.find(ANN, saved.id()).orElseThrow();
        assertThat(found.messages()).containsExactly(saved.messages().getFirst(), added);
        assertThat(found.createdAt()).isEqualTo(saved.createdAt());
        assertThat(found.updatedAt()).isEqualTo(added.createdAt());
        assertThat(store.list(ANN, "")).hasSize(1);
    }

    @Test
    void aFailureOfTheDatabaseIsOneOfTheStore() {
        Conversation saved = conversation(ANN, user("Hi"));
        store.create(saved);
        database.inTransaction(Scope.ALL, handle -> handle.execute("DROP TABLE message"));

        assertThatThrownBy(() -> store.find(ANN, saved.id()))
                .isInstanceOf(ConversationStoreException.class)
                .hasMessageContaining(saved.id().value());
        assertThatThrownBy(() -> store.append(ANN, saved.id(), List.of(user("Ho"))))
                .isInstanceOf(ConversationStoreException.class);
        assertThatThrownBy(() -> store.create(conversation(ANN, user("Hi"))))
                .isInstanceOf(ConversationStoreException.class);
        assertThatThrownBy(() -> store.list(ANN, "x"))
                .isInstanceOf(ConversationStoreException.class);
    }

    @Test
    void aDamagedMessageIsAFailureOfTheStore() {
        Conversation saved = conversation(ANN, user("Hi"));
        store.create(saved);
        database.inTransaction(
                Scope.ALL, handle -> handle.execute("UPDATE message SET parts_json = '[{'"));

        assertThatThrownBy(() -> store.find(ANN, saved.id()))
                .isInstanceOf(ConversationStoreException.class)
                .hasMessageContaining(saved.id().value());
    }

    @Test
    void aClosedDatabaseIsAFailureOfTheStore() {
        close();

        assertThatThrownBy(() -> store.find(ANN, Messages.conversationId()))
                .isInstanceOf(ConversationStoreException.class);
    }
}
