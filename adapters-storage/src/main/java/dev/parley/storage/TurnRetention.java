package dev.parley.storage;

import java.time.Duration;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** Forgets turns, a few in each transaction, so that nobody waits long for one. */
final class TurnRetention {

    /** The most turns that one transaction forgets. */
    private static final int BATCH_MAX = 100;

    private static final String AGE =
            " ended_at <= CURRENT_TIMESTAMP"
                    + " - CAST(:seconds AS DOUBLE PRECISION) * INTERVAL '1' SECOND LIMIT :limit";

    private static final String WITH_EVENTS = "SELECT id FROM turn WHERE events_kept AND" + AGE;

    private static final String ANY =
            "SELECT id FROM turn WHERE events_kept IN (FALSE, TRUE) AND" + AGE;

    private static final String DELETE_EVENTS =
            """
            DELETE FROM turn_event WHERE turn_id = ANY(:turns)
            """;

    private static final String MARK_EVENTS_GONE =
            """
            UPDATE turn SET events_kept = FALSE WHERE id = ANY(:turns)
            """;

    private static final String DELETE_TURNS =
            """
            DELETE FROM turn WHERE id = ANY(:turns)
            """;

    private static final String REPLICAS =
            """
            SELECT id FROM replica
            WHERE lease_until <= CURRENT_TIMESTAMP
                    - CAST(:seconds AS DOUBLE PRECISION) * INTERVAL '1' SECOND
              AND NOT EXISTS (SELECT 1 FROM turn WHERE turn.replica_id = replica.id)
            LIMIT :limit
            """;

    /** Fails, and harms nothing, if the replica opens a turn at this moment. */
    private static final String DELETE_REPLICAS =
            """
            DELETE FROM replica
            WHERE id = ANY(:replicas)
              AND NOT EXISTS (SELECT 1 FROM turn WHERE turn.replica_id = replica.id)
            """;

    private final Database database;

    TurnRetention(Database database) {
        this.database = database;
    }

    void dropEvents(Duration kept) {
        List<String> turns;
        do {
            turns = old(WITH_EVENTS, kept);
            delete(turns, "turns", DELETE_EVENTS, MARK_EVENTS_GONE);
        } while (turns.size() == BATCH_MAX);
    }

    void dropTurns(Duration kept) {
        List<String> turns;
        do {
            turns = old(ANY, kept);
            delete(turns, "turns", DELETE_TURNS);
        } while (turns.size() == BATCH_MAX);
    }

    void dropReplicas(Duration kept) {
        delete(old(REPLICAS, kept), "replicas", DELETE_REPLICAS);
    }

    /** Read apart, so that nothing is written when there is nothing to forget. */
    private List<String> old(String sql, Duration kept) {
        return database.read(
                Scope.ALL,
                handle -> {
                    Query query = handle.createQuery(sql);
                    return query.bind("seconds", kept.toNanos() / 1e9)
                            .bind("limit", BATCH_MAX)
                            .mapTo(String.class)
                            .list();
                });
    }

    private void delete(List<String> ids, String name, String... statements) {
        if (ids.isEmpty()) {
            return;
        }
        database.inTransaction(
                Scope.ALL,
                handle -> {
                    int changed = 0;
                    for (String sql : statements) {
                        changed += execute(handle, sql, name, ids);
                    }
                    return changed;
                });
    }

    private static int execute(Handle handle, String sql, String name, List<String> ids) {
        return handle.createUpdate(sql).bindArray(name, String.class, ids).execute();
    }
}
