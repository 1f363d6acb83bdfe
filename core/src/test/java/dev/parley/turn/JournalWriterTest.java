package dev.parley.turn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.conversation.Conversation;
import dev.parley.conversation.ConversationId;
import dev.parley.conversation.InMemoryConversationStore;
import dev.parley.conversation.Message;
import dev.parley.conversation.MessageId;
import dev.parley.conversation.Part;
import dev.parley.conversation.Role;
import dev.parley.model.StopReason;
import dev.parley.model.Usage;
import dev.parley.token.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is saved when, and what is seen when. */
class JournalWriterTest {

    private static final Principal ANN = new Principal("https://id.example", "ann", "Ann");
    private static final ReplicaId REPLICA = new ReplicaId("r1");
    private static final TurnEvent END =
            new TurnEvent.Ended(new TurnOutcome.Completed(StopReason.STOP), Usage.NONE);
    private static final Duration SHORT = Duration.ofMillis(20);
    private static final Duration LONG = Duration.ofMinutes(1);

    private final InMemoryConversationStore conversations = new InMemoryConversationStore();
    private final InMemoryTurnJournal journal = new InMemoryTurnJournal(conversations);
    private final SlowJournal slow = new SlowJournal(journal);
    private final PluggedJournal line = new PluggedJournal(slow);
    private JournalWriter saving = new JournalWriter(line, SavingPace.DEFAULT);

    @BeforeEach
    void lease() {
        journal.renew(REPLICA, LONG, List.of());
    }

    @AfterEach
    void close() {
        slow.goOn();
        saving.close();
    }

    @Test
    void deltasAreSeenAtOnceAndOtherEventsWhenTheyAreDurable() throws Exception {
        Writing turn = open("t1");
        turn.append(new TurnEvent.TextStarted(0), delta("One"));
        turn.awaitSeen(3);
        slow.hold();

        turn.append(delta("two"));
        assertThat(turn.log.size()).isEqualTo(4);
        turn.append(new TurnEvent.TextEnded(0), new TurnEvent.TextStarted(1), delta("three"));
        slow.awaitHeld();
        assertThat(turn.log.size()).as("seen before it is durable").isEqualTo(4);

        slow.goOn();
        turn.awaitSeen(7);
        assertThat(turn.log.from(0)).isEqualTo(journaled("t1"));
    }

    @Test
    void firstDeltaOfABlockIsSavedAtOnceAndLaterOnesTogether() throws Exception {
        saving.close();
        saving = new JournalWriter(line, new SavingPace(LONG, LONG, LONG, LONG));
        Writing turn = open("t1");

        turn.append(new TurnEvent.TextStarted(0), delta("One"));
        awaitJournaled("t1", 3);
        int transactions = slow.transactions();
        turn.append(delta("two"), delta("three"));
        turn.append(delta("x".repeat(SavingPace.UNSAVED_CHARS)));

        awaitJournaled("t1", 6);
        assertThat(slow.transactions()).isEqualTo(transactions + 1);
    }

    @Test
    void manyTurnsShareATransaction() throws Exception {
        List<Writing> turns = IntStream.range(0, 500).mapToObj(i -> open("t" + i)).toList();
        slow.hold();
        turns.getFirst().append(new TurnEvent.TextStarted(0));
        slow.awaitHeld();
        int transactions = slow.transactions();

        turns.forEach(turn -> turn.append(new TurnEvent.StepStarted(1, new MessageId("a"))));
        turns.forEach(turn -> turn.append(delta("x")));
        slow.goOn();

        for (Writing turn : turns) {
            assertThat(turn.writer.awaitSaved()).isTrue();
        }
        assertThat(slow.transactions() - transactions).isLessThanOrEqualTo(3);
    }

    @Test
    void messageIsSavedTogetherWithTheEventThatShowsIt() throws Exception {
        Writing turn = open("t1");
        Message answer = message("m2", Role.ASSISTANT, "Hello.");

        turn.writer.append(
                List.of(answer),
                List.of(new TurnEvent.StepFinished(1, StopReason.STOP, Usage.NONE)));

        assertThat(turn.writer.awaitSaved()).isTrue();
        assertThat(conversations.find(ANN, id("t1")).orElseThrow().messages()).endsWith(answer);
    }

