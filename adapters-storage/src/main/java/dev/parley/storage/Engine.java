package dev.parley.storage;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** What the databases that Parley runs on do differently. Safe for use by many threads. */
sealed interface Engine extends AutoCloseable permits H2Engine, PostgresEngine {

    static Engine of(DatabaseConfig config) {
        return switch (config) {
            case DatabaseConfig.H2 h2 -> H2Engine.claim(h2.dataFolder());
            case DatabaseConfig.Postgres postgres -> new PostgresEngine(postgres.url());
        };
    }

    /** What to call the database at the start of a sentence. */
    String name();

    /** Whether this process has the database to itself. */
    boolean exclusive();

    /** How many threads write, each with a connection of its own. */
    int writers();

    /** How many threads read, each with a connection of its own. */
    int readers();

    /** The most units of work that share a commit. */
    int commitSharedMax();

    /** How long a unit of work may wait for a thread that does it. */
    Duration queueMax();

    /** Where migrations are: those for all databases, and those for this one. */
    List<String> migrationLocations();

    /** The type of a text of any length, in migrations. */
    String textType();

    /**
     * Whether this Parley works on the schema of a newer one. Migrations only add, by rule, so it
     * could everywhere; where one process has the database to itself, nobody needs it, and an older
     * program is more likely started by mistake.
     */
    boolean newerSchemaAccepted();

    /** Connects; refuses a database that Parley cannot run on. The caller closes the pool. */
    HikariDataSource connect();

    /** Where migrations get their connections, which they may use for minutes. */
    DataSource migrationSource(HikariDataSource pool);

    /** Whether work in this scope has to be {@link #confine}d to it. */
    boolean confines(Scope scope);

    /**
     * Makes the rest of the transaction find the scope's rows only, and refuse others; with its end
     * this ends, too. Where {@link #confines} is false it does nothing.
     */
    void confine(Handle transaction, Scope scope);

    /**
     * Does what makes the commit just made on this connection outlive the process, before anyone is
     * told of it.
     *
     * @throws DatabaseException when that failed
     */
    void secure(Handle handle);

    /** Told after each commit, on the thread that wrote. */
    void committed(Jdbi jdbi);

    /** Does in a quiet moment what would hold up a commit; true when there is more to do. */
    boolean tidy(Jdbi jdbi);

    /** One sentence for why the database was not opened. */
    DatabaseException refusal(Throwable failure);

    /** See {@link Database#lock(Handle, String)}. */
    void lock(Handle transaction, String name);

    /** See {@link Database#notify(Handle, String, String)}. */
    void notify(Handle handle, String channel, String payload);

    /** See {@link Database#listen}. */
    Subscription listen(Set<String> channels, NotificationListener listener);

    /** Where rate limits are counted; the caller closes it. */
    RateBuckets rateBuckets(InstantSource clock);

    @Override
    void close();
}
