package dev.parley.storage;

import static dev.parley.conversation.Messages.conversation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.conversation.Conversation;
import dev.parley.conversation.ConversationStoreException;
import dev.parley.conversation.Message;
import dev.parley.conversation.Messages;
import dev.parley.token.Principal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that is stopped or killed and comes back, under a database that stays open. */
@Timeout(120)
final class PostgresOutageTest {

    private static final PostgresProcess SERVER = PostgresProcess.shared();
    private static final Duration BACK_MAX = Duration.ofSeconds(10);
    private static final int KILLS = 4;
    private static final int WRITERS = 8;
    private static final int ACKNOWLEDGED_MAX = 400;

    private final Database database = Database.open(DatabaseConfig.postgres(SERVER.newDatabase()));
    private final JdbiConversationStore store = new JdbiConversationStore(database);
    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
    private boolean down;

    @AfterEach
    void close() {
        if (down) {
            SERVER.start();
        }
        callers.close();
        database.close();
    }

    @Test
    void whileTheServerIsAwayEveryCallerIsToldInTimeAndAfterwardsAllWorksAgain() throws Exception {
        Conversation chat = conversation(Principal.local());
        store.create(chat);
        SERVER.stop();
        down = true;

        // More than there are threads: the last must not wait for all the others' attempts.
        List<Future<Duration>> told = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            told.add(callers.submit(() -> timeToFail(() -> append(chat))));
            told.add(callers.submit(() -> timeToFail(() -> store.list(Principal.local(), ""))));
        }
        for (Future<Duration> time : told) {
            assertThat(time.get(10, TimeUnit.SECONDS)).isLessThan(Duration.ofSeconds(5));
        }
        SERVER.start();
        down = false;

        appendSoon(chat);
        assertThat(store.list(Principal.local(), "")).hasSize(1);
        assertThat(store.find(Principal.local(), chat.id()).orElseThrow().messages()).hasSize(1);
    }

    @Test
    void afterEachRestartAllWorksAgainAndNothingIsSavedTwice() {
        Conversation chat = conversation(Principal.local());
        store.create(chat);
        for (int i = 0; i < 3; i++) {
            appendSoon(chat);
            store.list(Principal.local(), "");
            SERVER.stop();
            down = true;
            SERVER.start();
            down = false;
        }

        appendSoon(chat);

        assertThat(store.find(Principal.local(), chat.id()).orElseThrow().messages()).hasSize(4);
    }

    @Test
    void f30WhatWasAcknowledgedSurvivesTheKillOfTheServerAndWhatFailedWasNotSaved()
            throws Exception {
        List<Load> loads = IntStream.range(0, WRITERS).mapToObj(i -> new Load()).toList();
        Semaphore acknowledged = new Semaphore(0);
        CountDownLatch end = new CountDownLatch(1);
        List<Future<?>> writers = new ArrayList<>();
        for (Load load : loads) {
            writers.add(callers.submit(() -> load.run(acknowledged, end)));
        }
        Random random = new Random();

        for (int kill = 0; kill < KILLS; kill++) {
            int wanted = 1 + random.nextInt(ACKNOWLEDGED_MAX);
            acknowledged.drainPermits();
            assertThat(acknowledged.tryAcquire(wanted, 20, TimeUnit.SECONDS)).isTrue();
            SERVER.kill();
            down = true;
            SERVER.start();
            down = false;
        }
        acknowledged.drainPermits();
        assertThat(acknowledged.tryAcquire(WRITERS, 20, TimeUnit.SECONDS)).isTrue();
        end.countDown();
        for (Future<?> writer : writers) {
            writer.get(20, TimeUnit.SECONDS);
        }

        int failed = 0;
        for (Load load : loads) {
            List<String> stored =
                    store.find(Principal.local(), load.chat.id()).orElseThrow().messages().stream()
                            .map(message -> message.id().value())
                            .toList();
            assertThat(stored).doesNotHaveDuplicates().containsAll(load.acknowledged);
            assertThat(load.failed).doesNotContainAnyElementsOf(stored);
            failed += load.failed.size() + load.unknown.size();
        }
        assertThat(failed).as("appends that met a kill").isPositive();
    }

    /** As a client does: asks again when told that nothing was saved and that it may. */
    private void appendSoon(Conversation chat) {
        long deadline = System.nanoTime() + BACK_MAX.toNanos();
        while (true) {
            try {
                append(chat);
                return;
            } catch (ConversationStoreException e) {
                assertThat(System.nanoTime()).isLessThan(deadline);
                assertThat(e.getCause())
                        .isInstanceOfSatisfying(
                                DatabaseException.class,
                                cause -> {
                                    assertThat(cause.unavailable()).isTrue();
                                    assertThat(cause.outcomeUnknown()).isFalse();
                                });
            }
        }
    }

    private void append(Conversation chat) {
        append(chat, Messages.user("Hi"));
    }

    private void append(Conversation chat, Message message) {
        assertThat(store.append(Principal.local(), chat.id(), List.of(message))).isTrue();
    }

    private static Duration timeToFail(Runnable work) {
        long start = System.nanoTime();
        assertThatThrownBy(work::run)
                .isInstanceOf(ConversationStoreException.class)
                .cause()
                .isInstanceOfSatisfying(
                        DatabaseException.class, e -> assertThat(e.unavailable()).isTrue());
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** One writer's conversation, and what became of its messages. */
    private final class Load {

        private final Conversation chat = conversation(Principal.local());
        private final Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
        private final Queue<String> failed = new ConcurrentLinkedQueue<>();
        private final Set<String> unknown = ConcurrentHashMap.newKeySet();

        private Load() {
            store.create(chat);
        }

        private void run(Semaphore counted, CountDownLatch end) {
            while (end.getCount() > 0) {
                Message message = Messages.user("Hi");
                try {
                    append(chat, message);
                    acknowledged.add(message.id().value());
                    counted.release();
                } catch (ConversationStoreException e) {
                    if (e.getCause() instanceof DatabaseException cause && cause.outcomeUnknown()) {
                        unknown.add(message.id().value());
                    } else {
                        failed.add(message.id().value());
                    }
                }
            }
        }
    }
}
