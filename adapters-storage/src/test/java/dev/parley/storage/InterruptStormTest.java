package dev.parley.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.conversation.Conversation;
import dev.parley.conversation.Message;
import dev.parley.conversation.Messages;
import dev.parley.token.Principal;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Stopping a turn interrupts its thread, which may be in the store just then. */
@Timeout(60)
final class InterruptStormTest {

    private static final int THREADS = 100;
    private static final int MESSAGES_EACH = 10;

    @Test
    void interruptsNeitherCloseTheDatabaseNorLoseMessages(@TempDir Path folder) throws Exception {
        ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
        CountDownLatch working = new CountDownLatch(THREADS);
        try (Database database = Database.open(DatabaseConfig.in(folder))) {
            JdbiConversationStore store = new JdbiConversationStore(database);
            List<Conversation> chats =
                    IntStream.range(0, THREADS).mapToObj(i -> Messages.conversation()).toList();
            List<Thread> threads =
                    chats.stream()
                            .map(
                                    chat ->
                                            Thread.ofVirtual()
                                                    .start(
                                                            () -> {
                                                                try {
                                                                    talk(store, chat);
                                                                } catch (Throwable e) {
                                                                    failures.add(e);
                                                                } finally {
                                                                    working.countDown();
                                                                }
                                                            }))
                            .toList();
            while (working.getCount() > 0) {
                threads.get(ThreadLocalRandom.current().nextInt(THREADS)).interrupt();
            }
            assertThat(working.await(5, TimeUnit.SECONDS)).isTrue();

            assertThat(failures).isEmpty();
            for (Conversation chat : chats) {
                assertThat(store.find(Principal.local(), chat.id()).orElseThrow().messages())
                        .extracting(Message::text)
                        .isEqualTo(
                                IntStream.range(0, MESSAGES_EACH).mapToObj(i -> "" + i).toList());
            }
        }
    }

    private static void talk(JdbiConversationStore store, Conversation chat) {
        assertThat(store.create(chat)).isTrue();
        for (int i = 0; i < MESSAGES_EACH; i++) {
            List<Message> said = List.of(Messages.user("" + i));
            assertThat(store.append(Principal.local(), chat.id(), said)).isTrue();
            assertThat(store.find(Principal.local(), chat.id()).orElseThrow().messages())
                    .hasSize(i + 1);
        }
    }
}
