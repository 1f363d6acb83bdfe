package dev.parley.storage;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import org.postgresql.ds.PGSimpleDataSource;

/** One sentence for why a PostgreSQL server did not let Parley in. */
final class PostgresRefusal {

    private PostgresRefusal() {}

    /** The sentence names the server and the database, never the password. */
    static DatabaseException of(PGSimpleDataSource source, Throwable failure) {
        return new DatabaseException(name(source) + " " + reason(source, failure), failure);
    }

    static String name(PGSimpleDataSource source) {
        return "The database "
                + source.getDatabaseName()
                + " at "
                + String.join(", ", source.getServerNames())
                + ", port "
                + source.getPortNumbers()[0];
    }

    private static String reason(PGSimpleDataSource source, Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case UnknownHostException unknown -> {
                    return "cannot be reached: there is no such host.";
                }
                case ConnectException refused -> {
                    return "cannot be reached: nobody answers there; is it started?";
                }
                case NoRouteToHostException unreachable -> {
                    return "cannot be reached: there is no way to that host.";
                }
                case SocketTimeoutException silent -> {
                    return "cannot be reached: it does not answer in time.";
                }
                default -> {}
            }
        }
        return reason(source, sqlState(failure), failure);
    }

    private static String reason(PGSimpleDataSource source, String sqlState, Throwable failure) {
        return switch (sqlState) {
            case "28P01", "28000", "08004" ->
                    "does not let user " + source.getUser() + " in; check user and password.";
            case "08001" -> "cannot be reached: it does not answer in time.";
            case "3D000" -> "does not exist; create it.";
            case "42501" -> "does not let user " + source.getUser() + " make tables.";
            case "53300" -> "has no connection left; raise its max_connections.";
            case "57P01", "57P02", "57P03" -> "is starting or stopping; try again in a moment.";
            default -> "cannot be opened: " + firstLine(failure);
        };
    }

    private static String sqlState(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return sql.getSQLState();
            }
        }
        return "";
    }

    private static String firstLine(Throwable failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    }
}
