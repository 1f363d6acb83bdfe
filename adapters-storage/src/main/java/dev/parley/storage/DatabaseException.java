package dev.parley.storage;

import java.sql.SQLException;
import java.util.Optional;

/**
 * The database could not be opened, or could not do a unit of work. The message is a sentence for
 * the person who runs Parley; neither it nor those of the causes hold a password.
 */
public final class DatabaseException extends RuntimeException {

    /** The SQLState of a second row with the same key, on H2 and PostgreSQL alike. */
    private static final String UNIQUE_VIOLATION = "23505";

    private final boolean unavailable;
    private final boolean outcomeUnknown;

    DatabaseException(String message) {
        super(message);
        unavailable = false;
        outcomeUnknown = false;
    }

    DatabaseException(String message, Throwable cause) {
        super(message, cause);
        unavailable = FailureKind.of(cause) != FailureKind.OTHER;
        outcomeUnknown = false;
    }

    private DatabaseException(String message, Optional<Throwable> cause, boolean outcomeUnknown) {
        super(message, cause.orElse(null));
        unavailable = true;
        this.outcomeUnknown = outcomeUnknown;
    }

    /** The database is away or has too much to do. */
    static DatabaseException unavailable(String message) {
        return new DatabaseException(message, Optional.empty(), false);
    }

    /** The database fell silent during a commit. */
    static DatabaseException unknown(String event, Optional<Throwable> cause) {
        return new DatabaseException(event + "; it may or may not have been saved.", cause, true);
    }

    /** Whether the same may succeed in a while, because the database is away or overloaded. */
    public boolean unavailable() {
        return unavailable;
    }

    /** Whether the work may have been saved all the same; otherwise nothing was written. */
    public boolean outcomeUnknown() {
        return outcomeUnknown;
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
