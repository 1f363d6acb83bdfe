package dev.parley.storage;

import java.sql.SQLException;

/**
 * The database could not be opened, or could not do a unit of work. The message is a sentence for
 * the person who runs Parley.
 */
public final class DatabaseException extends RuntimeException {

    /** The SQLState of a second row with the same key, on H2 and PostgreSQL alike. */
    private static final String UNIQUE_VIOLATION = "23505";

    DatabaseException(String message) {
        super(message);
    }

    DatabaseException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Whether the work failed because a row with the same key exists. */
    boolean keyTaken() {
        for (Throwable cause = getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && UNIQUE_VIOLATION.equals(sql.getSQLState())) {
                return true;
            }
        }
        return false;
    }
}
