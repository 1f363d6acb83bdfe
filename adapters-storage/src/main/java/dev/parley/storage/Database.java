package dev.parley.storage;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open database that the stores share: an H2 file in the data folder, which this process alone
 * uses. Safe for use by many threads.
 *
 * <p>All work is done on threads of its own (see {@link Lane}); the caller, most often a virtual
 * thread, waits, does not react to interrupts and keeps its flag.
 */
public final class Database implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Database.class);

    /** H2 commits one transaction at a time, so more writers would only wait for each other. */
    private static final int WRITERS = 1;

    private static final int READERS = 3;

    /** The most units of work that share a commit. */
    private static final int COMMIT_SHARED_MAX = 64;

    /** So many commits, one piece of the file each, that a step of compaction is worth its time. */
    private static final int COMMITS_PER_COMPACTION = 64;

    /** The most commits that compaction may lag behind when there is never a quiet moment. */
    private static final int COMMITS_UNCOMPACTED_MAX = 1024;

    /** How long work that runs may go on when the database closes. */
    private static final Duration FINISH_MAX = Duration.ofSeconds(1);

    private final Duration waitMax;
    private final FolderLock folderLock;
    private final HikariDataSource pool;
    private final Jdbi jdbi;
    private final Lane writes;
    private final Lane reads;
    private final AtomicBoolean closed = new AtomicBoolean();
    // Used by the one writing thread only.
    private int commitsUncompacted;

    private Database(Duration waitMax, FolderLock folderLock, HikariDataSource pool) {
        this.waitMax = waitMax;
        this.folderLock = folderLock;
        this.pool = pool;
        this.jdbi = Jdbi.create(pool);
        this.writes =
                new Lane(
                        "parley-storage-write",
                        WRITERS,
                        COMMIT_SHARED_MAX,
                        this::write,
                        this::tidy);
        this.reads = new Lane("parley-storage-read", READERS, 1, this::read, () -> false);
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
                .start(() -> opened.completeAsync(() -> claimed(config), Runnable::run));
        try {
            return opened.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof DatabaseException refusal
                    ? refusal
                    : new DatabaseException("The database cannot be opened.", e);
        }
    }

    /**
     * Runs {@code work} in a transaction, durable on return. Blocks until then, at most the
     * config's {@code waitMax}; what the work throws rolls it back and is thrown here.
     *
     * @throws DatabaseException when the database failed or took too long; nothing was written
     */
    <T> T inTransaction(UnitOfWork.Work<T> work) {
        return done(writes, new UnitOfWork<>(work));
    }

    /** As {@link #inTransaction}, for a single statement that only reads. */
    <T> T read(UnitOfWork.Work<T> work) {
        return done(reads, new UnitOfWork<>(work));
    }

    /** How many writes wait for those before them. */
    int writesWaiting() {
        return writes.waiting();
    }

    /** Ends within 2 s. Work that waits fails; work that runs has a second to finish. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        long deadline = System.nanoTime() + FINISH_MAX.toNanos();
        writes.close();
        reads.close();
        boolean writesEnded = writes.ended(deadline);
        if (!reads.ended(deadline) || !writesEnded) {
            LOG.warn("The database closes although work in it has not ended.");
        }
        onThreadOfItsOwn(pool::close);
        folderLock.close();
    }

    private static Database claimed(DatabaseConfig config) {
        H2File file = new H2File(config.dataFolder());
        FolderLock folderLock = FolderLock.acquire(config.dataFolder());
        try {
            return new Database(config.waitMax(), folderLock, migrated(file));
        } catch (RuntimeException e) {
            folderLock.close();
            throw e instanceof DatabaseException ? e : file.refusal(e);
        }
    }

    private static HikariDataSource migrated(H2File file) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("parley-storage");
        config.setJdbcUrl(file.url());
        config.setUsername("sa");
        config.setPassword("");
        config.setMaximumPoolSize(WRITERS + READERS);
        config.setMaxLifetime(0); // H2 closes its file with the last connection.
        HikariDataSource pool = new HikariDataSource(config);
        try {
            migrate(file, pool);
            return pool;
        } catch (RuntimeException e) {
            pool.close();
            throw e;
        }
    }

    private static void migrate(H2File file, HikariDataSource pool) {
        Flyway flyway =
                Flyway.configure(Database.class.getClassLoader())
                        .dataSource(pool)
                        .locations("classpath:db/migration")
                        .failOnMissingLocations(true)
                        .placeholders(Map.of("text", "CHARACTER LARGE OBJECT"))
                        .load();
        for (MigrationInfo migration : flyway.info().applied()) {
            if (migration.getState() == MigrationState.FUTURE_SUCCESS
                    || migration.getState() == MigrationState.FUTURE_FAILED) {
                throw new DatabaseException(
                        "The database in "
                                + file.folder()
                                + " was written by a newer Parley (schema version "
                                + migration.getVersion()
                                + "); start that one or choose another data folder.");
            }
        }
        flyway.migrate();
    }

    private <T> T done(Lane lane, UnitOfWork<T> unit) {
        if (writes.isCurrent() || reads.isCurrent()) {
            throw new IllegalStateException("a unit of work must not wait for another");
        }
        lane.submit(unit);
        return unit.await(waitMax);
    }

    private void read(List<UnitOfWork<?>> units) {
        for (UnitOfWork<?> unit : units) {
            try {
                if (!unit.abandoned()) {
                    jdbi.useHandle(unit::run);
                }
                unit.succeed();
            } catch (Throwable e) {
                unit.fail(translated(e));
            }
        }
    }

    /**
     * Does the units in one transaction, because the commit, which writes to the file, costs more
     * than the work. When one fails, which is rare, each is done again in a transaction of its own.
     */
    private void write(List<UnitOfWork<?>> units) {
        try {
            commit(units);
            units.forEach(UnitOfWork::succeed);
        } catch (Throwable e) {
            if (units.size() == 1) {
                units.getFirst().fail(translated(e));
                return;
            }
            units.forEach(UnitOfWork::revokeCommit);
            units.forEach(unit -> write(List.of(unit)));
        }
        if (++commitsUncompacted >= COMMITS_UNCOMPACTED_MAX) {
            compact();
        }
    }

    private void commit(List<UnitOfWork<?>> units) {
        jdbi.useTransaction(
                handle -> {
                    for (UnitOfWork<?> unit : units) {
                        if (unit.abandoned()) {
                            throw new DatabaseException("A caller gave up.");
                        }
                        unit.run(handle);
                    }
                    for (UnitOfWork<?> unit : units) {
                        if (!unit.beginCommit()) {
                            throw new DatabaseException("A caller gave up.");
                        }
                    }
                });
    }

    /** Does in a quiet moment what would hold up a commit; true when there is more to do. */
    private boolean tidy() {
        if (commitsUncompacted >= COMMITS_PER_COMPACTION) {
            compact();
        }
        return commitsUncompacted >= COMMITS_PER_COMPACTION;
    }

    private void compact() {
        commitsUncompacted -= COMMITS_PER_COMPACTION;
        try {
            jdbi.useHandle(handle -> H2File.compact(handle.getConnection()));
        } catch (Exception e) {
            LOG.warn("The database file was not compacted; it grows.", e);
        }
    }

    private static RuntimeException translated(Throwable failure) {
        return failure instanceof RuntimeException own && !(failure instanceof JdbiException)
                ? own
                : new DatabaseException("The database failed.", failure);
    }

    /** H2 writes to its file here, so not on the caller's thread, which may be interrupted. */
    private static void onThreadOfItsOwn(Runnable work) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread.ofPlatform()
                .daemon()
                .name("parley-storage-close")
                .start(
                        () ->
                                done.completeAsync(
                                        () -> {
                                            work.run();
                                            return null;
                                        },
                                        Runnable::run));
        done.join();
    }
}
