package dev.parley.storage;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.h2.api.ErrorCode;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;

/** The H2 database in a data folder: how it is opened, and what its refusals mean. */
record H2File(Path folder) {

    /**
     * WRITE_DELAY=0 hands each commit to the operating system before it returns; by default H2
     * loses the last second of acknowledged commits when the process is killed. TRACE_LEVEL_FILE=0
     * because the trace file would hold statements with their values. DB_CLOSE_ON_EXIT=FALSE
     * because a library adds no shutdown hook. Texts up to MAX_LENGTH_INPLACE_LOB characters are
     * kept in the row, which is much faster; only large attachments go elsewhere. RETENTION_TIME,
     * in milliseconds, is how long space that is free again stays unused; at H2's 45 s a busy
     * minute makes a file of gigabytes.
     */
    private static final String SETTINGS =
            ";WRITE_DELAY=0"
                    + ";RETENTION_TIME=5000"
                    + ";TRACE_LEVEL_FILE=0"
                    + ";DB_CLOSE_ON_EXIT=FALSE"
                    + ";MAX_LENGTH_INPLACE_LOB=65536"
                    + ";QUERY_CACHE_SIZE=64"
                    + ";LOCK_TIMEOUT=10000";

    /** The file is compacted when less than this part of it is in use. */
    private static final int COMPACT_BELOW_PERCENT = 50;

    /** The most that one step of compaction moves; it takes about a millisecond. */
    private static final int COMPACT_STEP_BYTES = 1024 * 1024;

    H2File {
        if (folder.toString().contains(";")) {
            throw new DatabaseException(
                    "The data folder " + folder + " must not have a semicolon in its name.");
        }
    }

    String url() {
        return "jdbc:h2:file:" + folder.resolve("parley") + SETTINGS;
    }

    /** One sentence for why H2 did not open the file. */
    DatabaseException refusal(Throwable failure) {
        String sentence =
                switch (errorCode(failure)) {
                    case ErrorCode.DATABASE_ALREADY_OPEN_1 ->
                            "is in use by another program; stop that one.";
                    case ErrorCode.FILE_CORRUPTED_1, ErrorCode.FILE_VERSION_ERROR_1 ->
                            "is damaged; restore it from a backup, or move it away to start anew.";
                    default -> "cannot be opened: " + failure.getMessage();
                };
        return new DatabaseException(
                "The database " + folder.resolve("parley.mv.db") + " " + sentence, failure);
    }

    /**
     * Moves what is still needed out of sparsely used pieces of the file, so that they become free.
     * Each commit writes a new piece, and H2 tidies up in the background only when it also delays
     * commits there. There is no SQL for it, hence H2's own classes.
     */
    static void compact(Connection connection) throws SQLException {
        if (connection.unwrap(JdbcConnection.class).getSession() instanceof SessionLocal session) {
            session.getDatabase()
                    .getStore()
                    .getMvStore()
                    .compact(COMPACT_BELOW_PERCENT, COMPACT_STEP_BYTES);
        }
    }

    private static int errorCode(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return sql.getErrorCode();
            }
        }
        return 0;
    }
}
