package dev.parley.storage;

import dev.parley.conversation.ConversationId;
import dev.parley.token.Principal;
import dev.parley.tool.Elicitation;
import dev.parley.tool.ElicitationAnswer;
import dev.parley.turn.AnswerReceipt;
import dev.parley.turn.ConversationEdit;
import dev.parley.turn.ElicitationId;
import dev.parley.turn.JournalEntry;
import dev.parley.turn.ReplicaId;
import dev.parley.turn.TakenTurn;
import dev.parley.turn.TurnAppend;
import dev.parley.turn.TurnId;
import dev.parley.turn.TurnJournal;
import dev.parley.turn.TurnJournalException;
import dev.parley.turn.TurnOpening;
import dev.parley.turn.TurnStart;
import dev.parley.turn.UsageReport;
import dev.parley.turn.UsageSum;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Turns kept in the database. Safe for use by many threads.
 *
 * <p>On H2, which one process has to itself, a lease means nothing: every other replica is one that
 * is gone, and nothing is written to renew one's own.
 */
public final class JdbiTurnJournal implements TurnJournal {

    /** Where a journal tells those of other processes that it wrote; it says who it is. */
    private static final String CHANNEL = "parley_turn";

    /** How often a turn is opened again that lost a race. */
    private static final int OPENING_RETRIES_MAX = 3;

    private static final String READ =
            """
            SELECT e.turn_id, e.seq_last, e.seq_first, e.fence, e.events_json
            FROM UNNEST(:turns, :after) AS wanted (turn_id, seq)
            JOIN turn_event e ON e.turn_id = wanted.turn_id AND e.seq_last > wanted.seq
            ORDER BY e.turn_id, e.seq_last
            """;

    private static final String RUNNING =
            """
            SELECT id FROM turn WHERE running_conversation = :conversation AND owner = :owner
            """;

    private static final String HOLDS =
            """
            SELECT COUNT(*) FROM turn
            WHERE id = :turn AND conversation_id = :conversation AND owner = :owner AND events_kept
            """;

    private static final String REQUEST_STOP =
            """
            UPDATE turn SET stop_requested = TRUE
            WHERE running_conversation = :conversation AND owner = :owner
            """;

    private static final String REQUEST_STOP_OF_ALL =
            """
            UPDATE turn SET stop_requested = TRUE
            WHERE running_conversation IS NOT NULL AND owner = :owner
            """;

    private static final String NOT_STOPPING =
            """
            SELECT id FROM turn WHERE replica_id = :replica AND NOT stop_requested
            """;

    private final Database database;
    private final TurnRetention retention;
    private final String self = UUID.randomUUID().toString();

    public JdbiTurnJournal(Database database) {
        this.database = database;
        this.retention = new TurnRetention(database);
    }

    @Override
    public TurnOpening open(TurnStart start) {
        return answered("open turn " + start.turn(), () -> opened(start));
    }

    @Override
    public Optional<TurnOpening.Repeated> opened(Principal owner, String requestKey) {
        return answered(
                "look for a request",
                () ->
                        database.read(
                                Scope.of(owner),
                                handle -> TurnOpener.opened(handle, owner, requestKey)));
    }

    @Override
    public Set<TurnId> append(List<TurnAppend> appends) {
        return appends.isEmpty()
                ? Set.of()
                : answered("append to " + appends.size() + " turns", () -> appended(appends));
    }

    @Override
    public List<JournalEntry> read(Map<TurnId, Integer> after) {
        if (after.isEmpty()) {
            return List.of();
        }
        List<Map.Entry<TurnId, Integer>> wanted = List.copyOf(after.entrySet());
        List<TurnEventRow> rows =
                answered(
                        "read events",
                        () ->
                                database.read(
                                        Scope.ALL,
                                        handle ->
                                                handle.createQuery(READ)
                                                        .bindArray(
                                                                "turns",
                                                                String.class,
                                                                wanted.stream()
                                                                        .map(it -> it.getKey())
                                                                        .map(TurnId::value)
                                                                        .toList())
                                                        .bindArray(
                                                                "after",
                                                                Integer.class,
                                                                wanted.stream()
                                                                        .map(it -> it.getValue())
                                                                        .toList())
                                                        .map((row, context) -> TurnEventRow.of(row))
                                                        .list()));
        return answered(
                "read events",
                () ->
                        rows.stream()
                                .map(row -> row.entry().behind(after.getOrDefault(row.turn(), 0)))
                                .toList());
    }

