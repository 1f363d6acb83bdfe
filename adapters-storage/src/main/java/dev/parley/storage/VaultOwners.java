package dev.parley.storage;

import dev.parley.token.Secret;
import dev.parley.token.TokenStoreException;
import dev.parley.vault.SealedRow;
import dev.parley.vault.StoredBox;
import dev.parley.vault.Strongbox;
import dev.parley.vault.Vault;
import dev.parley.vault.VaultException;
import dev.parley.vault.WrappedKey;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/**
 * The owners of sealed values and their boxes. A change of an owner's rows begins with the lock of
 * the owner and ends with {@link #store}, in one transaction, so that rows and register are always
 * of one moment. Safe for use by many threads.
 */
final class VaultOwners {

    /** The columns of an owner, for a reader's own SELECT; read by {@link #owner}. */
    static final String COLUMNS =
            """
            o.id AS owner_id, o.owner, o.key_id, o.key_check, o.data_key_id, o.wrapped_key,
            o.version AS owner_version, o.register
            """;

    private static final String FIND_LOCKED =
            "SELECT " + COLUMNS + " FROM vault_owner o WHERE o.owner = :owner FOR UPDATE";

    private static final String INSERT =
            """
            INSERT INTO vault_owner (id, owner, key_id, key_check, data_key_id, wrapped_key, version,
                                     register)
            VALUES (:id, :owner, :keyId, :keyCheck, :dataKeyId, :wrappedKey, :version, :register)
            """;

    private static final String UPDATE =
            """
            UPDATE vault_owner
            SET key_id = :keyId, key_check = :keyCheck, data_key_id = :dataKeyId,
                wrapped_key = :wrappedKey, version = :version, register = :register
            WHERE id = :id
            """;

    private static final int ID_BYTES = 16;

    /** An owner as it is stored. */
    record Owner(String id, String name, StoredBox box) {}

    /** An owner whose row is locked, with the box opened. */
    record Held(String id, Strongbox box) {}

    private final PortDatabase database;
    private final Vault vault;
    private final SecureRandom random = new SecureRandom();

    VaultOwners(Database database, Vault vault) {
        this.database = new PortDatabase(database, TokenStoreException::new);
        this.vault = vault;
    }

    /** The owner of a row that was selected with {@link #COLUMNS}. */
    static Owner owner(ResultSet row) throws SQLException {
        return new Owner(
                row.getString("owner_id"),
                row.getString("owner"),
                new StoredBox(
                        new WrappedKey(
                                row.getString("key_id"),
                                row.getString("key_check"),
                                row.getString("data_key_id"),
                                row.getString("wrapped_key")),
                        row.getLong("owner_version"),
                        row.getString("register")));
    }

