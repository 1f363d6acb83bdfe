package dev.parley.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.conversation.ConversationStore;
import dev.parley.conversation.Messages;
import dev.parley.turn.TurnAppend;
import dev.parley.turn.TurnEvent;
import dev.parley.turn.TurnId;
import dev.parley.turn.TurnJournalContract;
import dev.parley.turn.TurnJournalException;
import dev.parley.turn.TurnStart;
import dev.parley.turn.TurnStarts;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the journal keeps on every database. */
interface JdbiTurnJournalContract extends TurnJournalContract {

    /** Opened once per class: that takes longer than all tests together. */
    Database database();

    @BeforeEach
    default void empty() {
        database()
                .<Integer>inTransaction(
                        Scope.ALL,
                        handle ->
                                handle.execute("DELETE FROM conversation")
                                        + handle.execute("DELETE FROM turn_usage")
                                        + handle.execute("DELETE FROM replica"));
    }

    @Override
    default ConversationStore conversations() {
        return new JdbiConversationStore(database());
    }

    @Test
    default void keepsEveryKindOfEvent() {
        Turning turn = opened();
        List<TurnEvent> events =
                TurnEventSamples.EVENTS.stream()
                        .filter(event -> !(event instanceof TurnEvent.Ended))
                        .toList();

        journal().append(List.of(new TurnAppend(turn.id(), 1, 2, events, List.of())));

        assertThat(events(turn.id(), 1)).isEqualTo(events);
        for (int after = 1; after <= events.size(); after++) {
            assertThat(events(turn.id(), after))
                    .isEqualTo(events.subList(after - 1, events.size()));
        }
    }

    @Test
    default void eventsOfANewerParleyKeepTheirNumbers() {
        Turning turn = opened();
        journal().append(List.of(TurnStarts.deltas(turn.id(), 1, 2, 2)));
        String newer =
                """
                [{"type":"novel"},{"type":"alsoNovel","pieces":["a","b"]}]
                """;

        database()
                .<Integer>inTransaction(
                        Scope.ALL,
                        handle ->
                                handle.execute(
                                                "UPDATE turn SET seq_last = 6 WHERE id = ?",
                                                turn.id().value())
                                        + handle.execute(
                                                "INSERT INTO turn_event (turn_id, seq_last,"
                                                        + " seq_first, fence, events_json)"
                                                        + " VALUES (?, 6, 4, 1, ?)",
                                                turn.id().value(),
                                                newer));
        journal().append(List.of(TurnStarts.end(turn.id(), 1, 7)));

        List<TurnEvent> read = events(turn.id(), 3);
        assertThat(read).hasSize(4).last().isEqualTo(TurnStarts.ENDED);
        assertThat(read.subList(0, 3)).allMatch(TurnEvent.Noticed.class::isInstance);
        assertThat(events(turn.id(), 5)).hasSize(2);
    }

    @Test
    default void forgetsMoreTurnsThanOneTransactionDoes() {
        int count = 230;
        List<Turning> turns = IntStream.range(0, count).mapToObj(i -> opened()).toList();
        journal().append(turns.stream().map(it -> TurnStarts.end(it.id(), 1, 2)).toList());

        journal().forget(Duration.ZERO, Duration.ofHours(1));
        assertThat(rows("turn_event")).isZero();
        assertThat(rows("turn")).isEqualTo(count);

        journal().forget(Duration.ZERO, Duration.ZERO);
        assertThat(rows("turn")).isZero();
        assertThat(rows("conversation")).isEqualTo(count);
    }

    @Test
    default void forgetsReplicasThatAreGoneAndRunNothing() {
        Turning running = opened();
        Turning ended = opened();
        journal().append(List.of(TurnStarts.end(ended.id(), 1, 2)));

        journal().forget(Duration.ZERO, Duration.ZERO);

        assertThat(rows("replica")).isEqualTo(1);
        assertThat(journal().renew(running.replica(), LEASE, List.of(running.id()))).isEmpty();
    }

    @Test
    default void aStoreThatFailsIsSaidToHaveFailed() {
        Turning turn = opened();
        TurnId tooLong = new TurnId("t".repeat(65));
        TurnStart start = TurnStarts.creating(turn.replica(), Messages.conversation(ANN));

        assertThatThrownBy(
                        () ->
                                journal()
                                        .open(
                                                new TurnStart(
                                                        tooLong,
                                                        start.owner(),
                                                        start.conversation(),
                                                        start.replica(),
                                                        "",
                                                        start.edit(),
                                                        start.events())))
                .isInstanceOf(TurnJournalException.class)
                .hasMessageContaining("cannot open turn ttt");
        assertThat(conversations().find(ANN, start.conversation())).isEmpty();
    }

    private int rows(String table) {
        return database()
                .read(
                        Scope.ALL,
                        handle ->
                                handle.createQuery("SELECT COUNT(*) FROM " + table)
                                        .mapTo(Integer.class)
                                        .one());
    }
}
