package dev.parley.storage;

import dev.parley.token.ClientAuthentication;
import dev.parley.token.GrantSource;
import dev.parley.vault.SealedRow;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The columns that say where a grant comes from and what it allows, of a grant and of a begun
 * authorization alike. Seals vouch for all of them: whoever could change the token endpoint would
 * be sent every refresh token. So they are read of rows only whose seal has opened.
 */
final class GrantColumns {

    private static final List<String> NAMES =
            List.of(
                    "scopes",
                    "client_id",
                    "client_authentication",
                    "token_endpoint",
                    "revocation_endpoint",
                    "resource");

    private GrantColumns() {}

    /** Their names and those of {@code more} columns of a table. */
    static List<String> and(String... more) {
        return Stream.concat(NAMES.stream(), Stream.of(more)).toList();
    }

    /** What goes into them, by name; the issuer has been a column of every table before. */
    static Map<String, String> texts(GrantSource source, Set<String> scopes) {
        return new HashMap<>(
                Map.of(
                        "scopes", String.join(" ", new TreeSet<>(scopes)),
                        "client_id", source.clientId(),
                        "client_authentication", source.clientAuthentication().name(),
                        "token_endpoint", source.tokenEndpoint(),
                        "revocation_endpoint", source.revocationEndpoint(),
                        "resource", source.resource()));
    }

    static GrantSource source(SealedTable table, SealedRow row) {
        return new GrantSource(
                row.issuer(),
                table.fact(row, "client_id"),
                ClientAuthentication.valueOf(table.fact(row, "client_authentication")),
                table.fact(row, "token_endpoint"),
                table.fact(row, "revocation_endpoint"),
                table.fact(row, "resource"));
    }

    static Set<String> scopes(SealedTable table, SealedRow row) {
        String scopes = table.fact(row, "scopes");
        return scopes.isEmpty() ? Set.of() : Set.of(scopes.split(" "));
    }
}
