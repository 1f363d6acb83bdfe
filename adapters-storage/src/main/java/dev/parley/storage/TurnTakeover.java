package dev.parley.storage;

import dev.parley.conversation.ConversationId;
import dev.parley.token.Workspace;
import dev.parley.turn.ReplicaId;
import dev.parley.turn.TakenTurn;
import dev.parley.turn.TurnId;
import dev.parley.turn.TurnJournal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * Leases, and turns whose replica has none, in transactions of the caller's. The lease is the
 * replica's, not its turns', so that to renew it is one update however many turns there are.
 */
final class TurnTakeover {

    private static final String RENEW =
            """
            UPDATE replica
            SET lease_until =
                    CURRENT_TIMESTAMP + CAST(:seconds AS DOUBLE PRECISION) * INTERVAL '1' SECOND
            WHERE id = :replica
            """;

    /** A replica that never had a lease gets one that has run out. */
    private static final String KNOW =
            """
            INSERT INTO replica (id, lease_until)
            SELECT CAST(:replica AS VARCHAR(64)), CURRENT_TIMESTAMP
            WHERE NOT EXISTS (SELECT 1 FROM replica WHERE id = :replica)
            """;

    private static final String BEGIN_LEASE =
            """
            INSERT INTO replica (id, lease_until)
            VALUES (:replica,
                    CURRENT_TIMESTAMP + CAST(:seconds AS DOUBLE PRECISION) * INTERVAL '1' SECOND)
            """;

    private static final String LEAVE =
            """
            UPDATE replica SET lease_until = CURRENT_TIMESTAMP WHERE id = :replica
            """;

    private static final String OWN =
            """
            SELECT id FROM turn WHERE replica_id = :replica
            """;

    /**
     * What is locked is skipped: another takes it over, or its replica is alive after all and
     * appends. A later renewal looks again.
     */
    private static final String ORPHANS =
            """
            SELECT id FROM turn
            WHERE replica_id IN (SELECT id FROM replica
                                 WHERE id <> :replica AND lease_until <= CURRENT_TIMESTAMP)
            ORDER BY opened_at LIMIT :limit
            FOR UPDATE SKIP LOCKED
            """;

    /** Where this process has the database to itself, the others are gone whatever they said. */
    private static final String OTHERS =
            """
            SELECT id FROM turn WHERE replica_id <> :replica ORDER BY opened_at LIMIT :limit
            """;

    private static final String RUNNING =
            """
            SELECT id, replica_id FROM turn WHERE replica_id IS NOT NULL
            """;

    /** For turns that are locked. */
    private static final String TAKE =
            """
            UPDATE turn SET fence = fence + 1, replica_id = :replica WHERE id = ANY(:turns)
            """;

    /** Another may have taken them over by now. */
    private static final String TAKE_OWN =
            """
            UPDATE turn SET fence = fence + 1 WHERE id = ANY(:turns) AND replica_id = :replica
            """;

    private static final String TAKEN =
            """
            SELECT t.id, t.conversation_id, t.fence, t.organization, t.project, c.owner,
                   c.owner_name
            FROM turn t JOIN conversation c ON c.id = t.conversation_id
            WHERE t.id = ANY(:turns) AND t.replica_id = :replica
            ORDER BY t.opened_at
            """;

    private TurnTakeover() {}

    static void renewLease(Handle handle, ReplicaId replica, Duration lease) {
        for (String sql : List.of(RENEW, BEGIN_LEASE)) {
            int renewed =
                    handle.createUpdate(sql)
                            .bind("replica", replica.value())
                            .bind("seconds", lease.toNanos() / 1e9)
                            .execute();
            if (renewed == 1) {
                return;
            }
        }
    }

    static void endLease(Handle handle, ReplicaId replica) {
        handle.createUpdate(LEAVE).bind("replica", replica.value()).execute();
    }

    /** Has a row for the replica, which its turns refer to. */
    static void know(Handle handle, ReplicaId replica) {
        handle.createUpdate(KNOW).bind("replica", replica.value()).execute();
    }

    /** Whether a turn is running that is not one of {@code held}: one statement, which reads. */
    static boolean othersRun(Handle handle, ReplicaId replica, Set<TurnId> held) {
        return handle.createQuery(RUNNING)
                .map(
                        (row, context) ->
                                row.getString("replica_id").equals(replica.value())
                                        && held.contains(new TurnId(row.getString("id"))))
                .list()
                .contains(false);
    }

    /**
     * Takes over the replica's own turns that it does not hold, and those of replicas that are
     * gone.
     *
     * @param exclusive whether all other replicas are gone
     */
    static List<TakenTurn> take(
            Handle handle, ReplicaId replica, Set<TurnId> held, boolean exclusive) {
        List<String> own =
                handle
                        .createQuery(OWN)
                        .bind("replica", replica.value())
                        .mapTo(String.class)
                        .stream()
                        .filter(id -> !held.contains(new TurnId(id)))
                        .limit(TurnJournal.TAKEN_MAX)
                        .toList();
        List<String> orphans =
                handle.createQuery(exclusive ? OTHERS : ORPHANS)
                        .bind("replica", replica.value())
                        .bind("limit", TurnJournal.TAKEN_MAX - own.size())
                        .mapTo(String.class)
                        .list();
        if (own.isEmpty() && orphans.isEmpty()) {
            return List.of();
        }
        update(handle, TAKE_OWN, replica, own);
        update(handle, TAKE, replica, orphans);
        List<String> all = new ArrayList<>(own);
        all.addAll(orphans);
        return handle.createQuery(TAKEN)
                .bind("replica", replica.value())
                .bindArray("turns", String.class, all)
                .map((row, context) -> taken(row))
                .list();
    }

    private static void update(Handle handle, String sql, ReplicaId replica, List<String> turns) {
        if (!turns.isEmpty()) {
            handle.createUpdate(sql)
                    .bind("replica", replica.value())
                    .bindArray("turns", String.class, turns)
                    .execute();
        }
    }

    private static TakenTurn taken(ResultSet row) throws SQLException {
        return new TakenTurn(
                new TurnId(row.getString("id")),
                JdbiConversationStore.principal(row.getString("owner"), row.getString("owner_name"))
                        .in(new Workspace(row.getString("organization"), row.getString("project"))),
                new ConversationId(row.getString("conversation_id")),
                row.getLong("fence"));
    }
}
