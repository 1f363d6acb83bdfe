package dev.parley.vault;

import dev.parley.token.Secret;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One owner's part of the vault, opened: their data key, and the register of the rows sealed under
 * it with the version of each. Not safe for use by many threads.
 *
 * <p>Each change of a row takes the next number of the box as the row's version. The version is
 * bound into the row's seals, so a value cannot move to another version; and it is in the register,
 * which is sealed with the number of the box. So a row that was put back, with its old version, is
 * not the row the register knows; nor is one that was deleted and is there again. What this cannot
 * see is all of an owner put back together, the box with every row: that is the same as restoring a
 * backup, and nothing in the database could tell.
 */
public final class Strongbox {

    private final String owner;
    private final DataKey key;
    private final Map<String, Long> register;
    private long version;

    private Strongbox(String owner, DataKey key, long version, Map<String, Long> register) {
        this.owner = owner;
        this.key = key;
        this.version = version;
        this.register = new HashMap<>(register);
    }

    /** An empty box whose numbers begin after {@code version}. */
    static Strongbox empty(String owner, DataKey key, long version) {
        return new Strongbox(owner, key, version, Map.of());
    }

    static Strongbox open(String owner, DataKey key, StoredBox stored) throws VaultException {
        String register = key.open(registerPlace(owner, stored.version()), stored.register());
        Map<String, Long> versions = new HashMap<>();
        register.lines()
                .map(line -> line.split(" ", 3))
                .forEach(it -> versions.put(it[0] + " " + it[1], Long.valueOf(it[2])));
        return new Strongbox(owner, key, stored.version(), versions);
    }

    /** The box as it is to be stored, in the transaction that stores its rows. */
    public StoredBox stored() {
        StringBuilder lines = new StringBuilder();
        new TreeMap<>(register)
                .forEach(
                        (row, number) -> lines.append(row).append(' ').append(number).append('\n'));
        return new StoredBox(
                key.wrapped(), version, key.seal(registerPlace(owner, version), lines.toString()));
    }

    /** The row in a new version: what is sealed for it from now on counts, nothing earlier. */
    public SealedRow put(
            String table, String id, String server, String issuer, List<String> facts) {
        version++;
        register.put(name(table, id), version);
        return new SealedRow(table, id, server, issuer, facts, version);
    }

    /** Notes that the row is no more. */
    public void remove(String table, String id) {
        version++;
        register.remove(name(table, id));
    }

    /** Whether the row is in the box, in this very version. */
    public boolean has(String table, String id, long version) {
        Long last = register.get(name(table, id));
        return last != null && last == version;
    }

    /** Takes over a row of the same version from another box of the owner. */
    public void keep(SealedRow row) {
        register.put(name(row.table(), row.id()), row.version());
    }

    /** Seals one value of the row. */
    public String seal(SealedRow row, String column, Secret secret) {
        return key.seal(place(row, column), secret.reveal());
    }

    /**
     * Opens one value of the row.
     *
     * @throws VaultException when the row is not in its last version, or the value is not what was
     *     sealed for it
     */
    public Secret open(SealedRow row, String column, String sealed) throws VaultException {
        if (!has(row.table(), row.id(), row.version())) {
            throw new VaultException(
                    VaultException.Kind.ROLLBACK, "a row is not the one that was stored last");
        }
        return Secret.of(key.open(place(row, column), sealed));
    }

    long version() {
        return version;
    }

    String owner() {
        return owner;
    }

    private static String name(String table, String id) {
        return table + " " + id;
    }

    private Place place(SealedRow row, String column) {
        return new Place(row, column, owner);
    }

    private static Place registerPlace(String owner, long version) {
        return new Place(
                new SealedRow("vault_owner", "", "", "", List.of(), version), "register", owner);
    }
}
