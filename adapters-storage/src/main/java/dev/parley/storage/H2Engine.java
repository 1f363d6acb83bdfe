package dev.parley.storage;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** H2 in a data folder, which this process alone uses. */
final class H2Engine implements Engine {

    private static final Logger LOG = LoggerFactory.getLogger(H2Engine.class);

    /** H2 commits one transaction at a time, so more writers would only wait for each other. */
    private static final int WRITERS = 1;

    private static final int READERS = 3;

    private static final int COMMIT_SHARED_MAX = 64;

    /** As long as a caller waits at most: one process has no reason to give up sooner. */
    private static final Duration QUEUE_MAX = Duration.ofSeconds(30);

    /** So many commits, one piece of the file each, that a step of compaction is worth its time. */
    private static final int COMMITS_PER_COMPACTION = 64;

    /** The most commits that compaction may lag behind when there is never a quiet moment. */
    private static final int COMMITS_UNCOMPACTED_MAX = 1024;

    private final H2File file;
    private final FolderLock folderLock;
    // Used by the one writing thread only.
    private int commitsUncompacted;

    private H2Engine(H2File file, FolderLock folderLock) {
        this.file = file;
        this.folderLock = folderLock;
    }

    /**
     * Makes the folder when it is missing and claims it, without waiting.
     *
     * @throws DatabaseException when the folder cannot be made or written, or is claimed
     */
    static H2Engine claim(Path folder) {
        H2File file = new H2File(folder);
        return new H2Engine(file, FolderLock.acquire(folder));
    }

    @Override
    public String name() {
        return "The database in " + file.folder();
    }

    @Override
    public boolean exclusive() {
        return true;
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
        return List.of("classpath:db/migration");
    }

    @Override
    public String textType() {
        return "CHARACTER LARGE OBJECT";
    }

    @Override
    public boolean newerSchemaAccepted() {
        return false;
    }

    @Override
    public HikariDataSource connect() {
        HikariConfig config = new HikariConfig();
        config.setPoolName("parley-storage");
        config.setJdbcUrl(file.url());
        config.setUsername("sa");
        config.setPassword("");
        config.setMaximumPoolSize(WRITERS + READERS);
        config.setMaxLifetime(0); // H2 closes its file with the last connection.
        return new HikariDataSource(config);
    }

    @Override
    public DataSource migrationSource(HikariDataSource pool) {
        return pool;
    }

    /** H2 has no such thing. */
    @Override
    public boolean confines(Scope scope) {
        return false;
    }

    @Override
    public void confine(Handle transaction, Scope scope) {}

    @Override
    public void secure(Handle handle) {
        try {
            H2FileHead.write(handle.getConnection());
        } catch (SQLException | RuntimeException e) {
            throw DatabaseException.unknown("The database file failed", Optional.of(e));
        }
    }

    @Override
    public void committed(Jdbi jdbi) {
        if (++commitsUncompacted >= COMMITS_UNCOMPACTED_MAX) {
            compact(jdbi);
        }
    }

    @Override
    public boolean tidy(Jdbi jdbi) {
        if (commitsUncompacted >= COMMITS_PER_COMPACTION) {
            compact(jdbi);
        }
        return commitsUncompacted >= COMMITS_PER_COMPACTION;
    }

    @Override
    public DatabaseException refusal(Throwable failure) {
        return file.refusal(failure);
    }

    /** Nobody else uses the database, so there is nobody to tell. */
    @Override
    public void lock(Handle transaction, String name) {}

    @Override
    public void notify(Handle handle, String channel, String payload) {}

    @Override
    public Subscription listen(Set<String> channels, NotificationListener listener) {
        return () -> {};
    }

    /** One process has all to count. */
    @Override
    public RateBuckets rateBuckets(InstantSource clock) {
        return new LocalBuckets(clock);
    }

    @Override
    public void close() {
        folderLock.close();
    }

    private void compact(Jdbi jdbi) {
        commitsUncompacted -= COMMITS_PER_COMPACTION;
        try {
            jdbi.useHandle(handle -> H2File.compact(handle.getConnection()));
        } catch (Exception e) {
            LOG.warn("The database file was not compacted; it grows.", e);
        }
    }
}
