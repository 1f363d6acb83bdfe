package dev.parley.storage;

import java.nio.file.Path;
import java.time.Duration;

/** Where the database is and how long it may take. */
public sealed interface DatabaseConfig {

    /** How long a caller waits for one unit of work, queueing included. */
    Duration waitMax();

    /** The H2 database in {@code dataFolder}; a unit of work may take 30 s. */
    static DatabaseConfig in(Path dataFolder) {
        return new H2(dataFolder, H2.WAIT_MAX_DEFAULT);
    }

    /**
     * The PostgreSQL database at {@code url}; a unit of work may take 7 s.
     *
     * @param url {@code jdbc:postgresql://host:port/database?user=…&password=…}
     * @throws DatabaseException when it is no such address; the message does not repeat it
     */
    static DatabaseConfig postgres(String url) {
        return new Postgres(url, Postgres.WAIT_MAX_DEFAULT);
    }

    /**
     * A file that one process uses.
     *
     * @param dataFolder holds the database's files; made, for its owner only, when it is missing
     */
    record H2(Path dataFolder, Duration waitMax) implements DatabaseConfig {

        private static final Duration WAIT_MAX_DEFAULT = Duration.ofSeconds(30);

        public H2 {
            requirePositive(waitMax);
            dataFolder = dataFolder.toAbsolutePath().normalize();
        }
    }

    /**
     * A server that any number of processes share.
     *
     * @param url may hold a password, so it is never shown
     */
    record Postgres(String url, Duration waitMax) implements DatabaseConfig {

        /** The wait for a connection and one statement at its limit. */
        private static final Duration WAIT_MAX_DEFAULT =
                PostgresEngine.QUEUE_MAX.plus(PostgresEngine.STATEMENT_MAX);

        public Postgres {
            requirePositive(waitMax);
            PostgresEngine.source(url);
        }

        @Override
        public String toString() {
            return "Postgres[url=***, waitMax=" + waitMax + "]";
        }
    }

    private static void requirePositive(Duration waitMax) {
        if (!waitMax.isPositive()) {
            throw new IllegalArgumentException("waitMax must be positive: " + waitMax);
        }
    }
}
