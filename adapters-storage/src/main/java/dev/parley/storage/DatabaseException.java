package dev.parley.storage;

import java.sql.SQLException;

/**
 * The database could not be opened, or could not do a unit of work. The message is a sentence for
 * the person who runs Parley; neither it nor those of the causes hold a password.
 */
public final class DatabaseException extends RuntimeException {

    /** The SQLState of a second row with the same key, on H2 and PostgreSQL alike. */
    private static final String UNIQUE_VIOLATION = "23505";

    private final boolean unavailable;

    DatabaseException(String message) {
        super(message);
        unavailable = false;
    }

    DatabaseException(String message, Throwable cause) {
        super(message, cause);
        unavailable = FailureKind.of(cause) != FailureKind.OTHER;
    }

    private DatabaseException(String message, boolean unavailable) {
        super(message);
        this.unavailable = unavailable;
    }

    /** The database is away or has too much to do. */
    static DatabaseException unavailable(String message) {
        return new DatabaseException(message, true);
    }

    /** Whether the same may succeed in a while, because the database is away or overloaded. */
    public boolean unavailable() {
        return unavailable;
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