    @Test
    void conversationIsFreeBeforeTheEndIsSeen() throws Exception {
        Writing turn = open("t1");
        turn.atEnd = () -> assertThat(turn.log.ended()).isFalse();

        turn.append(END);

        assertThat(turn.writer.awaitSaved()).isTrue();
        assertThat(turn.log.ended()).isTrue();
        assertThat(turn.ended).isCompleted();
    }

    @Test
    void f25WhatCouldNotBeSavedIsSavedOnceTheJournalAnswersAgain() throws Exception {
        saving.close();
        saving = new JournalWriter(line, new SavingPace(SHORT, Duration.ZERO, LONG, LONG));
        Writing turn = open("t1");
        line.unplug();

        turn.append(new TurnEvent.TextStarted(0), delta("One"), delta("two"));
        try (TurnFollower follower = turn.log.follow(1)) {
            assertThat(follower.take(Duration.ofSeconds(5))).isEmpty();
            assertThat(follower.savingDelayed()).isTrue();
            line.plugIn();
            assertThat(turn.writer.awaitSaved()).isTrue();
        }

        assertThat(turn.log.size()).isEqualTo(4);
        assertThat(journaled("t1")).isEqualTo(turn.log.from(0));
    }

    @Test
    void f25TurnPausesWhileNothingCanBeSavedAndIsEndedInTheEnd() throws Exception {
        saving.close();
        saving = new JournalWriter(line, new SavingPace(SHORT, SHORT, SHORT, SHORT));
        Writing turn = open("t1");
        line.unplug();
        turn.append(new TurnEvent.TextStarted(0));

        turn.unsavable.get(5, TimeUnit.SECONDS);
        turn.lost.get(5, TimeUnit.SECONDS);

        assertThat(turn.writer.awaitSaved()).isFalse();
        assertThat(turn.log.cut()).isTrue();
        assertThat(journaled("t1")).hasSize(1);
    }

