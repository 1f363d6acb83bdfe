package dev.parley.storage;

import dev.parley.token.PendingAuthorization;
import dev.parley.token.PendingAuthorizationStore;
import dev.parley.token.Principal;
import dev.parley.token.Secret;
import dev.parley.token.TokenStoreException;
import dev.parley.vault.SealedRow;
import dev.parley.vault.Vault;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Begun authorizations kept in the database, their verifiers sealed by the vault, found by a hash
 * of the state, which the seals vouch for: no other one opens for it. One that was taken and put
 * back is not in its owner's register and stays taken. Safe for use by many threads and several
 * processes.
 */
public final class JdbiPendingAuthorizationStore implements PendingAuthorizationStore {

    private static final SealedTable TABLE = SealedTable.PENDING_AUTHORIZATION;
    private static final String VERIFIER = "verifier";

    private static final String OWNER_OF =
            """
            SELECT o.owner
            FROM pending_authorization p JOIN vault_owner o ON o.id = p.owner_id
            WHERE p.state_hash = :state
            """;

    private static final String FIND =
            """
            SELECT id, server, issuer, version, verifier, created_at, %s
            FROM pending_authorization
            WHERE state_hash = :state AND owner_id = :owner
            """
                    .formatted(String.join(", ", TABLE.bound()));

    private static final String TAKEN =
            "SELECT COUNT(*) FROM pending_authorization WHERE state_hash = :state";

    private static final String NEWEST_FIRST =
            """
            SELECT id, created_at FROM pending_authorization
            WHERE owner_id = :owner
            ORDER BY created_at DESC, id
            """;

    private static final String INSERT =
            """
            INSERT INTO pending_authorization (id, owner_id, state_hash, owner_name, server, issuer,
                                               version, verifier, redirect_uri, created_at, scopes,
                                               answer_names_issuer, client_id,
                                               client_authentication, token_endpoint,
                                               revocation_endpoint, resource)
            VALUES (:id, :owner, :state_hash, :owner_name, :server, :issuer,
                    :version, :verifier, :redirect_uri, :created_at, :scopes,
                    :answer_names_issuer, :client_id,
                    :client_authentication, :token_endpoint,
                    :revocation_endpoint, :resource)
            """;

    /** What is looked at to forget the oldest. */
    private record Age(String id, Instant createdAt) {}

    private record Stored(SealedRow row, String verifier, Instant createdAt) {}

    private final VaultOwners owners;
    private final InstantSource clock;

    /**
     * A store in {@code database}.
     *
     * @param clock tells what has expired; the clocks of all replicas should agree to the minute
     */
    public JdbiPendingAuthorizationStore(Database database, Vault vault, InstantSource clock) {
        this.owners = new VaultOwners(database, vault);
        this.clock = clock;
    }

    @Override
    public void save(Secret state, PendingAuthorization pending) {
        String hash = state.hash();
        boolean saved;
        try {
            saved =
                    owners.inTransaction(
                            "save the authorization begun for " + pending.server(),
                            Scope.of(pending.principal()),
                            handle -> save(handle, hash, pending));
        } catch (TokenStoreException e) {
            if (!VaultOwners.keyTaken(e)) {
                throw e;
            }
            saved = false;
        }
        if (!saved) {
            throw new IllegalArgumentException("the state is in use");
        }
    }

    @Override
    public Optional<PendingAuthorization> take(Secret state) {
        String hash = state.hash();
        String what = "take a begun authorization";
        Optional<String> owner =
                owners.read(
                        what,
                        Scope.ALL,
                        handle ->
                                handle.createQuery(OWNER_OF)
                                        .bind("state", hash)
                                        .mapTo(String.class)
                                        .findOne());
        return owner.flatMap(
                name ->
                        owners.inTransaction(
                                what, new Scope.Owner(name), handle -> take(handle, name, hash)));
    }

