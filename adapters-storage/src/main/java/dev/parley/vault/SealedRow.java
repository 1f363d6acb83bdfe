package dev.parley.vault;

import java.util.List;

/**
 * The row of a table whose values are sealed, as far as their seals vouch for it.
 *
 * @param server name of the MCP server the row is about
 * @param issuer the authorization server it is about
 * @param facts what else the row says that nobody may change, in the order of its table
 * @param version from {@link Strongbox#put}
 */
public record SealedRow(
        String table, String id, String server, String issuer, List<String> facts, long version) {

    public SealedRow {
        facts = List.copyOf(facts);
    }
}
