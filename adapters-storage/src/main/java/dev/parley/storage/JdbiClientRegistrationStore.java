package dev.parley.storage;

import dev.parley.token.ClientAuthentication;
import dev.parley.token.ClientRegistration;
import dev.parley.token.ClientRegistrationStore;
import dev.parley.token.Secret;
import dev.parley.vault.SealedRow;
import dev.parley.vault.Strongbox;
import dev.parley.vault.Vault;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
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

    private static final SealedTable TABLE = SealedTable.OAUTH_CLIENT;
    private static final String SECRET = "client_secret";
    private static final String TOKEN = "registration_token";

    private static final String SELECT =
            "SELECT "
                    + VaultOwners.COLUMNS
                    + """
                    , c.id, c.server, c.issuer, c.version, c.redirect_uri, c.client_id,
                      c.client_authentication, c.client_secret, c.secret_expires_at,
                      c.registration_uri, c.registration_token
                    FROM vault_owner o JOIN oauth_client c ON c.owner_id = o.id
                    WHERE o.owner = :owner AND c.server = :server AND c.issuer = :issuer
                    """;

    private static final String ID =
            """
            SELECT id FROM oauth_client
            WHERE owner_id = :owner AND server = :server AND issuer = :issuer
            """;

    private static final String OF_REDIRECT_URI = " AND redirect_uri = :which";
    private static final String OF_CLIENT = " AND client_id = :which";

    private static final String INSERT =
            """
            INSERT INTO oauth_client (id, owner_id, server, issuer, version, redirect_uri, client_id,
                                      client_authentication, client_secret, secret_expires_at,
                                      registration_uri, registration_token)
            VALUES (:id, :owner, :server, :issuer, :version, :redirect_uri, :client_id,
                    :client_authentication, :clientSecret, :secretExpiresAt,
                    :registration_uri, :registrationToken)
            """;

    private static final String UPDATE =
            """
            UPDATE oauth_client
            SET version = :version, redirect_uri = :redirect_uri, client_id = :client_id,
                client_authentication = :client_authentication, client_secret = :clientSecret,
                secret_expires_at = :secretExpiresAt, registration_uri = :registration_uri,
                registration_token = :registrationToken
            WHERE id = :id AND owner_id = :owner AND server = :server AND issuer = :issuer
            """;

    /** A registration as it is stored. */
    private record Stored(
            VaultOwners.Owner owner,
            SealedRow row,
            @Nullable String clientSecret,
            Instant secretExpiresAt,
            @Nullable String registrationToken) {}

    private final VaultOwners owners;
    private final RegistrationLeases leases;

    public JdbiClientRegistrationStore(Database database, Vault vault) {
        this.owners = new VaultOwners(database, vault);
        this.leases = new RegistrationLeases(owners);
    }

    @Override
    public Optional<ClientRegistration> find(String server, String issuer, String redirectUri) {
        return find(server, issuer, OF_REDIRECT_URI, redirectUri);
    }

    @Override
    public Optional<ClientRegistration> findClient(String server, String issuer, String clientId) {
        return find(server, issuer, OF_CLIENT, clientId);
    }

    @Override
    public void save(ClientRegistration registration) {
        String server = registration.server();
        String issuer = registration.issuer();
        String redirectUri = registration.redirectUri();
        owners.inTransaction(
                "save the client registration for " + server,
                handle -> {
                    VaultOwners.Held held = owners.lockOrCreate(handle, INSTALLATION);
                    Optional<String> id =
                            id(handle, held.id(), server, issuer, OF_REDIRECT_URI, redirectUri);
                    SealedRow row =
                            held.box()
                                    .put(
                                            TABLE.sqlName(),
                                            id.orElseGet(owners::newId),
                                            server,
                                            issuer,
                                            TABLE.facts(texts(registration)));
                    write(handle, id.isPresent() ? UPDATE : INSERT, held, row, registration);
                    RegistrationLeases.end(handle, server, issuer, redirectUri);
                    owners.store(handle, held);
                    return true;
                });
    }

    @Override
    public void delete(String server, String issuer, String clientId) {
        owners.inTransaction(
                "delete the client registration for " + server,
                handle -> {
                    owners.lock(handle, INSTALLATION)
                            .ifPresent(owner -> delete(handle, owner, server, issuer, clientId));
                    return true;
                });
    }

    @Override
    public Optional<String> leaseRegistration(
            String server, String issuer, String redirectUri, Duration duration) {
        return leases.begin(server, issuer, redirectUri, duration);
    }

    @Override
    public void endRegistrationLease(
            String server, String issuer, String redirectUri, String lease) {
        leases.end(server, issuer, redirectUri, lease);
    }

    private Optional<ClientRegistration> find(
            String server, String issuer, String condition, String which) {
        String what = "read the client registration for " + server;
        Optional<Stored> found =
                owners.read(
                        what,
                        handle ->
                                handle.createQuery(SELECT + condition)
                                        .bind("owner", INSTALLATION)
                                        .bind("server", server)
                                        .bind("issuer", issuer)
                                        .bind("which", which)
                                        .map((row, context) -> stored(row))
                                        .findFirst());
        return VaultOwners.answered(
                what,
                () ->
                        found.flatMap(
                                stored ->
                                        owners.open(stored.owner())
                                                .flatMap(box -> opened(stored, box))));
    }

    private void delete(
            Handle handle, VaultOwners.Owner owner, String server, String issuer, String clientId) {
        Optional<String> id = id(handle, owner.id(), server, issuer, OF_CLIENT, clientId);
        if (id.isPresent()) {
            handle.createUpdate(TABLE.delete()).bind("id", id.get()).execute();
            owners.removeFromBox(handle, owner, TABLE.sqlName(), id.get());
        }
    }

    private static Map<String, String> texts(ClientRegistration registration) {
        return Map.of(
                "redirect_uri", registration.redirectUri(),
                "client_id", registration.clientId(),
                "client_authentication", registration.authentication().name(),
                "registration_uri", registration.registrationUri());
    }

    private static void write(
            Handle handle,
            String sql,
            VaultOwners.Held held,
            SealedRow row,
            ClientRegistration registration) {
        Strongbox box = held.box();
        TABLE.bind(handle.createUpdate(sql), row)
                .bind("owner", held.id())
                .bind(
                        "clientSecret",
                        VaultOwners.sealed(box, row, SECRET, registration.clientSecret()))
                .bind("secretExpiresAt", VaultTimes.stored(registration.secretExpiresAt()))
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
                        TABLE.fact(stored.row(), "redirect_uri"),
                        TABLE.fact(stored.row(), "client_id"),
                        authentication(stored, secret),
                        secret.orElse(null),
                        stored.secretExpiresAt(),
                        TABLE.fact(stored.row(), "registration_uri"),
                        token.orElse(null)));
    }

    /** The seal of the secret vouches for the text. */
    private static ClientAuthentication authentication(Stored stored, Optional<Secret> secret) {
        return secret.isPresent()
                ? ClientAuthentication.valueOf(TABLE.fact(stored.row(), "client_authentication"))
                : ClientAuthentication.NONE;
    }

    private Optional<Secret> opened(
            Stored stored, Strongbox box, String column, @Nullable String sealed) {
        return sealed == null
                ? Optional.empty()
                : owners.open(stored.owner(), box, stored.row(), column, sealed);
    }

    private static Optional<String> id(
            Handle handle,
            String ownerId,
            String server,
            String issuer,
            String condition,
            String which) {
        return handle.createQuery(ID + condition)
                .bind("owner", ownerId)
                .bind("server", server)
                .bind("issuer", issuer)
                .bind("which", which)
                .mapTo(String.class)
                .findFirst();
    }

    private static Stored stored(ResultSet row) throws SQLException {
        return new Stored(
                VaultOwners.owner(row),
                TABLE.row(row),
                row.getString(SECRET),
                VaultTimes.instant(row, "secret_expires_at"),
                row.getString(TOKEN));
    }
}