    /** An id for a row of any table. */
    String newId() {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /**
     * Runs {@code work} in a transaction, again when another one made the same owner meanwhile.
     *
     * @throws TokenStoreException when the database failed, or a key is missing
     */
    <T> T inTransaction(String what, Scope scope, UnitOfWork.Work<T> work) {
        return database.inTransactionAgain(what, scope, work);
    }

    /**
     * As {@link #inTransaction}, for work that writes the row of {@code table} with this id. One
     * that somebody has moved to another owner is out of the scope and in the way; it opens for
     * nobody, so it goes.
     */
    void save(String what, Scope scope, SealedTable table, String id, UnitOfWork.Work<?> work) {
        try {
            inTransaction(what, scope, work);
        } catch (TokenStoreException e) {
            if (!keyTaken(e) || inTransaction(what, Scope.ALL, it -> delete(it, table, id)) == 0) {
                throw e;
            }
            inTransaction(what, scope, work);
        }
    }

    /** As {@link Database#read}, with the failures of the port. */
    <T> T read(String what, Scope scope, UnitOfWork.Work<T> work) {
        return database.read(what, scope, work);
    }

    /** As {@link PortDatabase#answered}. */
    <T> T answered(String what, Supplier<T> work) {
        return database.answered(what, work);
    }

    /** The owner with this name, locked; empty when there is none. */
    Optional<Owner> lock(Handle handle, String name) {
        return handle.createQuery(FIND_LOCKED)
                .bind("owner", name)
                .map((row, context) -> owner(row))
                .findOne();
    }

    /**
     * The owner with this name, locked, with the box open. Makes the owner when there is none, and
     * anew when the box is damaged: nothing in it could be opened anyway.
     */
    Held lockOrCreate(Handle handle, String name) {
        Optional<Owner> found = lock(handle, name);
        if (found.isPresent()) {
            Optional<Held> held = held(found.get());
            if (held.isPresent()) {
                return held.get();
            }
            drop(handle, found.get());
        }
        Held made = new Held(newId(), vault.create(name));
        bind(handle.createUpdate(INSERT), made).bind("owner", name).execute();
        return made;
    }

    /** The locked owner with the box open; empty, with an audit event, when it is damaged. */
    Optional<Held> held(Owner locked) {
        return open(locked).map(box -> new Held(locked.id(), box));
    }

    /** Stores the box after its rows. */
    void store(Handle handle, Held held) {
        bind(handle.createUpdate(UPDATE), held).execute();
    }

    /** Takes a deleted row out of the owner's register, if that can be done. */
    void removeFromBox(Handle handle, Owner owner, String table, String rowId) {
        removeFromBox(handle, owner, table, List.of(rowId));
    }

    /** Takes deleted rows out of the owner's register, if that can be done. */
    void removeFromBox(Handle handle, Owner owner, String table, List<String> rowIds) {
        if (vault.knows(owner.box().key())) {
            open(owner)
                    .ifPresent(
                            box -> {
                                rowIds.forEach(id -> box.remove(table, id));
                                store(handle, new Held(owner.id(), box));
                            });
        }
    }

    /** Deletes an owner that cannot be opened, with all rows. */
    void drop(Handle handle, Owner owner) {
        delete(handle, owner.name());
        VaultAudit.dropped("owner", owner.name(), "-");
    }

    /** Deletes the owner with the key that everything of theirs is sealed under, and all rows. */
    boolean delete(Handle handle, String name) {
        return handle.createUpdate("DELETE FROM vault_owner WHERE owner = :owner")
                        .bind("owner", name)
                        .execute()
                > 0;
    }

    /**
     * The opened box; empty, with an audit event, when it is damaged.
     *
     * @throws DatabaseException when the key it needs is not there: that is not the owner's fault,
     *     and ends when the set-up is right
     */
    Optional<Strongbox> open(Owner owner) {
        try {
            return Optional.of(vault.open(owner.name(), owner.box()));
        } catch (VaultException e) {
            VaultAudit.unopened(e.kind(), owner.name(), "-");
            if (e.kind() == VaultException.Kind.KEY_MISSING) {
                throw new DatabaseException("A stored secret cannot be opened.", e);
            }
            return Optional.empty();
        }
    }

    /** An opened value; empty, with an audit event, when it is not what was stored last. */
    Optional<Secret> open(Owner owner, Strongbox box, SealedRow row, String column, String sealed) {
        try {
            return Optional.of(box.open(row, column, sealed));
        } catch (VaultException e) {
            VaultAudit.unopened(e.kind(), owner.name(), row.server());
            return Optional.empty();
        }
    }

    /** Seals a value that may be missing. */
    static @Nullable String sealed(
            Strongbox box, SealedRow row, String column, @Nullable Secret secret) {
        return secret == null ? null : box.seal(row, column, secret);
    }

    /** Whether it failed as a key was taken, at each attempt: by a row that is out of its scope. */
    static boolean keyTaken(TokenStoreException failure) {
        return failure.getCause() instanceof DatabaseException cause && cause.keyTaken();
    }

    private static int delete(Handle handle, SealedTable table, String id) {
        return handle.createUpdate(table.delete()).bind("id", id).execute();
    }

    private static Update bind(Update update, Held held) {
        StoredBox box = held.box().stored();
        return update.bind("id", held.id())
                .bind("keyId", box.key().masterId())
                .bind("keyCheck", box.key().masterCheck())
                .bind("dataKeyId", box.key().id())
                .bind("wrappedKey", box.key().sealed())
                .bind("version", box.version())
                .bind("register", box.register());
    }
}
