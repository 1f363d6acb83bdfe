package dev.parley.storage;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.core.statement.TemplateEngine;

/**
 * Does units of work on the database and ends each, by success or failure. Safe for use by many
 * threads.
 */
final class UnitRunner {

    /** How often work is done again after a conflict or on a new connection. */
    private static final int RETRIES_MAX = 3;

    /** The longest before the first time again after a conflict; longer before the next. */
    private static final Duration PAUSE_MAX = Duration.ofMillis(50);

    private final Engine engine;
    private final HikariDataSource pool;
    private final Jdbi jdbi;

    /**
     * @param statements makes the statements of what the stores say
     */
    UnitRunner(Engine engine, HikariDataSource pool, TemplateEngine statements) {
        this.engine = engine;
        this.pool = pool;
        this.jdbi =
                Jdbi.create(pool)
                        .registerArrayType(String.class, "varchar")
                        .registerArrayType(Integer.class, "integer");
        jdbi.getConfig(SqlStatements.class).setTemplateEngine(statements);
        // Not the values, which are what people said.
        jdbi.getConfig(StatementExceptions.class)
                .setMessageRendering(StatementExceptions.MessageRendering.NONE);
    }

    void read(List<UnitOfWork<?>> units) {
        units.forEach(unit -> untilEnded(unit, this::query));
    }

    /**
     * Does the units in one transaction, because the commit, which writes to the file, costs more
     * than the work. When one fails, which is rare, each is done again in a transaction of its own.
     */
    void write(List<UnitOfWork<?>> units) {
        if (units.size() == 1 || !committedTogether(units)) {
            units.forEach(unit -> untilEnded(unit, own -> commit(List.of(own))));
        }
        engine.committed(jdbi);
    }

    boolean tidy() {
        return engine.tidy(jdbi);
    }

    private boolean committedTogether(List<UnitOfWork<?>> units) {
        try {
            commit(units);
        } catch (Throwable e) {
            units.forEach(UnitOfWork::revokeCommit);
            return false;
        }
        units.forEach(UnitOfWork::succeed);
        return true;
    }

    private void untilEnded(UnitOfWork<?> unit, Consumer<UnitOfWork<?>> attempt) {
        for (int retries = 0; ; retries++) {
            try {
                attempt.accept(unit);
                unit.succeed();
                return;
            } catch (Throwable e) {
                FailureKind kind = FailureKind.of(e);
                if (kind == FailureKind.CONNECTION_LOST) {
                    // What broke one connection has most likely broken the others.
                    pool.getHikariPoolMXBean().softEvictConnections();
                }
                if (retries == RETRIES_MAX || !repeatable(unit, kind)) {
                    unit.fail(translated(unit, kind, e));
                    return;
                }
                unit.revokeCommit();
                if (kind == FailureKind.CONFLICT) {
                    letOthersPass(retries);
                }
            }
        }
    }

    /**
     * Who was chosen to give way in a deadlock must not be back before the other has woken up: it
     * would have the freed row first, and the two would be in each other's way again.
     */
    private static void letOthersPass(int retries) {
        long pauseMax = PAUSE_MAX.toNanos() * (retries + 1);
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(pauseMax / 2, pauseMax));
    }

    private static boolean repeatable(UnitOfWork<?> unit, FailureKind kind) {
        return switch (kind) {
            case CONFLICT -> !unit.abandoned();
            case CONNECTION_LOST -> !unit.abandoned() && !unit.committing();
            case CONNECTION_NONE, OVERLOAD, OTHER -> false;
        };
    }

    private void query(UnitOfWork<?> unit) {
        if (!unit.abandoned()) {
            jdbi.useHandle(handle -> query(unit, handle));
        }
    }

    /** A scope ends with its transaction, so a read that is confined to one has a transaction. */
    private void query(UnitOfWork<?> unit, Handle handle) {
        if (engine.confines(unit.scope())) {
            handle.useTransaction(transaction -> run(unit, transaction));
        } else {
            unit.run(handle);
        }
    }

    private void commit(List<UnitOfWork<?>> units) {
        if (units.stream().anyMatch(UnitOfWork::abandoned)) {
            throw new DatabaseException("A caller gave up.");
        }
        jdbi.useHandle(
                handle -> {
                    handle.useTransaction(transaction -> runAll(units, transaction));
                    engine.secure(handle);
                });
    }

    private void runAll(List<UnitOfWork<?>> units, Handle handle) {
        for (UnitOfWork<?> unit : units) {
            if (unit.abandoned()) {
                throw new DatabaseException("A caller gave up.");
            }
            run(unit, handle);
        }
        for (UnitOfWork<?> unit : units) {
            if (!unit.beginCommit()) {
                throw new DatabaseException("A caller gave up.");
            }
        }
    }

    private void run(UnitOfWork<?> unit, Handle transaction) {
        engine.confine(transaction, unit.scope());
        unit.run(transaction);
    }

    private static RuntimeException translated(
            UnitOfWork<?> unit, FailureKind kind, Throwable failure) {
        if (failure instanceof RuntimeException own && !(failure instanceof JdbiException)) {
            return own;
        }
        if (kind == FailureKind.CONNECTION_LOST && unit.committing()) {
            return DatabaseException.unknown(
                    "The connection to the database broke during a commit", Optional.of(failure));
        }
        String sentence =
                switch (kind) {
                    case CONNECTION_LOST -> "The connection to the database broke.";
                    case CONNECTION_NONE -> "The database cannot be reached.";
                    case OVERLOAD -> "The database took too long or lacks resources.";
                    case CONFLICT, OTHER -> "The database failed.";
                };
        return new DatabaseException(sentence, failure);
    }
}
