package dev.parley.storage;

import dev.parley.token.Grant;
import dev.parley.token.Principal;
import dev.parley.token.Secret;
import dev.parley.token.StoredGrant;
import dev.parley.token.TokenStore;
import dev.parley.vault.SealedRow;
import dev.parley.vault.Strongbox;
import dev.parley.vault.Vault;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Grants kept in the database, their tokens sealed by the vault (see docs/vault.md). The version of
 * a grant is that of its row, which re-encryption leaves as it is: a refresh may begin before and
 * end after. Safe for use by many threads and several processes.
 */
public final class JdbiTokenStore implements TokenStore {

    private static final SealedTable TABLE = SealedTable.OAUTH_GRANT;

    /** One statement, so that row and register are of one moment; one token, the one asked for. */
    private static final String FIND =
            "SELECT "
                    + VaultOwners.COLUMNS
                    + TABLE.bound().stream().map(it -> ", g." + it).collect(Collectors.joining())
                    + """
                    , g.id, g.server, g.issuer, g.version, g.expires_at, g.%1$s AS sealed
                    FROM vault_owner o JOIN oauth_grant g ON g.owner_id = o.id
                    WHERE o.owner = :owner AND g.server = :server
                    """;

    private static final String FIND_ACCESS = FIND.formatted("access_token");
    private static final String FIND_REFRESH = FIND.formatted("refresh_token");

    private static final String ROW =
            "SELECT id, version FROM oauth_grant WHERE owner_id = :owner AND server = :server";

    private static final String INSERT =
            """
            INSERT INTO oauth_grant (id, owner_id, server, issuer, version, access_token,
                                     refresh_token, scopes, expires_at, client_id,
                                     client_authentication, token_endpoint, revocation_endpoint,
                                     resource)
            VALUES (:id, :owner, :server, :issuer, :version, :access_token,
                    :refresh_token, :scopes, :expires_at, :client_id,
                    :client_authentication, :token_endpoint, :revocation_endpoint,
                    :resource)
            """;

    /** A lease was for the version before. */
    private static final String UPDATE =
            """
            UPDATE oauth_grant
            SET issuer = :issuer, version = :version, access_token = :access_token,
                refresh_token = :refresh_token, scopes = :scopes, expires_at = :expires_at,
                client_id = :client_id, client_authentication = :client_authentication,
                token_endpoint = :token_endpoint, revocation_endpoint = :revocation_endpoint,
                resource = :resource, refresh_lease = NULL, refresh_lease_until = NULL
            WHERE id = :id AND owner_id = :owner AND server = :server
            """;

    /** A grant as it is stored; {@code sealed} is the one token that was asked for. */
    private record Stored(
            VaultOwners.Owner owner, SealedRow row, Instant expiresAt, @Nullable String sealed) {}

    /** An opened token with the row it is from. */
    private record Token(Stored stored, Secret secret) {

        StoredGrant grant() {
            SealedRow row = stored.row();
            return new StoredGrant(
                    new Grant(
                            row.server(),
                            GrantColumns.source(TABLE, row),
                            secret,
                            GrantColumns.scopes(TABLE, row),
                            stored.expiresAt()),
                    row.version());
        }
    }

    /** Which row is the grant's now. */
    private record RowVersion(String id, long version) {}

    private final VaultOwners owners;
    private final RefreshLeases leases;

    public JdbiTokenStore(Database database, Vault vault) {
        this.owners = new VaultOwners(database, vault);
        this.leases = new RefreshLeases(owners);
    }

    @Override
    public Optional<StoredGrant> find(Principal principal, String server) {
        return found(FIND_ACCESS, principal, server)
                .flatMap(stored -> opened(stored, "access_token"))
                .map(Token::grant);
    }

    @Override
    public Optional<Secret> refreshToken(Principal principal, String server, long version) {
        return found(FIND_REFRESH, principal, server)
                .filter(stored -> stored.row().version() == version)
                .flatMap(stored -> opened(stored, "refresh_token"))
                .map(Token::secret);
    }

    @Override
    public void save(Principal principal, Grant grant) {
        put(principal, grant, null);
    }

    @Override
    public void save(Principal principal, Grant grant, Secret refreshToken) {
        put(principal, grant, refreshToken);
    }

    @Override
    public boolean replace(Principal principal, long version, Grant grant, Secret refreshToken) {
        return owners.inTransaction(
                "replace the grant at " + grant.server(),
                handle ->
                        owners.lock(handle, principal.key())
                                .flatMap(owners::held)
                                .map(held -> replace(handle, held, version, grant, refreshToken))
                                .orElse(false));
    }

