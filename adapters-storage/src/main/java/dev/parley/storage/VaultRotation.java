package dev.parley.storage;

import dev.parley.token.Secret;
import dev.parley.token.VaultStatus;
import dev.parley.vault.SealedRow;
import dev.parley.vault.Strongbox;
import dev.parley.vault.Vault;
import dev.parley.vault.VaultKeys;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what is sealed under older keys under the primary one: owner by owner, each in a
 * transaction of their own that holds the owner's lock. So it may be killed and run again, run in
 * several replicas at once, and run while others read and save. Safe for use by many threads.
 */
public final class VaultRotation implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(VaultRotation.class);

    /** How many owners are looked up at a time. */
    private static final int OWNERS_PER_LOOK = 100;

    private static final String OWNERS_TO_DO =
            """
            SELECT id FROM vault_owner
            WHERE id > :after AND NOT (key_id = :key AND key_check = :check)
            ORDER BY id
            LIMIT :limit
            """;

    private static final String LOCK =
            "SELECT " + VaultOwners.COLUMNS + " FROM vault_owner o WHERE o.id = :id FOR UPDATE";

    private static final String KEYS_OF_OWNERS =
            "SELECT DISTINCT key_id, key_check FROM vault_owner";

    private final Vault vault;
    private final VaultOwners owners;
    private volatile boolean closed;

    public VaultRotation(Database database, Vault vault) {
        this.vault = vault;
        this.owners = new VaultOwners(database, vault);
    }

    /**
     * Looks, on a thread of its own, whether something is sealed under another key than the
     * primary, and if so does {@link #run}. Says in the log when a key is missing.
     */
    public void start() {
        Thread.ofPlatform().daemon().name("parley-vault-rotation").start(this::runAndReport);
    }

    /**
     * Re-encrypts everything that can be opened, which blocks until it is done, and counts what is
     * there then. What cannot be opened because its key is missing stays as it is.
     *
     * @throws dev.parley.token.TokenStoreException when the database failed; owners that were done
     *     stay done
     */
    public VaultStatus run() {
        int done = 0;
        List<String> ids = toDo("");
        while (!ids.isEmpty() && !closed) {
            for (String id : ids) {
                if (closed) {
                    break;
                }
                done +=
                        owners.inTransaction(
                                        "re-encrypt", Scope.ALL, handle -> reencrypt(handle, id))
                                ? 1
                                : 0;
            }
            ids = toDo(ids.getLast());
        }
        if (done > 0) {
            LOG.info("The vault re-encrypted {} owners under {}", done, vault.keys().primaryId());
        }
        return status();
    }

    /**
     * Counts the stored values by the key they are sealed under.
     *
     * @throws dev.parley.token.TokenStoreException when the database failed
     */
    public VaultStatus status() {
        return owners.read("count the vault's values", Scope.ALL, this::status);
    }

    /** Ends a {@link #run} after the owner it is at. The rest is done at the next start. */
    @Override
    public void close() {
        closed = true;
    }

    private void runAndReport() {
        try {
            List<String> missing = missingKeys();
            if (!missing.isEmpty()) {
                LOG.error(
                        "Stored secrets need the vault keys {}, which are missing or are others"
                                + " now; add them to PARLEY_VAULT_KEYS",
                        missing);
            }
            if (!toDo("").isEmpty()) {
                run();
            }
        } catch (RuntimeException e) {
            if (!closed) {
                LOG.warn("The vault was not re-encrypted; it will be tried at the next start", e);
            }
        }
    }

    private List<String> toDo(String after) {
        return owners.read(
                "look for what to re-encrypt",
                Scope.ALL,
                handle ->
                        handle.createQuery(OWNERS_TO_DO)
                                .bind("after", after)
                                .bind("key", vault.keys().primaryId())
                                .bind("check", vault.keys().primaryCheck())
                                .bind("limit", OWNERS_PER_LOOK)
                                .mapTo(String.class)
                                .list());
    }

    /** True when the owner is under the primary key now and was not before. */
    private boolean reencrypt(Handle handle, String id) {
        Optional<VaultOwners.Owner> found =
                handle.createQuery(LOCK)
                        .bind("id", id)
                        .map((row, context) -> VaultOwners.owner(row))
                        .findOne();
        if (found.isEmpty()
                || vault.isCurrent(found.get().box().key())
                || !vault.knows(found.get().box().key())) {
            return false;
        }
        VaultOwners.Owner owner = found.get();
        Optional<Strongbox> box = owners.open(owner);
        if (box.isEmpty()) {
            owners.drop(handle, owner);
            return false;
        }
        Strongbox fresh = vault.successor(box.get());
        for (SealedTable table : SealedTable.ALL) {
            for (Values values : values(handle, table, id)) {
                reseal(handle, table, owner, box.get(), fresh, values);
            }
        }
        owners.store(handle, new VaultOwners.Held(id, fresh));
        return true;
    }

    /** What a row holds. */
    private record Values(SealedRow row, Map<String, String> sealed) {}

    private static List<Values> values(Handle handle, SealedTable table, String owner) {
        return handle.createQuery(table.selectOfOwner())
                .bind("owner", owner)
                .map((row, context) -> values(table, row))
                .list();
    }

    private static Values values(SealedTable table, ResultSet row) throws SQLException {
        Map<String, String> sealed = new HashMap<>();
        for (String column : table.sealed()) {
            String value = row.getString(column);
            if (value != null) {
                sealed.put(column, value);
            }
        }
        return new Values(table.row(row), sealed);
    }

    /**
     * Seals the values of a row anew, in the same version. A row that does not open here will never
     * open, as its key goes; it is the same as none, and deleted so that it does not count.
     */
    private void reseal(
            Handle handle,
            SealedTable table,
            VaultOwners.Owner owner,
            Strongbox old,
            Strongbox fresh,
            Values values) {
        Map<String, String> resealed = new HashMap<>();
        for (Map.Entry<String, String> value : values.sealed().entrySet()) {
            Optional<Secret> secret =
                    owners.open(owner, old, values.row(), value.getKey(), value.getValue());
            if (secret.isEmpty()) {
                handle.createUpdate(table.delete()).bind("id", values.row().id()).execute();
                VaultAudit.dropped(table.sqlName(), owner.name(), values.row().server());
                return;
            }
            resealed.put(value.getKey(), fresh.seal(values.row(), value.getKey(), secret.get()));
        }
        fresh.keep(values.row());
        Update update = handle.createUpdate(table.update()).bind("id", values.row().id());
        table.sealed().forEach(column -> update.bind(column, resealed.get(column)));
        update.execute();
    }

    private VaultStatus status(Handle handle) {
        VaultKeys keys = vault.keys();
        Map<String, Long> counts = new LinkedHashMap<>();
        keys.ids().forEach(id -> counts.put(id, 0L));
        handle.createQuery(countsByKey())
                .map((row, context) -> Map.entry(row.getString("key_id"), row.getLong("counted")))
                .forEach(count -> counts.merge(count.getKey(), count.getValue(), Long::sum));
        List<String> missing = missingKeys(handle);
        List<VaultStatus.Key> status = new ArrayList<>();
        counts.forEach(
                (id, values) -> status.add(new VaultStatus.Key(id, use(id, missing), values)));
        return new VaultStatus(status);
    }

    private VaultStatus.Use use(String id, List<String> missing) {
        if (missing.contains(id) || !vault.keys().ids().contains(id)) {
            return VaultStatus.Use.MISSING;
        }
        return id.equals(vault.keys().primaryId())
                ? VaultStatus.Use.PRIMARY
                : VaultStatus.Use.DECRYPTS;
    }

    private List<String> missingKeys() {
        return owners.read("look for missing keys", Scope.ALL, this::missingKeys);
    }

    private List<String> missingKeys(Handle handle) {
        return handle
                .createQuery(KEYS_OF_OWNERS)
                .map(
                        (row, context) ->
                                vault.keys()
                                                .has(
                                                        row.getString("key_id"),
                                                        row.getString("key_check"))
                                        ? ""
                                        : row.getString("key_id"))
                .stream()
                .filter(id -> !id.isEmpty())
                .distinct()
                .toList();
    }

    /** The key id is the second word of a sealed value; what has none is counted under "?". */
    private static String countsByKey() {
        String values =
                SealedTable.ALL.stream()
                        .flatMap(
                                table ->
                                        table.sealed().stream()
                                                .map(
                                                        column ->
                                                                "SELECT "
                                                                        + column
                                                                        + " AS sealed FROM "
                                                                        + table.sqlName()
                                                                        + " WHERE "
                                                                        + column
                                                                        + " IS NOT NULL"))
                        .collect(Collectors.joining(" UNION ALL "));
        return """
        SELECT key_id, COUNT(*) AS counted
        FROM (SELECT key_id FROM vault_owner
              UNION ALL
              SELECT CASE WHEN sealed LIKE 'pv1:%%:%%:%%'
                          THEN SUBSTRING(sealed FROM 5
                                         FOR POSITION(':' IN SUBSTRING(sealed FROM 5)) - 1)
                          ELSE '?' END AS key_id
              FROM (%s) v) k
        GROUP BY key_id
        ORDER BY key_id
        """
                .formatted(values);
    }
}
