package dev.parley.storage;

import dev.parley.token.ClientRegistration;
import dev.parley.token.ClientRegistrationStore;
import dev.parley.token.Secret;
import dev.parley.vault.SealedRow;
import dev.parley.vault.Strongbox;
import dev.parley.vault.Vault;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Client registrations kept in the database, their secrets sealed by the vault in a box that
 * belongs to this installation. Safe for use by many threads and several processes.
 */
public final class JdbiClientRegistrationStore implements ClientRegistrationStore {

    /** Owns what belongs to no principal. A principal's key has a space in it. */
    static final String INSTALLATION = "installation";

    private static final SealedTable TABLE = SealedTable.CLIENT_REGISTRATION;
    private static final String SECRET = "client_secret";
    private static final String TOKEN = "registration_token";

    private static final String FIND =
            "SELECT "
                    + VaultOwners.COLUMNS
                    + """
                    , c.id, c.server, c.issuer, c.version, c.client_id, c.client_secret,
                      c.secret_expires_at, c.registration_uri, c.registration_token
                    FROM vault_owner o JOIN client_registration c ON c.owner_id = o.id
                    WHERE o.owner = :owner AND c.server = :server AND c.issuer = :issuer
                    """;

    private static final String ID =
            """
            SELECT id FROM client_registration
            WHERE owner_id = :owner AND server = :server AND issuer = :issuer
            """;

    private static final String INSERT =
            """
            INSERT INTO client_registration (id, owner_id, server, issuer, version, client_id,
                                             client_secret, secret_expires_at, registration_uri,
                                             registration_token)
            VALUES (:id, :owner, :server, :issuer, :version, :clientId,
                    :clientSecret, :secretExpiresAt, :registrationUri, :registrationToken)
            """;

    private static final String UPDATE =
            """
            UPDATE client_registration
            SET version = :version, client_id = :clientId, client_secret = :clientSecret,
                secret_expires_at = :secretExpiresAt, registration_uri = :registrationUri,
                registration_token = :registrationToken
            WHERE id = :id AND owner_id = :owner AND server = :server AND issuer = :issuer
            """;

    /** A registration as it is stored. */
    private record Stored(
            VaultOwners.Owner owner,
            SealedRow row,
            String clientId,
            @Nullable String clientSecret,
            Instant secretExpiresAt,
            String registrationUri,
            @Nullable String registrationToken) {}

    private final VaultOwners owners;

    public JdbiClientRegistrationStore(Database database, Vault vault) {
        this.owners = new VaultOwners(database, vault);
    }

    @Override
    public Optional<ClientRegistration> find(String server, String issuer) {
        String what = "read the client registration for " + server;
        Optional<Stored> found =
                owners.read(
                        what,
                        handle ->
                                handle.createQuery(FIND)
                                        .bind("owner", INSTALLATION)
                                        .bind("server", server)
                                        .bind("issuer", issuer)
                                        .map((row, context) -> stored(row))
                                        .findOne());
        return VaultOwners.answered(
                what,
                () ->
                        found.flatMap(
                                stored ->
                                        owners.open(stored.owner())
                                                .flatMap(box -> opened(stored, box))));
    }

    @Override
    public void save(ClientRegistration registration) {
        owners.inTransaction(
                "save the client registration for " + registration.server(),
                handle -> {
                    VaultOwners.Held held = owners.lockOrCreate(handle, INSTALLATION);
                    Optional<String> id =
                            id(handle, held.id(), registration.server(), registration.issuer());
                    SealedRow row =
                            held.box()
                                    .put(
                                            TABLE.sqlName(),
                                            id.orElseGet(owners::newId),
                                            registration.server(),
                                            registration.issuer(),
                                            List.of(
                                                    registration.clientId(),
                                                    registration.registrationUri()));
                    write(handle, id.isPresent() ? UPDATE : INSERT, held, row, registration);
                    owners.store(handle, held);
                    return true;
                });
    }

    @Override
    public void delete(String server, String issuer) {
        owners.inTransaction(
                "delete the client registration for " + server,
                handle -> {
                    owners.lock(handle, INSTALLATION)
                            .ifPresent(owner -> delete(handle, owner, server, issuer));
                    return true;
                });
    }

    private void delete(Handle handle, VaultOwners.Owner owner, String server, String issuer) {
        Optional<String> id = id(handle, owner.id(), server, issuer);
        if (id.isPresent()) {
            handle.createUpdate(TABLE.delete()).bind("id", id.get()).execute();
            owners.removeFromBox(handle, owner, TABLE.sqlName(), id.get());
        }
    }

    private static void write(
            Handle handle,
            String sql,
            VaultOwners.Held held,
            SealedRow row,
            ClientRegistration registration) {
        Strongbox box = held.box();
        handle.createUpdate(sql)
                .bind("id", row.id())
                .bind("owner", held.id())
                .bind("server", row.server())
                .bind("issuer", row.issuer())
                .bind("version", row.version())
                .bind("clientId", registration.clientId())
                .bind(
                        "clientSecret",
                        VaultOwners.sealed(box, row, SECRET, registration.clientSecret()))
                .bind("secretExpiresAt", VaultTimes.stored(registration.secretExpiresAt()))
                .bind("registrationUri", registration.registrationUri())
                .bind(
                        "registrationToken",
                        VaultOwners.sealed(box, row, TOKEN, registration.registrationToken()))
                .execute();
    }

    /** All or nothing: a client without the secret it was registered with is of no use. */
    private Optional<ClientRegistration> opened(Stored stored, Strongbox box) {
        Optional<Secret> secret = opened(stored, box, SECRET, stored.clientSecret());
        Optional<Secret> token = opened(stored, box, TOKEN, stored.registrationToken());
        if (secret.isPresent() != (stored.clientSecret() != null)
                || token.isPresent() != (stored.registrationToken() != null)) {
            return Optional.empty();
        }
        return Optional.of(
                new ClientRegistration(
                        stored.row().server(),
                        stored.row().issuer(),
                        stored.clientId(),
                        secret.orElse(null),
                        stored.secretExpiresAt(),
                        stored.registrationUri(),
                        token.orElse(null)));
    }

    private Optional<Secret> opened(
            Stored stored, Strongbox box, String column, @Nullable String sealed) {
        return sealed == null
                ? Optional.empty()
                : owners.open(stored.owner(), box, stored.row(), column, sealed);
    }

    private static Optional<String> id(
            Handle handle, String ownerId, String server, String issuer) {
        return handle.createQuery(ID)
                .bind("owner", ownerId)
                .bind("server", server)
                .bind("issuer", issuer)
                .mapTo(String.class)
                .findOne();
    }

    private static Stored stored(ResultSet row) throws SQLException {
        return new Stored(
                VaultOwners.owner(row),
                TABLE.row(row),
                row.getString("client_id"),
                row.getString(SECRET),
                VaultTimes.instant(row, "secret_expires_at"),
                row.getString("registration_uri"),
                row.getString(TOKEN));
    }
}
