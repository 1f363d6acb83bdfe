package dev.parley.turn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.conversation.ConversationStore;
import dev.parley.conversation.InMemoryConversationStore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class InMemoryTurnJournalTest implements SharedTurnJournalContract {

    private final InMemoryConversationStore conversations = new InMemoryConversationStore();
    private final InMemoryTurnJournal journal = new InMemoryTurnJournal(conversations);

    @Override
    public TurnJournal journal() {
        return journal;
    }

    @Override
    public TurnJournal otherJournal() {
        return journal;
    }

    @Override
    public ConversationStore conversations() {
        return conversations;
    }

    @Test
    void theSameHintSubscribedTwiceIsTwoSubscriptions() {
        AtomicInteger hints = new AtomicInteger();
        Runnable hint = hints::incrementAndGet;
        TurnJournal.Subscription first = journal.subscribe(hint);
        TurnJournal.Subscription second = journal.subscribe(hint);

        first.close();
        first.close();
        opened();

        assertThat(hints).hasValue(1);
        second.close();
    }
}
