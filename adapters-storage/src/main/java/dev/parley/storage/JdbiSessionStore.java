package dev.parley.storage;

import dev.parley.access.AccessStoreException;
import dev.parley.access.Session;
import dev.parley.access.SessionStore;
import dev.parley.token.Principal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Sessions kept in the database. Safe for use by many threads and several processes.
 *
 * <p>{@link #find} is a part of every request: one row by its key.
 */
public final class JdbiSessionStore implements SessionStore {

    private static final String COLUMNS = "id, owner, owner_name, client, started_at, used_at";

    private static final String INSERT =
            """
            INSERT INTO session (id, owner, owner_name, client, started_at, used_at)
            VALUES (:id, :owner, :ownerName, :client, :startedAt, :usedAt)
            """;

    private static final String FIND = "SELECT " + COLUMNS + " FROM session WHERE id = :id";

    private static final String LIST =
            "SELECT " + COLUMNS + " FROM session WHERE owner = :owner ORDER BY used_at DESC, id";

    private static final String USE =
            "UPDATE session SET used_at = :at WHERE id = :id AND used_at < :at";

    private static final String DELETE_ALL = "DELETE FROM session WHERE owner = :owner";

    private static final String DELETE_OLDER =
            "DELETE FROM session WHERE started_at < :startedBefore OR used_at < :usedBefore";

    private final PortDatabase database;

    public JdbiSessionStore(Database database) {
        this.database = new PortDatabase(database, AccessStoreException::new);
    }

    @Override
    public void save(Session session) {
        database.add(
                "save session " + session.id(),
                Scope.of(session.principal()),
                handle ->
                        handle.createUpdate(INSERT)
                                .bind("id", session.id())
                                .bind("owner", session.principal().key())
                                .bind(
                                        "ownerName",
                                        MessageRows.withoutNul(session.principal().displayName()))
                                .bind("client", MessageRows.withoutNul(session.client()))
                                .bind("startedAt", session.startedAt().atOffset(ZoneOffset.UTC))
                                .bind("usedAt", session.usedAt().atOffset(ZoneOffset.UTC))
                                .execute());
    }

    @Override
    public Optional<Session> find(String id) {
        return database.find("read a session", FIND, id, (row, context) -> session(row));
    }

    @Override
    public Set<String> present(Collection<String> ids) {
        return database.present("session", ids);
    }

    @Override
    public List<Session> list(Principal principal) {
        return database.list("list sessions", LIST, principal, (row, context) -> session(row));
    }

    @Override
    public void use(String id, Instant at) {
        database.inTransaction(
                "note the use of a session",
                Scope.ALL,
                handle ->
                        handle.createUpdate(USE)
                                .bind("id", id)
                                .bind("at", at.atOffset(ZoneOffset.UTC))
                                .execute());
    }

    @Override
    public boolean delete(Principal principal, String id) {
        return database.delete("session", principal, id);
    }

    @Override
    public int deleteAll(Principal principal) {
        return database.inTransaction(
                "end all sessions of a principal",
                Scope.of(principal),
                handle -> handle.createUpdate(DELETE_ALL).bind("owner", principal.key()).execute());
    }

    @Override
    public void deleteOlder(Instant startedBefore, Instant usedBefore) {
        database.inTransaction(
                "delete sessions that are over",
                Scope.ALL,
                handle ->
                        handle.createUpdate(DELETE_OLDER)
                                .bind("startedBefore", startedBefore.atOffset(ZoneOffset.UTC))
                                .bind("usedBefore", usedBefore.atOffset(ZoneOffset.UTC))
                                .execute());
    }

    private static Session session(ResultSet row) throws SQLException {
        return new Session(
                row.getString("id"),
                PortDatabase.owner(row),
                row.getString("client"),
                VaultTimes.instant(row, "started_at"),
                VaultTimes.instant(row, "used_at"));
    }
}