    @Override
    public Optional<TurnId> running(Principal owner, ConversationId conversation) {
        return answered(
                "look for a running turn",
                () ->
                        database.read(
                                Scope.of(owner),
                                handle ->
                                        handle.createQuery(RUNNING)
                                                .bind("conversation", conversation.value())
                                                .bind("owner", owner.key())
                                                .mapTo(String.class)
                                                .findOne()
                                                .map(TurnId::new)));
    }

    @Override
    public boolean holds(Principal owner, ConversationId conversation, TurnId turn) {
        return answered(
                "look for turn " + turn,
                () ->
                        database.read(
                                Scope.of(owner),
                                handle ->
                                        handle.createQuery(HOLDS)
                                                        .bind("turn", turn.value())
                                                        .bind("conversation", conversation.value())
                                                        .bind("owner", owner.key())
                                                        .mapTo(Integer.class)
                                                        .one()
                                                > 0));
    }

    @Override
    public boolean requestStop(Principal owner, ConversationId conversation) {
        return answered(
                "stop the turn of conversation " + conversation,
                () ->
                        database.inTransaction(
                                Scope.of(owner),
                                handle -> {
                                    boolean requested =
                                            handle.createUpdate(REQUEST_STOP)
                                                            .bind(
                                                                    "conversation",
                                                                    conversation.value())
                                                            .bind("owner", owner.key())
                                                            .execute()
                                                    == 1;
                                    if (requested) {
                                        database.notify(handle, CHANNEL, self);
                                    }
                                    return requested;
                                }));
    }

    @Override
    public int requestStop(Principal owner) {
        return answered(
                "stop the turns of a principal",
                () ->
                        database.inTransaction(
                                Scope.of(owner),
                                handle -> {
                                    int requested =
                                            handle.createUpdate(REQUEST_STOP_OF_ALL)
                                                    .bind("owner", owner.key())
                                                    .execute();
                                    if (requested > 0) {
                                        database.notify(handle, CHANNEL, self);
                                    }
                                    return requested;
                                }));
    }

    @Override
    public Set<TurnId> stopping(ReplicaId replica, Collection<TurnId> turns) {
        if (turns.isEmpty()) {
            return Set.of();
        }
        List<String> goingOn =
                answered(
                        "look for turns to stop",
                        () ->
                                database.read(
                                        Scope.ALL,
                                        handle ->
                                                handle.createQuery(NOT_STOPPING)
                                                        .bind("replica", replica.value())
                                                        .mapTo(String.class)
                                                        .list()));
        Set<TurnId> stopping = new LinkedHashSet<>(turns);
        goingOn.forEach(id -> stopping.remove(new TurnId(id)));
        return stopping;
    }

    @Override
    public boolean ask(TurnId turn, long fence, ElicitationId id, Elicitation elicitation) {
        String questionJson = ElicitationJson.question(elicitation);
        return answered(
                "ask in turn " + turn,
                () ->
                        database.inTransaction(
                                Scope.ALL,
                                handle ->
                                        ElicitationRows.ask(
                                                handle, turn, fence, id, questionJson)));
    }

    @Override
    public Optional<Elicitation> asked(Principal owner, ElicitationId id) {
        return answered(
                "look for a question",
                () ->
                        database.read(
                                Scope.of(owner),
                                handle -> ElicitationRows.asked(handle, owner, id)));
    }

    @Override
    public AnswerReceipt answer(Principal owner, ElicitationId id, ElicitationAnswer answer) {
        String answerJson = ElicitationJson.answer(answer);
        return answered(
                "answer a question",
                () ->
                        database.inTransaction(
                                Scope.of(owner),
                                handle -> {
                                    AnswerReceipt receipt =
                                            ElicitationRows.answer(handle, owner, id, answerJson);
                                    if (receipt == AnswerReceipt.TAKEN) {
                                        database.notify(handle, CHANNEL, self);
                                    }
                                    return receipt;
                                }));
    }

    @Override
    public Map<ElicitationId, ElicitationAnswer> answers(Collection<ElicitationId> ids) {
        return ids.isEmpty()
                ? Map.of()
                : answered(
                        "look for answers",
                        () ->
                                database.read(
                                        Scope.ALL, handle -> ElicitationRows.answers(handle, ids)));
    }

    @Override
    public Optional<ElicitationAnswer> endElicitation(ElicitationId id) {
        return answered(
                "end a question",
                () -> database.inTransaction(Scope.ALL, handle -> ElicitationRows.end(handle, id)));
    }

