package dev.parley.storage;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.logging.Level;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.postgresql.Driver;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A PostgreSQL server, version 15 or newer, which any number of processes share. */
final class PostgresEngine implements Engine {

    /** The longest that a statement may take, waiting for locks included. */
    static final Duration STATEMENT_MAX = Duration.ofSeconds(5);

    /** The longest that work may wait for a thread, and a thread for a connection. */
    static final Duration QUEUE_MAX = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(PostgresEngine.class);

    /** The first that has MERGE. */
    private static final int VERSION_MIN = 15;

    private static final int WRITERS = 6;

    private static final int READERS = 4;

    /**
     * An error aborts the whole transaction there, and the server groups commits itself; and a
     * transaction has one scope.
     */
    private static final int COMMIT_SHARED_MAX = 1;

    private static final Duration CONNECT_MAX = Duration.ofSeconds(2);

    /** For connections outside of the pool: a busy machine takes its time for the first. */
    private static final Duration LOGIN_MAX = Duration.ofSeconds(10);

    /** Longer than a statement may take: who says nothing for so long is gone. */
    private static final Duration SILENCE_MAX = Duration.ofSeconds(10);

    /**
     * A process that is paused in the middle of a transaction must not hold its locks against the
     * others; it is cut off, and its work rolled back.
     */
    private static final String CONNECTION_SETTINGS =
            "SELECT set_config('statement_timeout', '%1$d', FALSE),"
                            .formatted(STATEMENT_MAX.toMillis())
                    + " set_config('idle_in_transaction_session_timeout', '%1$d', FALSE)"
                            .formatted(STATEMENT_MAX.toMillis());

    /**
     * At its finest the driver tells each value of each statement: held back, whatever is turned up
     * (C-03). Kept here, for the JDK forgets a logger nobody holds.
     */
    private static final java.util.logging.Logger DRIVER_LOG =
            java.util.logging.Logger.getLogger("org.postgresql");

    static {
        DRIVER_LOG.setLevel(Level.WARNING);
    }

    /** As SET LOCAL does, until the transaction ends: right behind a pooler of connections, too. */
    private static final String CONFINE = "SELECT set_config('parley.owner', :owner, TRUE)";

    /** Who is so is shown every row, whatever the policies say. */
    private static final String BYPASSES =
            "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = CURRENT_USER";

    private final String url;

    PostgresEngine(String url) {
        this.url = url;
    }

