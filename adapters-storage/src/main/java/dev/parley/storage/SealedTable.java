package dev.parley.storage;

import dev.parley.vault.SealedRow;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.statement.Update;

/**
 * A table with sealed values, as re-encryption and the status look at it.
 *
 * @param bound columns with texts anyone may read, but nobody change: the seals vouch for them
 * @param sealed columns with sealed values, which may be empty
 */
record SealedTable(String sqlName, List<String> bound, List<String> sealed) {

    static final SealedTable OAUTH_GRANT =
            new SealedTable(
                    "oauth_grant", GrantColumns.and(), List.of("access_token", "refresh_token"));

    static final SealedTable OAUTH_CLIENT =
            new SealedTable(
                    "oauth_client",
                    List.of(
                            "redirect_uri",
                            "client_id",
                            "client_authentication",
                            "registration_uri"),
                    List.of("client_secret", "registration_token"));

    static final SealedTable PENDING_AUTHORIZATION =
            new SealedTable(
                    "pending_authorization",
                    GrantColumns.and(
                            "state_hash", "redirect_uri", "owner_name", "answer_names_issuer"),
                    List.of("verifier"));

    static final List<SealedTable> ALL = List.of(OAUTH_GRANT, OAUTH_CLIENT, PENDING_AUTHORIZATION);

    /** The row that a SELECT of id, server, issuer, version and the bound columns is at. */
    SealedRow row(ResultSet row) throws SQLException {
        List<String> facts = new ArrayList<>();
        for (String column : bound) {
            facts.add(row.getString(column));
        }
        return new SealedRow(
                sqlName,
                row.getString("id"),
                row.getString("server"),
                row.getString("issuer"),
                facts,
                row.getLong("version"));
    }

    /** What a row will say in the bound columns, in their order. */
    List<String> facts(Map<String, String> texts) {
        return bound.stream().map(column -> Objects.requireNonNull(texts.get(column))).toList();
    }

    /** What the row says in one of the bound columns. */
    String fact(SealedRow row, String column) {
        return row.facts().get(bound.indexOf(column));
    }

    /** Binds all that the seals vouch for; a column's name is also the parameter's. */
    Update bind(Update update, SealedRow row) {
        for (String column : bound) {
            update.bind(column, fact(row, column));
        }
        return update.bind("id", row.id())
                .bind("server", row.server())
                .bind("issuer", row.issuer())
                .bind("version", row.version());
    }

    /** Its rows that belong to one owner. */
    String selectOfOwner() {
        return "SELECT id, server, issuer, version, "
                + Stream.concat(bound.stream(), sealed.stream()).collect(Collectors.joining(", "))
                + " FROM "
                + sqlName
                + " WHERE owner_id = :owner";
    }

    /** Replaces the sealed values of a row; a column's name is also the parameter's. */
    String update() {
        return "UPDATE "
                + sqlName
                + " SET "
                + sealed.stream()
                        .map(column -> column + " = :" + column)
                        .collect(Collectors.joining(", "))
                + " WHERE id = :id";
    }

    String delete() {
        return "DELETE FROM " + sqlName + " WHERE id = :id";
    }
}