    @Override
    public Optional<String> leaseRefresh(
            Principal principal, String server, long version, Duration duration) {
        return leases.begin(principal, server, version, duration);
    }

    @Override
    public void endRefreshLease(Principal principal, String server, String lease) {
        leases.end(principal, server, lease);
    }

    @Override
    public boolean delete(Principal principal, String server, long version) {
        return owners.inTransaction(
                "delete a version of the grant at " + server,
                handle -> delete(handle, principal, server, row -> row.version() == version));
    }

    @Override
    public void delete(Principal principal, String server) {
        owners.inTransaction(
                "delete the grant at " + server,
                handle -> delete(handle, principal, server, row -> true));
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

    private Optional<Stored> found(String sql, Principal principal, String server) {
        return owners.read(
                reading(server),
                handle ->
                        handle.createQuery(sql)
                                .bind("owner", principal.key())
                                .bind("server", server)
                                .map((row, context) -> stored(row))
                                .findOne());
    }

    private Optional<Token> opened(Stored stored, String column) {
        String sealed = stored.sealed();
        if (sealed == null) {
            return Optional.empty();
        }
        return VaultOwners.answered(
                        reading(stored.row().server()), () -> owners.open(stored.owner()))
                .flatMap(box -> owners.open(stored.owner(), box, stored.row(), column, sealed))
                .map(secret -> new Token(stored, secret));
    }

    private static String reading(String server) {
        return "read the grant at " + server;
    }

    private void put(Principal principal, Grant grant, @Nullable Secret refreshToken) {
        owners.inTransaction(
                "save the grant at " + grant.server(),
                handle -> {
                    VaultOwners.Held held = owners.lockOrCreate(handle, principal.key());
                    Optional<RowVersion> row = row(handle, held.id(), grant.server());
                    if (row.isPresent()) {
                        write(handle, UPDATE, held, row.get().id(), grant, refreshToken);
                    } else {
                        write(handle, INSERT, held, owners.newId(), grant, refreshToken);
                    }
                    return true;
                });
    }

    /** The register says which version it is: the row may have been put back. */
    private boolean replace(
            Handle handle, VaultOwners.Held held, long version, Grant grant, Secret refreshToken) {
        Optional<RowVersion> row =
                row(handle, held.id(), grant.server())
                        .filter(it -> held.box().has(TABLE.sqlName(), it.id(), version));
        row.ifPresent(it -> write(handle, UPDATE, held, it.id(), grant, refreshToken));
        return row.isPresent();
    }

    private void write(
            Handle handle,
            String sql,
            VaultOwners.Held held,
            String id,
            Grant grant,
            @Nullable Secret refreshToken) {
        Strongbox box = held.box();
        SealedRow row =
                box.put(
                        TABLE.sqlName(),
                        id,
                        grant.server(),
                        grant.issuer(),
                        TABLE.facts(GrantColumns.texts(grant.source(), grant.scopes())));
        TABLE.bind(handle.createUpdate(sql), row)
                .bind("owner", held.id())
                .bind("access_token", box.seal(row, "access_token", grant.accessToken()))
                .bind("refresh_token", VaultOwners.sealed(box, row, "refresh_token", refreshToken))
                .bind("expires_at", VaultTimes.stored(grant.expiresAt()))
                .execute();
        owners.store(handle, held);
    }

    /** The row goes even when the box does not open; then no register will ever list it again. */
    private boolean delete(
            Handle handle, Principal principal, String server, Predicate<RowVersion> condition) {
        Optional<VaultOwners.Owner> owner = owners.lock(handle, principal.key());
        Optional<RowVersion> row =
                owner.flatMap(it -> row(handle, it.id(), server)).filter(condition);
        if (owner.isEmpty() || row.isEmpty()) {
            return false;
        }
        handle.createUpdate(TABLE.delete()).bind("id", row.get().id()).execute();
        owners.removeFromBox(handle, owner.get(), TABLE.sqlName(), row.get().id());
        return true;
    }

    private static Optional<RowVersion> row(Handle handle, String ownerId, String server) {
        return handle.createQuery(ROW)
                .bind("owner", ownerId)
                .bind("server", server)
                .map((row, context) -> new RowVersion(row.getString("id"), row.getLong("version")))
                .findOne();
    }

    private static Stored stored(ResultSet row) throws SQLException {
        return new Stored(
                VaultOwners.owner(row),
                TABLE.row(row),
                VaultTimes.instant(row, "expires_at"),
                row.getString("sealed"));
    }
}
