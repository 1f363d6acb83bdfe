package dev.parley.storage;

import java.nio.file.Path;
import java.sql.SQLException;
import org.h2.api.ErrorCode;

/** The H2 database in a data folder: how it is opened, and what its refusals mean. */
record H2File(Path folder) {

    /**
     * WRITE_DELAY=0 hands each commit to the operating system before it returns; by default H2
     * loses the last second of acknowledged commits when the process is killed. TRACE_LEVEL_FILE=0
     * because the trace file would hold statements with their values. DB_CLOSE_ON_EXIT=FALSE
     * because a library adds no shutdown hook. Texts up to MAX_LENGTH_INPLACE_LOB characters are
     * kept in the row, which is much faster; only large attachments go elsewhere.
     */
    private static final String SETTINGS =
            ";WRITE_DELAY=0"
                    + ";TRACE_LEVEL_FILE=0"
                    + ";DB_CLOSE_ON_EXIT=FALSE"
                    + ";MAX_LENGTH_INPLACE_LOB=65536"
                    + ";QUERY_CACHE_SIZE=64"
                    + ";LOCK_TIMEOUT=10000";

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

    private static int errorCode(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return sql.getErrorCode();
            }
        }
        return 0;
    }
}
