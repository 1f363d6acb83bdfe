package dev.parley.turn;

import static dev.parley.conversation.Messages.conversation;
import static dev.parley.conversation.Messages.user;
import static dev.parley.turn.TurnJournalContract.concurrently;
import static dev.parley.turn.TurnStart.FENCE_FIRST;
import static dev.parley.turn.TurnStarts.creating;
import static dev.parley.turn.TurnStarts.deltas;
import static dev.parley.turn.TurnStarts.end;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.token.Principal;
import dev.parley.tool.ElicitationAnswer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a {@link TurnJournal} does that several replicas use at a time. */
public interface SharedTurnJournalContract extends TurnJournalContract {

    /** The journal as another process has it. */
    TurnJournal otherJournal();

    @Test
    default void turnsOfAReplicaWithALeaseAreItsOwn() {
        Turning turn = opened(leased());

        assertThat(journal().renew(replica(), LEASE, List.of())).isEmpty();
        assertThat(journal().append(List.of(deltas(turn.id(), FENCE_FIRST, 2, 1)))).isEmpty();
    }

    @Test
    default void f06AReplicaThatSaysNothingLosesItsTurnsWhenItsLeaseRunsOut() {
        Turning turn = opened(leased());
        Duration lease = Duration.ofMillis(300);
        ReplicaId taker = replica();
        long start = System.nanoTime();
        journal().renew(turn.replica(), lease, List.of(turn.id()));

        List<TakenTurn> taken = journal().renew(taker, LEASE, List.of());
        while (taken.isEmpty()) {
            taken = journal().renew(taker, LEASE, List.of());
        }

        Duration patience = Duration.ofNanos(System.nanoTime() - start);
        assertThat(taken).extracting(TakenTurn::turn).containsExactly(turn.id());
        // Nine tenths: the journal's clock is not this one.
        assertThat(patience).isBetween(lease.multipliedBy(9).dividedBy(10), LEASE);
    }

    @Test
    default void renewingALeaseThatRanOutKeepsTurnsThatNobodyTook() {
        Turning turn = opened(leased());
        journal().renew(turn.replica(), Duration.ZERO, List.of(turn.id()));

        assertThat(journal().renew(turn.replica(), LEASE, List.of(turn.id()))).isEmpty();

        assertThat(journal().renew(replica(), LEASE, List.of())).isEmpty();
        assertThat(journal().append(List.of(deltas(turn.id(), FENCE_FIRST, 2, 1)))).isEmpty();
    }

    @Test
    default void aTurnThatWasTakenDoesNotComeBackToItsFormerReplica() {
        Turning turn = opened(leased());
        ReplicaId taker = replica();
        TakenTurn taken = takenOver(turn, taker);

        assertThat(journal().renew(turn.replica(), LEASE, List.of(turn.id()))).isEmpty();
        assertThat(journal().renew(turn.replica(), LEASE, List.of())).isEmpty();

        assertThat(journal().append(List.of(end(turn.id(), taken.fence(), 2)))).isEmpty();
    }

    @Test
    default void f06OneOfTheRacingTakersGetsTheTurn() throws Exception {
        for (int round = 0; round < 10; round++) {
            Turning turn = opened(leased());
            List<ReplicaId> takers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                takers.add(replica());
            }
            journal().leave(turn.replica());

            List<List<TakenTurn>> taken =
                    concurrently(4, i -> journal().renew(takers.get(i), LEASE, List.of()));

            assertThat(taken.stream().flatMap(List::stream))
                    .containsExactly(new TakenTurn(turn.id(), ANN, turn.chat().id(), 2));
            journal().append(List.of(end(turn.id(), 2, 2)));
        }
    }

    @Test
    default void f06RacingTakersShareTheTurnsOfAReplica() throws Exception {
        ReplicaId gone = leased();
        List<TurnId> turns = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            turns.add(opened(gone).id());
        }
        List<ReplicaId> takers = List.of(replica(), replica(), replica(), replica());
        journal().leave(gone);

        List<List<TakenTurn>> taken =
                concurrently(4, i -> journal().renew(takers.get(i), LEASE, List.of()));

        assertThat(taken.stream().flatMap(List::stream).map(TakenTurn::turn))
                .containsExactlyInAnyOrderElementsOf(turns);
    }

    @Test
    default void anAppendHintsToSubscribers() throws Exception {
        Turning turn = opened();
        CountDownLatch hinted = new CountDownLatch(1);
        try (TurnJournal.Subscription subscription = otherJournal().subscribe(hinted::countDown)) {
            assertThat(subscription).isNotNull();
            journal().append(List.of(deltas(turn.id(), FENCE_FIRST, 2, 1)));

            assertThat(hinted.await(5, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    default void f35ARequestToStopHintsToSubscribers() throws Exception {
        Turning turn = opened();
        CountDownLatch hinted = new CountDownLatch(1);
        try (TurnJournal.Subscription subscription = otherJournal().subscribe(hinted::countDown)) {
            assertThat(subscription).isNotNull();
            journal().requestStop(ANN, turn.chat().id());

            assertThat(hinted.await(5, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    default void s09ARequestToStopAllTurnsHintsToSubscribers() throws Exception {
        Principal eve = new Principal("https://id.example", "eve-" + UUID.randomUUID(), "Eve");
        journal().open(creating(replica(), conversation(eve, user("1"))));
        CountDownLatch hinted = new CountDownLatch(1);
        try (TurnJournal.Subscription subscription = otherJournal().subscribe(hinted::countDown)) {
            assertThat(subscription).isNotNull();
            journal().requestStop(eve);

            assertThat(hinted.await(5, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    default void l20AnAnswerHintsToSubscribers() throws Exception {
        ElicitationId id = asking(opened());
        CountDownLatch hinted = new CountDownLatch(1);
        try (TurnJournal.Subscription subscription = otherJournal().subscribe(hinted::countDown)) {
            assertThat(subscription).isNotNull();
            journal().answer(ANN, id, ElicitationAnswer.DECLINED);

            assertThat(hinted.await(5, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    default void noHintComesAfterTheSubscriptionWasClosed() {
        Turning turn = opened();
        AtomicInteger hints = new AtomicInteger();
        otherJournal().subscribe(hints::incrementAndGet).close();
        int whenClosed = hints.get();

        journal().append(List.of(deltas(turn.id(), FENCE_FIRST, 2, 1)));

        assertThat(hints).hasValue(whenClosed);
    }

    /** A new replica that has a lease. */
    private ReplicaId leased() {
        ReplicaId replica = replica();
        journal().renew(replica, LEASE, List.of());
        return replica;
    }
}
