package dev.parley.storage;

import dev.parley.turn.JournalEntry;
import dev.parley.turn.TurnAppend;
import dev.parley.turn.TurnId;
import dev.parley.turn.TurnStart;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** A row of {@code turn_event}: what one append added to one turn. */
record TurnEventRow(TurnId turn, long fence, int first, int last, String eventsJson) {

    private static final String INSERT =
            """
            INSERT INTO turn_event (turn_id, seq_last, seq_first, fence, events_json)
            VALUES (:turn, :last, :first, :fence, :eventsJson)
            """;

    static TurnEventRow of(TurnStart start) {
        return new TurnEventRow(
                start.turn(),
                TurnStart.FENCE_FIRST,
                1,
                start.events().size(),
                TurnEventJson.write(start.events()));
    }

    static TurnEventRow of(TurnAppend append) {
        return new TurnEventRow(
                append.turn(),
                append.fence(),
                append.first(),
                append.last(),
                TurnEventJson.write(append.events()));
    }

    static TurnEventRow of(ResultSet row) throws SQLException {
        return new TurnEventRow(
                new TurnId(row.getString("turn_id")),
                row.getLong("fence"),
                row.getInt("seq_first"),
                row.getInt("seq_last"),
                row.getString("events_json"));
    }

    static void insert(Handle handle, List<TurnEventRow> rows) {
        PreparedBatch batch = handle.prepareBatch(INSERT);
        for (TurnEventRow row : rows) {
            batch.bind("turn", row.turn.value())
                    .bind("last", row.last)
                    .bind("first", row.first)
                    .bind("fence", row.fence)
                    .bind("eventsJson", row.eventsJson)
                    .add();
        }
        batch.execute();
    }

    /**
     * What the row says.
     *
     * @throws DatabaseException when that is not as many events as it has numbers
     */
    JournalEntry entry() {
        JournalEntry entry = new JournalEntry(turn, fence, first, TurnEventJson.read(eventsJson));
        if (entry.last() != last) {
            throw new DatabaseException("Stored events of turn " + turn + " are damaged.");
        }
        return entry;
    }
}
