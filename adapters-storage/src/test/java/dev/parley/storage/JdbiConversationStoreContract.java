package dev.parley.storage;

import static dev.parley.conversation.Messages.conversation;
import static dev.parley.conversation.Messages.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.conversation.Conversation;
import dev.parley.conversation.ConversationStore;
import dev.parley.conversation.ConversationStoreContract;
import dev.parley.conversation.Message;
import dev.parley.conversation.Messages;
import dev.parley.conversation.Part;
import dev.parley.conversation.Role;
import dev.parley.conversation.ToolContent;
import dev.parley.conversation.ToolStatus;
import dev.parley.token.Principal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the store keeps on every database. */
interface JdbiConversationStoreContract extends ConversationStoreContract {

    /** Opened once per class: that takes longer than all tests together. */
    Database database();

    @BeforeEach
    default void empty() {
        database()
                .<Integer>inTransaction(
                        Scope.ALL, handle -> handle.execute("DELETE FROM conversation"));
    }

    @Override
    default ConversationStore store() {
        return new JdbiConversationStore(database());
    }

    @Test
    default void keepsMessagesLargerThanARowHolds() {
        ToolContent big = new ToolContent.Image("image/png", "iVBORw0KGgo".repeat(500_000));
        Conversation saved =
                conversation(
                        ANN,
                        Messages.message(
                                Role.TOOL,
                                new Part.ToolResult(
                                        "c1",
                                        "shop__look",
                                        ToolStatus.OK,
                                        List.of(big),
                                        "",
                                        Duration.ZERO)));

        store().create(saved);

        assertThat(store().find(ANN, saved.id())).contains(saved);
    }

    @Test
    default void keepsWhichModelSaidIt() {
        Message said = Messages.assistant("Hi");
        Message named =
                new Message(said.id(), said.role(), said.parts(), said.createdAt(), "gpt 5/é");
        Conversation saved = conversation(ANN, user("Hello"), named);

        store().create(saved);

        assertThat(store().find(ANN, saved.id())).contains(saved);
    }

    @Test
    default void keepsAnyText() {
        Conversation saved = conversation(ANN, user("\0 \uD83D\uDE00 é \u2028 ' \" \\ \n"));

        store().create(saved);

        assertThat(store().find(ANN, saved.id())).contains(saved);
        assertThat(store().list(ANN, "\uD83D\uDE00 É")).hasSize(1);
    }

    /** PostgreSQL's texts cannot hold the character zero. */
    @Test
    default void keepsATitleWithTheCharacterZero() {
        Conversation saved = conversation(new Principal("https://id.example", "ann", "A\0nn"));
        store().create(saved);

        boolean renamed = store().rename(saved.owner(), saved.id(), "a\0b");

        assertThat(renamed).isTrue();
        Conversation found = store().find(saved.owner(), saved.id()).orElseThrow();
        assertThat(found.title()).isEqualTo("a\uFFFDb");
        assertThat(found.owner().displayName()).isEqualTo("A\uFFFDnn");
        assertThat(store().list(saved.owner(), "A\0b")).hasSize(1);
    }

    @Test
    default void keepsHalfASurrogatePair() {
        Conversation saved = conversation(ANN, user("\uD83D"), user("\uDE00"));

        store().create(saved);

        assertThat(store().find(ANN, saved.id())).contains(saved);
    }
}
