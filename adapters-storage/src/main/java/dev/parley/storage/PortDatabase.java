package dev.parley.storage;

import dev.parley.token.Principal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jdbi.v3.core.mapper.RowMapper;

/**
 * The database with the failures of one port, and what tables of rows with an owner have in common.
 * Safe for use by many threads.
 */
final class PortDatabase {

    /** A row that was added can be gone again only if somebody deleted it in between. */
    private static final int ATTEMPTS_MAX = 3;

    private final Database database;
    private final BiFunction<String, Throwable, RuntimeException> failure;

    /** Failures of the database become {@code failure} of what was tried, and of their cause. */
    PortDatabase(Database database, BiFunction<String, Throwable, RuntimeException> failure) {
        this.database = database;
        this.failure = failure;
    }

    /** As {@link Database#inTransaction}, with the failures of the port. */
    <T> T inTransaction(String what, Scope scope, UnitOfWork.Work<T> work) {
        return answered(what, () -> database.inTransaction(scope, work));
    }

    /**
     * As {@link #inTransaction}, again when another one added a row of the same key meanwhile:
     * {@code work} finds it at the next attempt.
     */
    <T> T inTransactionAgain(String what, Scope scope, UnitOfWork.Work<T> work) {
        return answered(
                what,
                () -> {
                    for (int attempt = 1; ; attempt++) {
                        try {
                            return database.inTransaction(scope, work);
                        } catch (DatabaseException e) {
                            if (!e.keyTaken() || attempt == ATTEMPTS_MAX) {
                                throw e;
                            }
                        }
                    }
                });
    }

    /** As {@link Database#read}, with the failures of the port. */
    <T> T read(String what, Scope scope, UnitOfWork.Work<T> work) {
        return answered(what, () -> database.read(scope, work));
    }

    /**
     * Runs {@code work}, which adds a row with an id of its own.
     *
     * @throws IllegalArgumentException when there is one of this id
     */
    void add(String what, Scope scope, UnitOfWork.Work<Integer> work) {
        answered(
                what,
                () -> {
                    try {
                        return database.inTransaction(scope, work);
                    } catch (DatabaseException e) {
                        if (e.keyTaken()) {
                            throw new IllegalArgumentException("cannot " + what + " twice", e);
                        }
                        throw e;
                    }
                });
    }

    /**
     * Deletes the row of {@code table} with this id, when it is the principal's.
     *
     * @return whether there was one
     */
    boolean delete(String table, Principal principal, String id) {
        return inTransaction(
                "delete from " + table,
                Scope.of(principal),
                handle ->
                        handle.createUpdate(
                                                "DELETE FROM "
                                                        + table
                                                        + " WHERE id = :id AND owner = :owner")
                                        .bind("id", id)
                                        .bind("owner", principal.key())
                                        .execute()
                                == 1);
    }

    /** Which of these ids {@code table} has, whosever they are. */
    Set<String> present(String table, Collection<String> ids) {
        if (ids.isEmpty()) {
            return Set.of();
        }
        return read(
                "look for ids in " + table,
                Scope.ALL,
                handle ->
                        handle.createQuery("SELECT id FROM " + table + " WHERE id = ANY(:ids)")
                                .bindArray("ids", String.class, ids)
                                .mapTo(String.class)
                                .set());
    }

    /** The answer to {@code query}, which asks for rows of an {@code :owner}. */
    <T> List<T> list(String what, String query, Principal owner, RowMapper<T> mapper) {
        return read(
                what,
                Scope.of(owner),
                handle -> handle.createQuery(query).bind("owner", owner.key()).map(mapper).list());
    }

    /** The row that {@code query} finds by its {@code :id}, which says whose it is. */
    <T> Optional<T> find(String what, String query, String id, RowMapper<T> mapper) {
        return read(
                what,
                Scope.ALL,
                handle -> handle.createQuery(query).bind("id", id).map(mapper).findOne());
    }

    /** Whose row this is. */
    static Principal owner(ResultSet row) throws SQLException {
        return JdbiConversationStore.principal(row.getString("owner"), row.getString("owner_name"));
    }

    /** Does {@code work}, with the failures of the port. */
    <T> T answered(String what, Supplier<T> work) {
        try {
            return work.get();
        } catch (DatabaseException e) {
            throw failure.apply("cannot " + what, e);
        }
    }
}
