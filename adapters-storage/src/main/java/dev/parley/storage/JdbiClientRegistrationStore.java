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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Client registrations kept in the database, their secrets sealed by the vault in a box that
 * belongs to this installation. That there is no secret is sealed, too, so that the seals of every
 * registration vouch for the rest of its row. Safe for use by many threads and several processes.
 */
public final class JdbiClientRegistrationStore implements ClientRegistrationStore {

    /** Owns what belongs to no principal. A principal's key has a space in it. */
    static final String INSTALLATION = "installation";

    private static final Scope SCOPE = new Scope.Owner(INSTALLATION);

    private static final SealedTable TABLE = SealedTable.OAUTH_CLIENT;
    private static final String SECRET = "client_secret";
    private static final String TOKEN = "registration_token";

    /** What is sealed for a secret begins with {@link #GIVEN}. */
    private static final Secret NONE = Secret.of("none");

    private static final String GIVEN = "=";

    private static final String SELECT =
            "SELECT "
                    + VaultOwners.COLUMNS
                    + TABLE.bound().stream().map(it -> ", c." + it).collect(Collectors.joining())
                    + """
                    , c.id, c.server, c.issuer, c.version, c.client_secret, c.registration_token,
                      c.secret_expires_at
                    FROM vault_owner o JOIN oauth_client c ON c.owner_id = o.id
                    WHERE o.owner = :owner AND\
                    """;

    private static final String FIND = SELECT + " c.id = :id";

    private static final String FIND_CLIENT =
            SELECT
                    + """
                     c.server = :server AND c.issuer = :issuer AND c.client_id = :client_id
                    ORDER BY c.id
                    """;

    private static final String IDS_OF_CLIENT =
            """
            SELECT id FROM oauth_client
            WHERE owner_id = :owner AND server = :server AND issuer = :issuer
                AND client_id = :client_id
            """;

    private static final String INSERT =
            """
            INSERT INTO oauth_client (id, owner_id, server, issuer, version, redirect_uri, client_id,
                                      client_authentication, registration_uri, client_secret,
                                      registration_token, secret_expires_at)
            VALUES (:id, :owner, :server, :issuer, :version, :redirect_uri, :client_id,
                    :client_authentication, :registration_uri, :client_secret,
                    :registration_token, :secret_expires_at)
            """;

    /** A registration as it is stored. */
    private record Stored(
            VaultOwners.Owner owner,
            SealedRow row,
            String clientSecret,
            String registrationToken,
            Instant secretExpiresAt) {}

    private final VaultOwners owners;
    private final RegistrationLeases leases;

    public JdbiClientRegistrationStore(Database database, Vault vault) {
        this.owners = new VaultOwners(database, vault);
        this.leases = new RegistrationLeases(owners);
    }

    @Override
    public Optional<ClientRegistration> find(String server, String issuer, String redirectUri) {
        RegistrationPlace place = new RegistrationPlace(server, issuer, redirectUri);
        return find(server, FIND, Map.of("id", place.id()));
    }

    @Override
    public Optional<ClientRegistration> findClient(String server, String issuer, String clientId) {
        return find(server, FIND_CLIENT, client(server, issuer, clientId));
    }

    /** Whatever has the id goes, as it may be damaged. */
    @Override
    public void save(ClientRegistration registration) {
        RegistrationPlace place = RegistrationPlace.of(registration);
        owners.save(
                "save the client registration for " + place.server(),
                SCOPE,
                TABLE,
                place.id(),
                handle -> {
                    VaultOwners.Held held = owners.lockOrCreate(handle, INSTALLATION);
                    handle.createUpdate(TABLE.delete()).bind("id", place.id()).execute();
                    insert(handle, held, place, registration);
                    owners.store(handle, held);
                    RegistrationLeases.saved(handle, place);
                    return true;
                });
    }

    @Override
    public void delete(String server, String issuer, String clientId) {
        owners.inTransaction(
                "delete the client registration for " + server,
                SCOPE,
                handle -> {
                    owners.lock(handle, INSTALLATION)
                            .ifPresent(
                                    owner ->
                                            delete(
                                                    handle,
                                                    owner,
                                                    client(server, issuer, clientId)));
                    return true;
                });
    }

    @Override
    public Optional<String> leaseRegistration(
            String server, String issuer, String redirectUri, Duration duration) {
        return leases.begin(new RegistrationPlace(server, issuer, redirectUri), duration);
    }

