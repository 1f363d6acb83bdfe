package dev.parley.storage;

import dev.parley.token.Grant;
import dev.parley.token.Principal;
import dev.parley.token.Secret;
import dev.parley.token.TokenStore;
import dev.parley.vault.SealedRow;
import dev.parley.vault.Vault;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Grants kept in the database, their tokens sealed by the vault (see docs/vault.md). Safe for use
 * by many threads and several processes.
 */
public final class JdbiTokenStore implements TokenStore {

    private static final SealedTable TABLE = SealedTable.OAUTH_GRANT;

    /** One statement, so that row and register are of one moment; one token, the one asked for. */
    private static final String FIND =
            "SELECT "
                    + VaultOwners.COLUMNS
                    + """
                    , g.id, g.server, g.issuer, g.version, g.scopes, g.expires_at,
                      g.%1$s AS sealed
                    FROM vault_owner o JOIN oauth_grant g ON g.owner_id = o.id
                    WHERE o.owner = :owner AND g.server = :server
                    """;

    private static final String FIND_ACCESS = FIND.formatted("access_token");
    private static final String FIND_REFRESH = FIND.formatted("refresh_token");

    private static final String ID =
            "SELECT id FROM oauth_grant WHERE owner_id = :owner AND server = :server";

    private static final String INSERT =
            """
            INSERT INTO oauth_grant (id, owner_id, server, issuer, version, access_token,
                                     refresh_token, scopes, expires_at)
            VALUES (:id, :owner, :server, :issuer, :version, :accessToken,
                    :refreshToken, :scopes, :expiresAt)
            """;

    private static final String UPDATE =
            """
            UPDATE oauth_grant
            SET issuer = :issuer, version = :version, access_token = :accessToken,
                refresh_token = :refreshToken, scopes = :scopes, expires_at = :expiresAt
            WHERE id = :id AND owner_id = :owner AND server = :server
            """;

    /** A grant as it is stored; {@code sealed} is the one token that was asked for. */
    private record Stored(
            VaultOwners.Owner owner,
            SealedRow row,
            Set<String> scopes,
            Instant expiresAt,
            @Nullable String sealed) {}

    /** An opened token with the row it is from. */
    private record Token(Stored stored, Secret secret) {}

    private final VaultOwners owners;

    public JdbiTokenStore(Database database, Vault vault) {
        this.owners = new VaultOwners(database, vault);
    }

    @Override
    public Optional<Grant> find(Principal principal, String server) {
        return found(FIND_ACCESS, principal, server, "access_token")
                .map(
                        token ->
                                new Grant(
                                        server,
                                        token.stored().row().issuer(),
                                        token.secret(),
                                        token.stored().scopes(),
                                        token.stored().expiresAt()));
    }

    @Override
    public Optional<Secret> refreshToken(Principal principal, String server) {
        return found(FIND_REFRESH, principal, server, "refresh_token").map(Token::secret);
    }

    @Override
    public void save(Principal principal, Grant grant) {
        write(principal, grant, null);
    }

    @Override
    public void save(Principal principal, Grant grant, Secret refreshToken) {
        write(principal, grant, refreshToken);
    }

    @Override
    public void delete(Principal principal, String server) {
        owners.inTransaction(
                "delete the grant at " + server,
                handle -> {
                    owners.lock(handle, principal.key())
                            .ifPresent(owner -> delete(handle, owner, server));
                    return true;
                });
    }

    @Override
    public void deleteAll(Principal principal) {
        boolean shredded =
                owners.inTransaction(
                        "forget a principal", handle -> owners.delete(handle, principal.key()));
        if (shredded) {
            VaultAudit.shredded(principal.key());
        }
    }

    private Optional<Token> found(String sql, Principal principal, String server, String column) {
        String what = "read the grant at " + server;
        Optional<Stored> found =
                owners.read(
                        what,
                        handle ->
                                handle.createQuery(sql)
                                        .bind("owner", principal.key())
                                        .bind("server", server)
                                        .map((row, context) -> stored(row))
                                        .findOne());
        return VaultOwners.answered(what, () -> found.flatMap(stored -> opened(stored, column)));
    }

    private Optional<Token> opened(Stored stored, String column) {
        String sealed = stored.sealed();
        if (sealed == null) {
            return Optional.empty();
        }
        return owners.open(stored.owner())
                .flatMap(box -> owners.open(stored.owner(), box, stored.row(), column, sealed))
                .map(secret -> new Token(stored, secret));
    }

    private void write(Principal principal, Grant grant, @Nullable Secret refreshToken) {
        owners.inTransaction(
                "save the grant at " + grant.server(),
                handle -> {
                    VaultOwners.Held held = owners.lockOrCreate(handle, principal.key());
                    Optional<String> id = id(handle, held.id(), grant.server());
                    SealedRow row =
                            held.box()
                                    .put(
                                            TABLE.sqlName(),
                                            id.orElseGet(owners::newId),
                                            grant.server(),
                                            grant.issuer(),
                                            List.of(scopes(grant)));
                    write(handle, id.isPresent() ? UPDATE : INSERT, held, row, grant, refreshToken);
                    owners.store(handle, held);
                    return true;
                });
    }

    private static void write(
            Handle handle,
            String sql,
            VaultOwners.Held held,
            SealedRow row,
            Grant grant,
            @Nullable Secret refreshToken) {
        handle.createUpdate(sql)
                .bind("id", row.id())
                .bind("owner", held.id())
                .bind("server", row.server())
                .bind("issuer", row.issuer())
                .bind("version", row.version())
                .bind("accessToken", held.box().seal(row, "access_token", grant.accessToken()))
                .bind(
                        "refreshToken",
                        VaultOwners.sealed(held.box(), row, "refresh_token", refreshToken))
                .bind("scopes", scopes(grant))
                .bind("expiresAt", VaultTimes.stored(grant.expiresAt()))
                .execute();
    }

    /** The row goes even when the box does not open; then no register will ever list it again. */
    private void delete(Handle handle, VaultOwners.Owner owner, String server) {
        Optional<String> id = id(handle, owner.id(), server);
        if (id.isEmpty()) {
            return;
        }
        handle.createUpdate(TABLE.delete()).bind("id", id.get()).execute();
        owners.removeFromBox(handle, owner, TABLE.sqlName(), id.get());
    }

    private static String scopes(Grant grant) {
        return String.join(" ", new TreeSet<>(grant.scopes()));
    }

    private static Optional<String> id(Handle handle, String ownerId, String server) {
        return handle.createQuery(ID)
                .bind("owner", ownerId)
                .bind("server", server)
                .mapTo(String.class)
                .findOne();
    }

    private static Stored stored(ResultSet row) throws SQLException {
        String scopes = row.getString("scopes");
        return new Stored(
                VaultOwners.owner(row),
                TABLE.row(row),
                scopes.isEmpty() ? Set.of() : Set.of(scopes.split(" ")),
                VaultTimes.instant(row, "expires_at"),
                row.getString("sealed"));
    }
}
