package dev.parley.storage;

import dev.parley.conversation.ConversationId;
import dev.parley.conversation.Message;
import dev.parley.conversation.MessageId;
import dev.parley.turn.TurnAppend;
import dev.parley.turn.TurnId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Appends to turns in a transaction of the caller's.
 *
 * <p>The update of a turn's row is what guards the append: it finds the row only if the fence and
 * the last event are what the append says, and it locks the row, so that nobody takes the turn over
 * before the append is saved. Conversations are changed before turns, here as everywhere, so that
 * nobody waits crosswise.
 */
final class TurnAppender {

    private static final String ADVANCE =
            """
            UPDATE turn SET seq_last = :last
            WHERE id = :turn AND fence = :fence AND seq_last = :before
              AND running_conversation IS NOT NULL
            """;

    private static final String END =
            """
            UPDATE turn
            SET seq_last = :last, running_conversation = NULL, replica_id = NULL,
                ended_at = CURRENT_TIMESTAMP
            WHERE id = :turn AND fence = :fence AND seq_last = :before
              AND running_conversation IS NOT NULL
            """;

    private static final String CONVERSATIONS =
            """
            SELECT id, conversation_id, owner FROM turn WHERE id = ANY(:turns)
            """;

    private static final String STATES =
            """
            SELECT id, conversation_id, fence, seq_last, ended_at FROM turn WHERE id = ANY(:turns)
            ORDER BY id FOR UPDATE
            """;

    private static final String MESSAGES_THERE =
            """
            SELECT id FROM message WHERE conversation_id = :conversation AND id = ANY(:messages)
            """;

    /** Not every append fits where its turn ends, and the transaction is to be rolled back. */
    static final class Misfit extends RuntimeException {
        Misfit() {
            super("an append does not fit", null, false, false);
        }
    }

    private record Place(ConversationId conversation, String owner) {}

    private record State(ConversationId conversation, long fence, int last, boolean ended) {

        boolean accepts(TurnAppend append) {
            return fence == append.fence() && (!ended || append.last() <= last);
        }
    }

    private TurnAppender() {}

    /**
     * Appends what most often fits.
     *
     * @param rows those of the appends, made before so that the database's threads need not
     * @throws Misfit when something does not fit
     */
    static void append(Handle handle, List<TurnAppend> appends, List<TurnEventRow> rows) {
        if (!MessageRows.append(handle, additions(handle, appends))) {
            throw new Misfit();
        }
        int fitting =
                advance(handle, ADVANCE, appends.stream().filter(it -> !it.ends()).toList())
                        + advance(handle, END, appends.stream().filter(TurnAppend::ends).toList());
        if (fitting < appends.size()) {
            throw new Misfit();
        }
        UsageRows.add(handle, appends);
        TurnEventRow.insert(handle, rows);
    }

    /**
     * Appends what fits, and of what is partly there the rest.
     *
     * @return the turns that refuse
     * @throws IllegalArgumentException when an append leaves a gap
     */
    static Set<TurnId> appendFitting(Handle handle, List<TurnAppend> appends) {
        Map<TurnId, State> states = states(handle, appends);
        Set<TurnId> refusing = new LinkedHashSet<>();
        List<TurnAppend> missing = new ArrayList<>();
        for (TurnAppend append : appends) {
            State state = states.get(append.turn());
            if (state == null || !state.accepts(append)) {
                refusing.add(append.turn());
            } else if (append.first() > state.last() + 1) {
                throw new IllegalArgumentException(
                        "turn "
                                + append.turn()
                                + " ends at event "
                                + state.last()
                                + ", not before "
                                + append.first());
            } else if (append.last() > state.last()) {
                missing.add(
                        withoutMessagesThere(
                                handle, state.conversation(), append.behind(state.last())));
            }
        }
        if (!missing.isEmpty()) {
            append(handle, missing, missing.stream().map(TurnEventRow::of).toList());
        }
        return refusing;
    }

    private static List<MessageRows.Addition> additions(Handle handle, List<TurnAppend> appends) {
        List<TurnAppend> saying =
                appends.stream().filter(append -> !append.messages().isEmpty()).toList();
        if (saying.isEmpty()) {
            return List.of();
        }
        Map<TurnId, Place> places =
                handle.createQuery(CONVERSATIONS)
                        .bindArray("turns", String.class, ids(saying))
                        .map(
                                (row, context) ->
                                        Map.entry(
                                                new TurnId(row.getString("id")),
                                                new Place(
                                                        new ConversationId(
                                                                row.getString("conversation_id")),
                                                        row.getString("owner"))))
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        List<MessageRows.Addition> additions = new ArrayList<>();
        for (TurnAppend append : saying) {
            Place place = places.get(append.turn());
            if (place == null) {
                throw new Misfit();
            }
            additions.add(
                    new MessageRows.Addition(
                            place.conversation(), place.owner(), append.messages()));
        }
        return additions;
    }

    /** How many of the appends fit. */
    private static int advance(Handle handle, String sql, List<TurnAppend> appends) {
        if (appends.isEmpty()) {
            return 0;
        }
        PreparedBatch batch = handle.prepareBatch(sql);
        for (TurnAppend append : appends) {
            batch.bind("turn", append.turn().value())
                    .bind("fence", append.fence())
                    .bind("before", append.first() - 1)
                    .bind("last", append.last())
                    .add();
        }
        return Arrays.stream(batch.execute()).sum();
    }

    private static Map<TurnId, State> states(Handle handle, List<TurnAppend> appends) {
        return handle.createQuery(STATES)
                .bindArray("turns", String.class, ids(appends))
                .map(
                        (row, context) ->
                                Map.entry(
                                        new TurnId(row.getString("id")),
                                        new State(
                                                new ConversationId(
                                                        row.getString("conversation_id")),
                                                row.getLong("fence"),
                                                row.getInt("seq_last"),
                                                row.getObject("ended_at") != null)))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static TurnAppend withoutMessagesThere(
            Handle handle, ConversationId conversation, TurnAppend append) {
        if (append.messages().isEmpty()) {
            return append;
        }
        Set<String> there =
                new HashSet<>(
                        handle.createQuery(MESSAGES_THERE)
                                .bind("conversation", conversation.value())
                                .bindArray(
                                        "messages",
                                        String.class,
                                        append.messages().stream()
                                                .map(Message::id)
                                                .map(MessageId::value)
                                                .toList())
                                .mapTo(String.class)
                                .list());
        return new TurnAppend(
                append.turn(),
                append.fence(),
                append.first(),
                append.events(),
                append.messages().stream()
                        .filter(message -> !there.contains(message.id().value()))
                        .toList());
    }

    private static Collection<String> ids(List<TurnAppend> appends) {
        return appends.stream().map(append -> append.turn().value()).toList();
    }
}