    /** Connections without time limits for statements; the password is in none of its texts. */
    static PGSimpleDataSource source(String url) {
        if (!url.startsWith("jdbc:postgresql:") || Driver.parseURL(url, null) == null) {
            throw new DatabaseException(
                    "The database's address must look like"
                            + " jdbc:postgresql://host:5432/database?user=…&password=….");
        }
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url);
        source.setApplicationName("parley");
        source.setConnectTimeout((int) CONNECT_MAX.toSeconds());
        if (source.getLoginTimeout() == 0) {
            source.setLoginTimeout((int) LOGIN_MAX.toSeconds());
        }
        source.setTcpKeepAlive(true);
        source.setReWriteBatchedInserts(true);
        // The detail of an error names values, which are what people said.
        source.setLogServerErrorDetail(false);
        return source;
    }

    @Override
    public String name() {
        return PostgresRefusal.name(source(url));
    }

    @Override
    public boolean exclusive() {
        return false;
    }

    @Override
    public int writers() {
        return WRITERS;
    }

    @Override
    public int readers() {
        return READERS;
    }

    @Override
    public int commitSharedMax() {
        return COMMIT_SHARED_MAX;
    }

    @Override
    public Duration queueMax() {
        return QUEUE_MAX;
    }

    @Override
    public List<String> migrationLocations() {
        return List.of("classpath:db/migration", "classpath:db/migration-postgresql");
    }

    @Override
    public String textType() {
        return "TEXT";
    }

    @Override
    public boolean newerSchemaAccepted() {
        return true;
    }

    @Override
    public HikariDataSource connect() {
        try (Connection connection = source(url).getConnection()) {
            inspect(connection);
        } catch (SQLException e) {
            throw refusal(e);
        }
        PGSimpleDataSource source = source(url);
        source.setSocketTimeout((int) SILENCE_MAX.toSeconds());
        HikariConfig config = new HikariConfig();
        config.setPoolName("parley-storage");
        config.setDataSource(source);
        config.setMaximumPoolSize(WRITERS + READERS);
        config.setConnectionTimeout(QUEUE_MAX.toMillis());
        config.setValidationTimeout(QUEUE_MAX.toMillis() / 2);
        config.setConnectionInitSql(CONNECTION_SETTINGS);
        return new HikariDataSource(config);
    }

    @Override
    public DataSource migrationSource(HikariDataSource pool) {
        return source(url);
    }

    @Override
    public boolean confines(Scope scope) {
        return switch (scope) {
            case Scope.Owner owner -> true;
            case Scope.All all -> false;
        };
    }

    @Override
    public void confine(Handle transaction, Scope scope) {
        switch (scope) {
            case Scope.Owner owner ->
                    transaction
                            .createQuery(CONFINE)
                            .bind("owner", owner.key())
                            .mapTo(String.class)
                            .one();
            case Scope.All all -> {}
        }
    }

    /** The server's log was on disk before the commit returned. */
    @Override
    public void secure(Handle handle) {}

    @Override
    public void committed(Jdbi jdbi) {}

    @Override
    public boolean tidy(Jdbi jdbi) {
        return false;
    }

    @Override
    public DatabaseException refusal(Throwable failure) {
        return PostgresRefusal.of(source(url), failure);
    }

    @Override
    public void lock(Handle transaction, String name) {
        transaction
                .createQuery("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0)) IS NULL")
                .bind("name", name)
                .mapTo(Boolean.class)
                .one();
    }

    @Override
    public void notify(Handle handle, String channel, String payload) {
        handle.createQuery("SELECT pg_notify(:channel, :payload)")
                .bind("channel", channel)
                .bind("payload", payload)
                .mapTo(String.class)
                .list();
    }

    @Override
    public Subscription listen(Set<String> channels, NotificationListener listener) {
        return Notifications.start(source(url), channels, listener);
    }

    @Override
    public RateBuckets rateBuckets(InstantSource clock) {
        return new PostgresBuckets(source(url), clock);
    }

    @Override
    public void close() {}

    /**
     * @throws DatabaseException when the version is too old
     */
    static void requireVersion(int version, String name) {
        if (version < VERSION_MIN) {
            throw new DatabaseException(
                    name
                            + " is on PostgreSQL "
                            + version
                            + "; Parley needs version "
                            + VERSION_MIN
                            + " or newer.");
        }
    }

    /** The settings with which the server can lose what it said was saved. */
    static List<String> unsafeSettings(Connection connection) throws SQLException {
        List<String> off = new ArrayList<>();
        for (String setting : List.of("fsync", "full_page_writes", "synchronous_commit")) {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SHOW " + setting)) {
                if (row.next() && row.getString(1).equals("off")) {
                    off.add(setting);
                }
            }
        }
        return off;
    }

    /** Whether row-level security does not hold against this connection's role. */
    static boolean bypassesPolicies(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(BYPASSES)) {
            return row.next() && row.getBoolean(1);
        }
    }

    private void inspect(Connection connection) throws SQLException {
        requireVersion(connection.getMetaData().getDatabaseMajorVersion(), name());
        for (String setting : unsafeSettings(connection)) {
            LOG.warn("{} runs with {} = off and can lose what was saved.", name(), setting);
        }
        if (bypassesPolicies(connection)) {
            LOG.warn(
                    "{} is used as {}, a superuser or a role with BYPASSRLS, so its second wall"
                            + " between users does not stand. Give Parley a role of its own that"
                            + " owns the database: CREATE ROLE parley LOGIN.",
                    name(),
                    connection.getMetaData().getUserName());
        }
    }
}