    @Override
    public List<TakenTurn> renew(ReplicaId replica, Duration lease, Collection<TurnId> held) {
        Set<TurnId> own = Set.copyOf(held);
        return answered(
                "renew the lease of replica " + replica,
                () -> {
                    if (database.exclusive()) {
                        return taken(replica, own);
                    }
                    return database.inTransaction(
                            Scope.ALL,
                            handle -> {
                                TurnTakeover.renewLease(handle, replica, lease);
                                return TurnTakeover.take(handle, replica, own, false);
                            });
                });
    }

    @Override
    public void leave(ReplicaId replica) {
        answered(
                "end the lease of replica " + replica,
                () ->
                        database.inTransaction(
                                Scope.ALL,
                                handle -> {
                                    TurnTakeover.endLease(handle, replica);
                                    return true;
                                }));
    }

    @Override
    public UsageReport usage(Principal owner) {
        return answered(
                "read usage",
                () -> database.read(Scope.of(owner), handle -> UsageRows.report(handle, owner)));
    }

    @Override
    public UsageSum usage(Principal owner, ConversationId conversation) {
        return answered(
                "read usage",
                () ->
                        database.read(
                                Scope.of(owner),
                                handle -> UsageRows.of(handle, owner, conversation)));
    }

    @Override
    public void forget(Duration eventsKept, Duration turnsKept) {
        answered(
                "forget turns",
                () -> {
                    retention.dropEvents(eventsKept);
                    retention.dropTurns(turnsKept);
                    retention.dropReplicas(turnsKept);
                    return true;
                });
    }

    @Override
    public Subscription subscribe(Runnable hint) {
        dev.parley.storage.Subscription listening =
                database.listen(
                        Set.of(CHANNEL),
                        new NotificationListener() {
                            @Override
                            public void notified(String channel, String payload) {
                                if (!payload.equals(self)) {
                                    hint.run();
                                }
                            }

                            @Override
                            public void mayHaveMissed() {
                                hint.run();
                            }
                        });
        return listening::close;
    }

    /**
     * What took a key that was free when it was looked for is there when it is looked for again.
     */
    private TurnOpening opened(TurnStart start) {
        for (int retries = 0; ; retries++) {
            try {
                return database.inTransaction(
                        Scope.of(start.owner()),
                        handle -> {
                            TurnOpening opening = new TurnOpener(handle, start).open();
                            if (opening instanceof TurnOpening.Opened) {
                                database.notify(handle, CHANNEL, self);
                            }
                            return opening;
                        });
            } catch (DatabaseException e) {
                if (!e.keyTaken()) {
                    throw e;
                }
                if (retries == OPENING_RETRIES_MAX) {
                    if (start.edit() instanceof ConversationEdit.Create && taken(start)) {
                        return new TurnOpening.NotFound();
                    }
                    throw new IllegalArgumentException(
                            "the id of turn "
                                    + start.turn()
                                    + " or of one of its messages is taken",
                            e);
                }
            }
        }
    }

    /** Whether somebody has the conversation that is to be made: whoever it is, is out of scope. */
    private boolean taken(TurnStart start) {
        return database.read(
                Scope.ALL, handle -> TurnOpener.conversationTaken(handle, start.conversation()));
    }

    private Set<TurnId> appended(List<TurnAppend> appends) {
        List<TurnEventRow> rows = appends.stream().map(TurnEventRow::of).toList();
        try {
            return database.inTransaction(
                    Scope.ALL,
                    handle -> {
                        TurnAppender.append(handle, appends, rows);
                        database.notify(handle, CHANNEL, self);
                        return Set.<TurnId>of();
                    });
        } catch (TurnAppender.Misfit e) {
            return appendedFitting(appends);
        } catch (DatabaseException e) {
            if (!e.keyTaken()) {
                throw e;
            }
            return appendedFitting(appends);
        }
    }

    private Set<TurnId> appendedFitting(List<TurnAppend> appends) {
        return database.inTransaction(
                Scope.ALL,
                handle -> {
                    Set<TurnId> refusing = TurnAppender.appendFitting(handle, appends);
                    database.notify(handle, CHANNEL, self);
                    return refusing;
                });
    }

    /** Writes only when there is a turn to take over: an idle laptop's disk may sleep. */
    private List<TakenTurn> taken(ReplicaId replica, Set<TurnId> held) {
        if (!database.read(Scope.ALL, handle -> TurnTakeover.othersRun(handle, replica, held))) {
            return List.of();
        }
        return database.inTransaction(
                Scope.ALL,
                handle -> {
                    TurnTakeover.know(handle, replica);
                    return TurnTakeover.take(handle, replica, held, true);
                });
    }

    private static <T> T answered(String what, Supplier<T> work) {
        try {
            return work.get();
        } catch (DatabaseException e) {
            throw new TurnJournalException("cannot " + what, e);
        }
    }
}