    @Override
    public void endRegistrationLease(
            String server, String issuer, String redirectUri, String lease) {
        leases.end(new RegistrationPlace(server, issuer, redirectUri), lease);
    }

    /** The first that opens: a row that was altered must not hide the one it looks like. */
    private Optional<ClientRegistration> find(String server, String sql, Map<String, String> keys) {
        String what = "read the client registration for " + server;
        List<Stored> found =
                owners.read(
                        what,
                        SCOPE,
                        handle ->
                                handle.createQuery(sql)
                                        .bind("owner", INSTALLATION)
                                        .bindMap(keys)
                                        .map((row, context) -> stored(row))
                                        .list());
        return owners.answered(
                what, () -> found.stream().flatMap(it -> opened(it).stream()).findFirst());
    }

    private void delete(Handle handle, VaultOwners.Owner owner, Map<String, String> client) {
        List<String> ids =
                handle.createQuery(IDS_OF_CLIENT)
                        .bind("owner", owner.id())
                        .bindMap(client)
                        .mapTo(String.class)
                        .list();
        for (String id : ids) {
            handle.createUpdate(TABLE.delete()).bind("id", id).execute();
        }
        owners.removeFromBox(handle, owner, TABLE.sqlName(), ids);
    }

    private static void insert(
            Handle handle,
            VaultOwners.Held held,
            RegistrationPlace place,
            ClientRegistration registration) {
        Strongbox box = held.box();
        SealedRow row =
                box.put(
                        TABLE.sqlName(),
                        place.id(),
                        place.server(),
                        place.issuer(),
                        TABLE.facts(texts(registration)));
        TABLE.bind(handle.createUpdate(INSERT), row)
                .bind("owner", held.id())
                .bind(SECRET, box.seal(row, SECRET, orNone(registration.clientSecret())))
                .bind(TOKEN, box.seal(row, TOKEN, orNone(registration.registrationToken())))
                .bind("secret_expires_at", VaultTimes.stored(registration.secretExpiresAt()))
                .execute();
    }

    private static Map<String, String> texts(ClientRegistration registration) {
        return Map.of(
                "redirect_uri", registration.redirectUri(),
                "client_id", registration.clientId(),
                "client_authentication", registration.authentication().name(),
                "registration_uri", registration.registrationUri());
    }

    private Optional<ClientRegistration> opened(Stored stored) {
        return owners.open(stored.owner()).flatMap(box -> opened(stored, box));
    }

    /** All or nothing: a client without the secret it was registered with is of no use. */
    private Optional<ClientRegistration> opened(Stored stored, Strongbox box) {
        Optional<Secret> secret = opened(stored, box, SECRET, stored.clientSecret());
        if (secret.isEmpty()) {
            return Optional.empty();
        }
        return opened(stored, box, TOKEN, stored.registrationToken())
                .map(token -> registration(stored, secret.get(), token));
    }

    private Optional<Secret> opened(Stored stored, Strongbox box, String column, String sealed) {
        return owners.open(stored.owner(), box, stored.row(), column, sealed);
    }

    private static ClientRegistration registration(Stored stored, Secret secret, Secret token) {
        SealedRow row = stored.row();
        return new ClientRegistration(
                row.server(),
                row.issuer(),
                TABLE.fact(row, "redirect_uri"),
                TABLE.fact(row, "client_id"),
                ClientAuthentication.valueOf(TABLE.fact(row, "client_authentication")),
                given(secret),
                stored.secretExpiresAt(),
                TABLE.fact(row, "registration_uri"),
                given(token));
    }

    private static Secret orNone(@Nullable Secret secret) {
        return secret == null ? NONE : Secret.of(GIVEN + secret.reveal());
    }

    private static @Nullable Secret given(Secret sealed) {
        return sealed.equals(NONE) ? null : Secret.of(sealed.reveal().substring(GIVEN.length()));
    }

    private static Map<String, String> client(String server, String issuer, String clientId) {
        return Map.of("server", server, "issuer", issuer, "client_id", clientId);
    }

    private static Stored stored(ResultSet row) throws SQLException {
        return new Stored(
                VaultOwners.owner(row),
                TABLE.row(row),
                sealed(row, SECRET),
                sealed(row, TOKEN),
                VaultTimes.instant(row, "secret_expires_at"));
    }

    /** Nothing at all, which the table does not allow, has no seal either. */
    private static String sealed(ResultSet row, String column) throws SQLException {
        return Objects.requireNonNullElse(row.getString(column), "");
    }
}
