package dev.parley.storage;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.parley.storage.UnitOfWork.Work;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/**
 * The open database that the stores share: an H2 file in the data folder, which this process alone
 * uses. Safe for use by many threads.
 *
 * <p>All work is done on threads of its own (see {@link Lane}); the caller, most often a virtual
 * thread, waits, does not react to interrupts and keeps its flag.
 */
public final class Database implements AutoCloseable {

    /** H2 commits one transaction at a time, so more writers would only wait for each other. */
    private static final int WRITERS = 1;

    private static final int READERS = 3;

    /** The most units of work that share a commit. */
    private static final int COMMIT_SHARED_MAX = Integer.getInteger("batch", 64);

    private static final Duration CLOSE_MAX = Duration.ofSeconds(1);

    private final Duration waitMax;
    private final FolderLock folderLock;
    private final HikariDataSource pool;
    private final Jdbi jdbi;
    private final Lane writes;
    private final Lane reads;

    private Database(DatabaseConfig config, FolderLock folderLock, HikariDataSource pool) {
        this.waitMax = config.waitMax();
        this.folderLock = folderLock;
        this.pool = pool;
        this.jdbi = Jdbi.create(pool);
        this.writes = new Lane("parley-storage-write", WRITERS, COMMIT_SHARED_MAX, this::write);
        this.reads = new Lane("parley-storage-read", READERS, 1, this::readAll);
    }

    /**
     * Opens the database, makes it when it is missing, and brings its schema up to date. Does not
     * react to interrupts.
     *
     * @throws DatabaseException when the data folder cannot be made or written or is in use, or the
     *     database is damaged or was written by a newer Parley; the message says which
     */
    public static Database open(DatabaseConfig config) {
        CompletableFuture<Database> opened = new CompletableFuture<>();
        Thread.ofPlatform()
                .daemon()
                .name("parley-storage-open")
                .start(() -> opened.completeAsync(() -> opened(config), Runnable::run));
        try {
            return opened.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof DatabaseException failure
                    ? failure
                    : new DatabaseException("The database cannot be opened.", e);
        }
    }

    /**
     * Runs {@code work} in a transaction, durable on return. Blocks until then, at most the
     * config's {@code waitMax}; what the work throws rolls it back and is thrown here.
     *
     * @throws DatabaseException when the database failed or took too long; nothing was written
     */
    <T> T inTransaction(Work<T> work) {
        return done(writes, new UnitOfWork<>(work));
    }

    /** As {@link #inTransaction}, for a single statement that only reads. */
    <T> T read(Work<T> work) {
        return done(reads, new UnitOfWork<>(work));
    }

    /** Ends within 2 s. Work that waits fails; work that runs has a second to finish. */
    @Override
    public void close() {
        long deadline = System.nanoTime() + CLOSE_MAX.toNanos();
        writes.close();
        reads.close();
        writes.ended(deadline);
        reads.ended(deadline);
        pool.close();
        folderLock.close();
    }

    private static Database opened(DatabaseConfig config) {
        H2File file = new H2File(config.dataFolder());
        FolderLock folderLock = FolderLock.acquire(config.dataFolder());
        HikariDataSource pool = new HikariDataSource();
        boolean opened = false;
        try {
            pool = new HikariDataSource(poolConfig(file.url()));
            migrate(pool);
            Database database = new Database(config, folderLock, pool);
            opened = true;
            return database;
        } catch (DatabaseException e) {
            throw e;
        } catch (RuntimeException e) {
            throw file.refusal(e);
        } finally {
            if (!opened) {
                pool.close();
                folderLock.close();
            }
        }
    }

    private static HikariConfig poolConfig(String url) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("parley-storage");
        config.setJdbcUrl(url);
        config.setUsername("sa");
        config.setPassword("");
        config.setMaximumPoolSize(WRITERS + READERS);
        config.setMaxLifetime(0);
        return config;
    }

    private static void migrate(HikariDataSource pool) {
        Flyway flyway =
                Flyway.configure(Database.class.getClassLoader())
                        .dataSource(pool)
                        .locations("classpath:db/migration")
                        .failOnMissingLocations(true)
                        .placeholders(Map.of("text", "CHARACTER LARGE OBJECT"))
                        .load();
        for (MigrationInfo migration : flyway.info().applied()) {
            if (migration.getState().name().startsWith("FUTURE")) {
                throw new DatabaseException(
                        "The database was written by a newer Parley (its schema is version "
                                + migration.getVersion()
                                + "); start that one, or choose another data folder.");
            }
        }
        flyway.migrate();
    }

    private <T> T done(Lane lane, UnitOfWork<T> unit) {
        lane.submit(unit);
        return unit.await(waitMax);
    }

    private void readAll(List<UnitOfWork<?>> units) {
        for (UnitOfWork<?> unit : units) {
            try {
                jdbi.useHandle(unit::run);
                unit.succeed();
            } catch (Throwable e) {
                unit.fail(translated(e));
            }
        }
    }

    /**
     * Does the units in one transaction, because a commit costs more than the work: it writes to
     * the file. When one fails, which is rare, each is done again in a transaction of its own.
     */
    private void write(List<UnitOfWork<?>> units) {
        units.removeIf(UnitOfWork::abandoned);
        try {
            commit(units);
            units.forEach(UnitOfWork::succeed);
        } catch (Throwable e) {
            if (units.size() == 1) {
                units.getFirst().fail(translated(e));
            } else {
                units.forEach(UnitOfWork::revokeCommit);
                units.forEach(unit -> write(new java.util.ArrayList<>(List.of(unit))));
            }
        }
    }

    private void commit(List<UnitOfWork<?>> units) {
        jdbi.useTransaction(
                handle -> {
                    for (UnitOfWork<?> unit : units) {
                        unit.run(handle);
                    }
                    for (UnitOfWork<?> unit : units) {
                        if (!unit.beginCommit()) {
                            throw new DatabaseException("A caller gave up.");
                        }
                    }
                });
    }

    private static RuntimeException translated(Throwable failure) {
        return switch (failure) {
            case JdbiException e -> new DatabaseException("The database failed.", e);
            case FlywayException e -> new DatabaseException("The database failed.", e);
            case RuntimeException e -> e;
            default -> new DatabaseException("The database failed.", failure);
        };
    }
}
