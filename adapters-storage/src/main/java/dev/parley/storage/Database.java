package dev.parley.storage;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.DefinedAttributeTemplateEngine;
import org.jdbi.v3.core.statement.TemplateEngine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open database that the stores share: an H2 file in the data folder, which this process alone
 * uses, or a PostgreSQL server. Safe for use by many threads.
 *
 * <p>All work is done on threads of its own (see {@link Lane}); the caller, most often a virtual
 * thread, waits, does not react to interrupts and keeps its flag.
 *
 * <p>While a PostgreSQL server is away, work fails within about 5 s; once it is back, all works
 * again without reopening.
 */
public final class Database implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Database.class);

    /** How long work that runs may go on when the database closes. */
    private static final Duration FINISH_MAX = Duration.ofSeconds(1);

    private final Duration waitMax;
    private final Engine engine;
    private final HikariDataSource pool;
    private final Lane writes;
    private final Lane reads;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Database(
            Duration waitMax, Engine engine, HikariDataSource pool, TemplateEngine statements) {
        this.waitMax = waitMax;
        this.engine = engine;
        this.pool = pool;
        UnitRunner runner = new UnitRunner(engine, pool, statements);
        this.writes =
                new Lane(
                        "parley-storage-write",
                        engine.writers(),
                        engine.commitSharedMax(),
                        runner::write,
                        runner::tidy);
        this.reads =
                new Lane("parley-storage-read", engine.readers(), 1, runner::read, () -> false);
    }

    /**
     * Opens the database, makes an H2 file when it is missing, and brings the schema up to date.
     * Does not react to interrupts.
     *
     * @throws DatabaseException when the data folder cannot be made or written or is in use, the
     *     server cannot be reached or refuses, or the database is damaged, too old, or was written
     *     by a newer Parley; the message says which
     */
    public static Database open(DatabaseConfig config) {
        return open(config, new DefinedAttributeTemplateEngine());
    }

    /** As {@link #open(DatabaseConfig)}, with what makes the statements of what the stores say. */
    static Database open(DatabaseConfig config, TemplateEngine statements) {
        try {
            return onThreadOfItsOwn("parley-storage-open", () -> opened(config, statements));
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
     * @param scope whose rows the work is about; on PostgreSQL it finds no others
     * @throws DatabaseException when the database failed or took too long; nothing was written,
     *     unless the message says that this is not known
     */
    <T> T inTransaction(Scope scope, UnitOfWork.Work<T> work) {
        return done(writes, new UnitOfWork<>(scope, work));
    }

    /** As {@link #inTransaction}, for a single statement that only reads. */
    <T> T read(Scope scope, UnitOfWork.Work<T> work) {
        return done(reads, new UnitOfWork<>(scope, work));
    }

    /** Whether this process has the database to itself, as with H2. */
    boolean exclusive() {
        return engine.exclusive();
    }

    /**
     * Until the transaction ends no other one, of whatever process, comes past this call with the
     * same name: it waits, as long as a statement may. Does nothing on H2, where transactions that
     * write come one after the other.
     */
    void lock(Handle transaction, String name) {
        engine.lock(transaction, name);
    }

    /**
     * Tells all who listen to {@code channel}, in every process, once the transaction of {@code
     * handle} is saved. Does nothing on H2, which this process has to itself.
     */
    void notify(Handle handle, String channel, String payload) {
        engine.notify(handle, channel, payload);
    }

    /**
     * Listens until the subscription is closed, which the caller does before closing this database.
     * Returns at once; the listener hears that it may have missed something when the connection
     * stands, and again whenever it was cut and stands anew. On H2 the listener never hears
     * anything.
     */
    Subscription listen(Set<String> channels, NotificationListener listener) {
        return engine.listen(channels, listener);
    }

    /**
     * Where rate limits are counted: for all replicas together, or on H2 in memory. It needs no
     * thread and no connection of this database's; the caller closes it.
     */
    RateBuckets rateBuckets(InstantSource clock) {
        return engine.rateBuckets(clock);
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
        // H2 writes to its file here, so not on the caller's thread, which may be interrupted.
        onThreadOfItsOwn(
                "parley-storage-close",
                () -> {
                    pool.close();
                    return true;
                });
        engine.close();
    }

    private static Database opened(DatabaseConfig config, TemplateEngine statements) {
        Engine engine = Engine.of(config);
        try {
            return new Database(config.waitMax(), engine, migrated(engine), statements);
        } catch (RuntimeException e) {
            engine.close();
            throw e instanceof DatabaseException ? e : engine.refusal(e);
        }
    }

    private static HikariDataSource migrated(Engine engine) {
        HikariDataSource pool = engine.connect();
        try {
            Schema.migrate(engine, engine.migrationSource(pool));
            return pool;
        } catch (RuntimeException e) {
            pool.close();
            throw e;
        }
    }

    private <T> T done(Lane lane, UnitOfWork<T> unit) {
        if (writes.isCurrent() || reads.isCurrent()) {
            throw new IllegalStateException("a unit of work must not wait for another");
        }
        lane.submit(unit);
        return unit.await(engine.queueMax(), waitMax);
    }

    private static <T> T onThreadOfItsOwn(String name, Supplier<T> work) {
        CompletableFuture<T> done = new CompletableFuture<>();
        Thread.ofPlatform()
                .daemon()
                .name(name)
                .start(() -> done.completeAsync(work, Runnable::run));
        return done.join();
    }
}
