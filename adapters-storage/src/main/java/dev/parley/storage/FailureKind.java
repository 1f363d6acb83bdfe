package dev.parley.storage;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.jdbi.v3.core.ConnectionException;

/** What a failure of the database allows: to do the work again, now or later, or not. */
enum FailureKind {
    /** Another transaction was in the way; this one was rolled back and may be done again. */
    CONFLICT,
    /** The connection broke; what was not being committed was not saved. */
    CONNECTION_LOST,
    /** There was no connection to be had in time; nothing was done. */
    CONNECTION_NONE,
    /** A statement took too long and was rolled back, or the server lacks something for now. */
    OVERLOAD,
    OTHER;

    /** The kind by the SQLState of the first cause that has one, on H2 and PostgreSQL alike. */
    static FailureKind of(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectionException
                    || cause instanceof SQLTransientConnectionException) {
                return CONNECTION_NONE;
            }
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return of(sql.getSQLState());
            }
        }
        return OTHER;
    }

    private static FailureKind of(String sqlState) {
        return switch (sqlState) {
            // Serialization failure, deadlock.
            case "40001", "40P01" -> CONFLICT;
            // The server shuts down, crashed, starts up, lost the database, ended an idle session.
            case "57P01", "57P02", "57P03", "57P04", "57P05", "25P03" -> CONNECTION_LOST;
            // Query cancelled (statement_timeout), lock not to be had, no longer writable.
            case "57014", "55P03", "25006" -> OVERLOAD;
            default -> {
                if (sqlState.startsWith("08")) {
                    yield CONNECTION_LOST;
                }
                yield sqlState.startsWith("53") ? OVERLOAD : OTHER;
            }
        };
    }
}
