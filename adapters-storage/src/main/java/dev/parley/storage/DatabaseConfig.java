package dev.parley.storage;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Where the database is and how long it may take.
 *
 * @param dataFolder holds the database's files; made, for its owner only, when it is missing
 * @param waitMax how long a caller waits for one unit of work, queueing included
 */
public record DatabaseConfig(Path dataFolder, Duration waitMax) {

    public static final Duration WAIT_MAX_DEFAULT = Duration.ofSeconds(30);

    public DatabaseConfig {
        if (!waitMax.isPositive()) {
            throw new IllegalArgumentException("waitMax must be positive: " + waitMax);
        }
        dataFolder = dataFolder.toAbsolutePath().normalize();
    }

    /** The database in {@code dataFolder} with {@link #WAIT_MAX_DEFAULT}. */
    public static DatabaseConfig in(Path dataFolder) {
        return new DatabaseConfig(dataFolder, WAIT_MAX_DEFAULT);
    }
}
