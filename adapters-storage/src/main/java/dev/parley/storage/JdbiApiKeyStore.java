package dev.parley.storage;

import dev.parley.access.AccessStoreException;
import dev.parley.access.ApiKey;
import dev.parley.access.ApiKeyStore;
import dev.parley.token.Principal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** API keys kept in the database. Safe for use by many threads and several processes. */
public final class JdbiApiKeyStore implements ApiKeyStore {

    private static final String COLUMNS =
            "id, owner, owner_name, name, scope, created_at, expires_at";

    private static final String INSERT =
            """
            INSERT INTO api_key (id, owner, owner_name, name, scope, created_at, expires_at)
            VALUES (:id, :owner, :ownerName, :name, :scope, :createdAt, :expiresAt)
            """;

    private static final String FIND = "SELECT " + COLUMNS + " FROM api_key WHERE id = :id";

    private static final String LIST =
            "SELECT " + COLUMNS + " FROM api_key WHERE owner = :owner ORDER BY created_at DESC, id";

    private final PortDatabase database;

    public JdbiApiKeyStore(Database database) {
        this.database = new PortDatabase(database, AccessStoreException::new);
    }

    @Override
    public void save(Principal principal, ApiKey key) {
        database.add(
                "save key " + key.id(),
                Scope.of(principal),
                handle ->
                        handle.createUpdate(INSERT)
                                .bind("id", key.id())
                                .bind("owner", principal.key())
                                .bind("ownerName", MessageRows.withoutNul(principal.displayName()))
                                .bind("name", MessageRows.withoutNul(key.name()))
                                .bind("scope", key.scope().name())
                                .bind("createdAt", key.createdAt().atOffset(ZoneOffset.UTC))
                                .bind("expiresAt", VaultTimes.stored(key.expiresAt()))
                                .execute());
    }

    @Override
    public Optional<Held> find(String id) {
        return database.find("read a key", FIND, id, (row, context) -> held(row));
    }

    @Override
    public Set<String> present(Collection<String> ids) {
        return database.present("api_key", ids);
    }

    @Override
    public List<ApiKey> list(Principal principal) {
        return database.list("list keys", LIST, principal, (row, context) -> held(row).key());
    }

    @Override
    public boolean delete(Principal principal, String id) {
        return database.delete("api_key", principal, id);
    }

    private static Held held(ResultSet row) throws SQLException {
        return new Held(
                PortDatabase.owner(row),
                new ApiKey(
                        row.getString("id"),
                        row.getString("name"),
                        scope(row.getString("scope")),
                        VaultTimes.instant(row, "created_at"),
                        VaultTimes.instant(row, "expires_at")));
    }

    private static ApiKey.Scope scope(String name) {
        try {
            return ApiKey.Scope.valueOf(name);
        } catch (IllegalArgumentException e) {
            throw new DatabaseException("A stored key has the unknown scope " + name + ".", e);
        }
    }
}