    @Test
    void f25MoreThanTheRoomWaitsUntilItIsSaved() throws Exception {
        Writing turn = open("t1");
        slow.hold();
        turn.append(delta("x".repeat(SavingPace.UNSAVED_CHARS_MAX + 1)));
        CountDownLatch added = new CountDownLatch(1);
        Thread.startVirtualThread(
                () -> {
                    turn.append(delta("y"));
                    added.countDown();
                });

        slow.awaitHeld();
        assertThat(added.getCount()).isEqualTo(1);
        slow.goOn();

        assertThat(added.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void f25TurnThatHadAllSavedGoesOnOnceTheJournalAnswersAgain() throws Exception {
        saving.close();
        saving = new JournalWriter(line, new SavingPace(SHORT, Duration.ZERO, Duration.ZERO, LONG));
        Writing failing = open("t1");
        Writing quiet = open("t2");
        line.unplug();
        failing.append(new TurnEvent.TextStarted(0));
        while (!saving.paused()) {
            Thread.onSpinWait();
        }
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch added = new CountDownLatch(1);
        Thread.startVirtualThread(
                () -> {
                    begun.countDown();
                    quiet.append(delta("One"), delta("two"));
                    added.countDown();
                });
        assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();

        line.plugIn();

        assertThat(added.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(quiet.writer.awaitSaved()).isTrue();
    }

    @Test
    void turnThatIsRefusedWritesNoMore() throws Exception {
        Writing turn = open("t1");
        conversations.delete(ANN, id("t1"));

        turn.append(new TurnEvent.TextStarted(0));

        assertThat(turn.writer.awaitSaved()).isFalse();
        turn.append(delta("late"));
        assertThat(turn.writer.awaitSaved()).isFalse();
        assertThat(turn.lost).isCompleted();
        assertThat(turn.log.cut()).isTrue();
        assertThat(turn.log.size()).isEqualTo(1);
    }

    @Test
    void turnThatCannotBeSavedDoesNotKeepBackTheOthers() throws Exception {
        Writing good = open("good");
        Writing bad = open("bad");
        slow.refuse = new TurnId("bad");
        slow.hold();
        good.append(new TurnEvent.TextStarted(0));
        slow.awaitHeld();

        bad.append(new TurnEvent.TextStarted(0));
        good.append(new TurnEvent.TextEnded(0));
        slow.goOn();

        assertThat(good.writer.awaitSaved()).isTrue();
        bad.lost.get(5, TimeUnit.SECONDS);
    }

    private Writing open(String turn) {
        Message question = message("m1", Role.USER, "Hi");
        Instant now = Instant.EPOCH;
        Conversation conversation =
                new Conversation(id(turn), ANN, "Hi", List.of(question), now, now);
        TurnEvent.Started started =
                new TurnEvent.Started(new TurnId(turn), id(turn), new MessageId("m2"));
        assertThat(
                        journal.open(
                                new TurnStart(
                                        new TurnId(turn),
                                        ANN,
                                        id(turn),
                                        REPLICA,
                                        "",
                                        new ConversationEdit.Create(conversation),
                                        List.of(started))))
                .isEqualTo(new TurnOpening.Opened());
        TurnLog log = new TurnLog(new TurnId(turn));
        log.append(TurnStart.FENCE_FIRST, started);
        return new Writing(log, saving);
    }

    private List<TurnEvent> journaled(String turn) {
        return journal.read(Map.of(new TurnId(turn), 0)).stream()
                .flatMap(entry -> entry.events().stream())
                .toList();
    }

    private void awaitJournaled(String turn, int events) throws InterruptedException {
        CountDownLatch there = new CountDownLatch(1);
        Runnable look =
                () -> {
                    if (journaled(turn).size() >= events) {
                        there.countDown();
                    }
                };
        TurnJournal.Subscription hints = journal.subscribe(look);
        look.run();
        assertThat(there.await(5, TimeUnit.SECONDS)).isTrue();
        hints.close();
    }

    private static ConversationId id(String turn) {
        return new ConversationId("c-" + turn);
    }

    private static TurnEvent delta(String text) {
        return new TurnEvent.TextDelta(0, text);
    }

    private static Message message(String id, Role role, String text) {
        return new Message(new MessageId(id), role, List.of(new Part.Text(text)), Instant.EPOCH);
    }

    /** A turn that is written by a test, and what it is told. */
    private static final class Writing implements TurnWriter.Owner {

        private final TurnLog log;
        private final TurnWriter writer;
        private final CompletableFuture<Void> ended = new CompletableFuture<>();
        private final CompletableFuture<Void> unsavable = new CompletableFuture<>();
        private final CompletableFuture<Void> lost = new CompletableFuture<>();
        private Runnable atEnd = () -> {};

        Writing(TurnLog log, JournalWriter saving) {
            this.log = log;
            this.writer = new TurnWriter(log, TurnStart.FENCE_FIRST, saving, this);
        }

        void append(TurnEvent... events) {
            for (TurnEvent event : events) {
                writer.append(event);
            }
        }

        void awaitSeen(int events) throws InterruptedException {
            try (TurnFollower follower = log.follow(0)) {
                while (follower.position() < events) {
                    assertThat(follower.take(Duration.ofSeconds(5))).isNotEmpty();
                }
            }
        }

        @Override
        public void ended() {
            atEnd.run();
            ended.complete(null);
        }

        @Override
        public void unsavable() {
            unsavable.complete(null);
        }

        @Override
        public void lost() {
            lost.complete(null);
        }
    }

    /** Counts transactions, holds them back, and refuses one turn's. */
    private static final class SlowJournal extends ForwardingTurnJournal {

        private final AtomicInteger transactions = new AtomicInteger();
        private volatile CountDownLatch gate = new CountDownLatch(0);
        private volatile CountDownLatch held = new CountDownLatch(1);
        private volatile TurnId refuse = new TurnId("none");

        SlowJournal(TurnJournal journal) {
            super(journal);
        }

        void hold() {
            held = new CountDownLatch(1);
            gate = new CountDownLatch(1);
        }

        void awaitHeld() throws InterruptedException {
            assertThat(held.await(5, TimeUnit.SECONDS)).isTrue();
        }

        void goOn() {
            gate.countDown();
        }

        int transactions() {
            return transactions.get();
        }

        @Override
        public Set<TurnId> append(List<TurnAppend> appends) {
            held.countDown();
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            transactions.incrementAndGet();
            if (appends.stream().anyMatch(append -> append.turn().equals(refuse))) {
                throw new TurnJournalException("not this one", new IllegalStateException());
            }
            return super.append(appends);
        }
    }
}