    private boolean save(Handle handle, String hash, PendingAuthorization pending) {
        VaultOwners.Held held = owners.lockOrCreate(handle, pending.principal().key());
        if (handle.createQuery(TAKEN).bind("state", hash).mapTo(Integer.class).one() > 0) {
            return false;
        }
        makeRoom(handle, held);
        SealedRow row =
                held.box()
                        .put(
                                TABLE.sqlName(),
                                owners.newId(),
                                pending.server(),
                                pending.source().issuer(),
                                TABLE.facts(texts(hash, pending)));
        TABLE.bind(handle.createUpdate(INSERT), row)
                .bind("owner", held.id())
                .bind(VERIFIER, held.box().seal(row, VERIFIER, pending.verifier()))
                .bind("created_at", VaultTimes.stored(pending.createdAt()))
                .execute();
        owners.store(handle, held);
        return true;
    }

    private static Map<String, String> texts(String hash, PendingAuthorization pending) {
        Map<String, String> texts = GrantColumns.texts(pending.source(), pending.scopes());
        texts.put("state_hash", hash);
        texts.put("redirect_uri", pending.redirectUri());
        texts.put("owner_name", pending.principal().displayName());
        texts.put("answer_names_issuer", Boolean.toString(pending.answerNamesIssuer()));
        return texts;
    }

    /** Deletes what has expired, and the oldest until one more may come. */
    private void makeRoom(Handle handle, VaultOwners.Held held) {
        Instant dead = clock.instant().minus(PendingAuthorization.LIFE_MAX);
        List<Age> ages =
                handle.createQuery(NEWEST_FIRST)
                        .bind("owner", held.id())
                        .map(
                                (row, context) ->
                                        new Age(
                                                row.getString("id"),
                                                VaultTimes.instant(row, "created_at")))
                        .list();
        for (int i = 0; i < ages.size(); i++) {
            if (i >= PENDING_MAX - 1 || !ages.get(i).createdAt().isAfter(dead)) {
                handle.createUpdate(TABLE.delete()).bind("id", ages.get(i).id()).execute();
                held.box().remove(TABLE.sqlName(), ages.get(i).id());
            }
        }
    }

    /** Of all who take the same, the first to have the owner's lock finds the row. */
    private Optional<PendingAuthorization> take(Handle handle, String name, String hash) {
        Optional<VaultOwners.Owner> owner = owners.lock(handle, name);
        if (owner.isEmpty()) {
            return Optional.empty();
        }
        Optional<Stored> found =
                handle.createQuery(FIND)
                        .bind("state", hash)
                        .bind("owner", owner.get().id())
                        .map((row, context) -> stored(row))
                        .findOne();
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Stored stored = found.get();
        Optional<Secret> verifier =
                owners.open(owner.get())
                        .flatMap(
                                box ->
                                        owners.open(
                                                owner.get(),
                                                box,
                                                stored.row(),
                                                VERIFIER,
                                                stored.verifier()));
        handle.createUpdate(TABLE.delete()).bind("id", stored.row().id()).execute();
        owners.removeFromBox(handle, owner.get(), TABLE.sqlName(), stored.row().id());
        return verifier.map(secret -> pending(name, stored, secret))
                .filter(it -> !it.expired(clock.instant()));
    }

    private static PendingAuthorization pending(String owner, Stored stored, Secret verifier) {
        SealedRow row = stored.row();
        int space = owner.indexOf(' ');
        return new PendingAuthorization(
                new Principal(
                        owner.substring(0, space),
                        owner.substring(space + 1),
                        TABLE.fact(row, "owner_name")),
                row.server(),
                GrantColumns.source(TABLE, row),
                Boolean.parseBoolean(TABLE.fact(row, "answer_names_issuer")),
                verifier,
                TABLE.fact(row, "redirect_uri"),
                GrantColumns.scopes(TABLE, row),
                stored.createdAt());
    }

    private static Stored stored(ResultSet row) throws SQLException {
        return new Stored(
                TABLE.row(row), row.getString(VERIFIER), VaultTimes.instant(row, "created_at"));
    }
}
