package dev.parley.storage;

import dev.parley.token.Grant;
import dev.parley.token.Principal;
import dev.parley.token.Secret;
import dev.parley.token.Sha256;
import dev.parley.token.StoredGrant;
import dev.parley.token.TokenStore;
import dev.parley.vault.SealedRow;
import dev.parley.vault.Strongbox;
import dev.parley.vault.Vault;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Grants kept in the database, their tokens sealed by the vault (see docs/vault.md). The version of
 * a grant is that of its row, which re-encryption leaves as it is: a refresh may begin before and
 * end after. The id of a row is made of whose grant it is and where, so that a grant and those
 * after it share one entry of the register: one that was hidden when the next came is not its last
 * version. Safe for use by many threads and several processes.
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

    /** As many as the column holds; they are 192 bits. */
    private static final int ID_CHARACTERS = 32;

    private static final String DELETE_AT =
            "DELETE FROM oauth_grant WHERE owner_id = :owner AND server = :server";

    /** Without a lease: one was for the version before. */
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
                Scope.of(principal),
                handle -> {
                    Optional<VaultOwners.Held> held =
                            holder(handle, principal, grant.server(), version);
                    return held.isPresent()
                            && clear(handle, held.get().id(), principal, grant.server())
                            && insert(handle, held.get(), principal, grant, refreshToken);
                });
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
                Scope.of(principal),
                handle ->
                        holder(handle, principal, server, version).isPresent()
                                && delete(handle, principal, server));
    }

    @Override
    public void delete(Principal principal, String server) {
        owners.inTransaction(
                "delete the grant at " + server,
                Scope.of(principal),
                handle -> delete(handle, principal, server));
    }

    @Override
    public void deleteAll(Principal principal) {
        boolean shredded =
                owners.inTransaction(
                        "forget a principal",
                        Scope.of(principal),
                        handle -> owners.delete(handle, principal.key()));
        if (shredded) {
            VaultAudit.shredded(principal.key());
        }
    }

    private Optional<Stored> found(String sql, Principal principal, String server) {
        return owners.read(
                reading(server),
                Scope.of(principal),
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
        return owners.answered(reading(stored.row().server()), () -> owners.open(stored.owner()))
                .flatMap(box -> owners.open(stored.owner(), box, stored.row(), column, sealed))
                .map(secret -> new Token(stored, secret));
    }

    private static String reading(String server) {
        return "read the grant at " + server;
    }

    private void put(Principal principal, Grant grant, @Nullable Secret refreshToken) {
        owners.save(
                "save the grant at " + grant.server(),
                Scope.of(principal),
                TABLE,
                rowId(principal, grant.server()),
                handle -> {
                    VaultOwners.Held held = owners.lockOrCreate(handle, principal.key());
                    clear(handle, held.id(), principal, grant.server());
                    return insert(handle, held, principal, grant, refreshToken);
                });
    }

    /**
     * The locked owner, if the grant is of this version. The register says so: the row may have
     * been put back, or hidden.
     */
    private Optional<VaultOwners.Held> holder(
            Handle handle, Principal principal, String server, long version) {
        return owners.lock(handle, principal.key())
                .flatMap(owners::held)
                .filter(it -> it.box().has(TABLE.sqlName(), rowId(principal, server), version));
    }

    private boolean insert(
            Handle handle,
            VaultOwners.Held held,
            Principal principal,
            Grant grant,
            @Nullable Secret refreshToken) {
        Strongbox box = held.box();
        SealedRow row =
                box.put(
                        TABLE.sqlName(),
                        rowId(principal, grant.server()),
                        grant.server(),
                        grant.issuer(),
                        TABLE.facts(GrantColumns.texts(grant.source(), grant.scopes())));
        TABLE.bind(handle.createUpdate(INSERT), row)
                .bind("owner", held.id())
                .bind("access_token", box.seal(row, "access_token", grant.accessToken()))
                .bind("refresh_token", VaultOwners.sealed(box, row, "refresh_token", refreshToken))
                .bind("expires_at", VaultTimes.stored(grant.expiresAt()))
                .execute();
        owners.store(handle, held);
        return true;
    }

    /**
     * The row goes even when the box does not open; and the register's entry even when there is no
     * row, which may only be hidden.
     */
    private boolean delete(Handle handle, Principal principal, String server) {
        Optional<VaultOwners.Owner> owner = owners.lock(handle, principal.key());
        owner.ifPresent(
                it -> {
                    clear(handle, it.id(), principal, server);
                    owners.removeFromBox(handle, it, TABLE.sqlName(), rowId(principal, server));
                });
        return owner.isPresent();
    }

    /**
     * Deletes what is in the grant's place and what has its id, which are two rows when somebody
     * has moved one; both would be in the way of the next. True when there was any.
     */
    private static boolean clear(
            Handle handle, String ownerId, Principal principal, String server) {
        int withId =
                handle.createUpdate(TABLE.delete()).bind("id", rowId(principal, server)).execute();
        int inPlace =
                handle.createUpdate(DELETE_AT)
                        .bind("owner", ownerId)
                        .bind("server", server)
                        .execute();
        return withId + inPlace > 0;
    }

    /** Not of the id of the owner's row, as no seal vouches for that one. */
    private static String rowId(Principal principal, String server) {
        return Sha256.base64(List.of(principal.key(), server)).substring(0, ID_CHARACTERS);
    }

    private static Stored stored(ResultSet row) throws SQLException {
        return new Stored(
                VaultOwners.owner(row),
                TABLE.row(row),
                VaultTimes.instant(row, "expires_at"),
                row.getString("sealed"));
    }
}
