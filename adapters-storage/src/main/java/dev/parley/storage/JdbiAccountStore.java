package dev.parley.storage;

import dev.parley.access.AccessStoreException;
import dev.parley.access.Account;
import dev.parley.access.AccountStore;
import dev.parley.access.SignedIn;
import dev.parley.token.Memberships;
import dev.parley.token.Principal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * Accounts kept in the database. A principal belongs to the organizations of their last sign-in,
 * and to none while they are kept out. Safe for use by many threads and several processes.
 */
public final class JdbiAccountStore implements AccountStore, Memberships {

    private static final String COLUMNS =
            "owner, owner_name, organizations, disabled, signed_in_at";

    private static final String FIND = "SELECT " + COLUMNS + " FROM account WHERE owner = :owner";

    private static final String LIST =
            "SELECT " + COLUMNS + " FROM account ORDER BY signed_in_at DESC, owner LIMIT :limit";

    private static final String UPDATE =
            """
            UPDATE account
            SET owner_name = :ownerName, organizations = :organizations, signed_in_at = :signedInAt
            WHERE owner = :owner
            """;

    private static final String INSERT =
            """
            INSERT INTO account (owner, owner_name, organizations, disabled, signed_in_at)
            VALUES (:owner, :ownerName, :organizations, FALSE, :signedInAt)
            """;

    private static final String DISABLED =
            "SELECT owner FROM account WHERE owner = ANY(:owners) AND disabled";

    private static final String DISABLE =
            "UPDATE account SET disabled = :disabled WHERE owner = :owner";

    private final PortDatabase database;

    public JdbiAccountStore(Database database) {
        this.database = new PortDatabase(database, AccessStoreException::new);
    }

    @Override
    public Account signedIn(SignedIn who, Instant now) {
        return database.inTransactionAgain(
                "save an account",
                Scope.of(who.principal()),
                handle -> {
                    if (!write(handle, UPDATE, who, now)) {
                        write(handle, INSERT, who, now);
                    }
                    boolean disabled =
                            find(handle, who.principal()).stream().anyMatch(Account::disabled);
                    return new Account(who.principal(), who.organizations(), disabled, now);
                });
    }

    @Override
    public Optional<Account> find(Principal principal) {
        return database.read(
                "read an account", Scope.of(principal), handle -> find(handle, principal));
    }

    @Override
    public List<Account> list(int max) {
        return database.read(
                "list accounts",
                Scope.ALL,
                handle ->
                        handle.createQuery(LIST)
                                .bind("limit", max)
                                .map((row, context) -> account(row))
                                .list());
    }

    @Override
    public Set<Principal> disabled(Collection<Principal> principals) {
        if (principals.isEmpty()) {
            return Set.of();
        }
        List<String> owners = principals.stream().map(Principal::key).distinct().toList();
        Set<String> disabled =
                database.read(
                        "look for disabled accounts",
                        Scope.ALL,
                        handle ->
                                handle.createQuery(DISABLED)
                                        .bindArray("owners", String.class, owners)
                                        .mapTo(String.class)
                                        .set());
        return principals.stream()
                .filter(it -> disabled.contains(it.key()))
                .collect(Collectors.toSet());
    }

    @Override
    public boolean disable(Principal principal, boolean disabled) {
        return database.inTransaction(
                "change an account",
                Scope.of(principal),
                handle ->
                        handle.createUpdate(DISABLE)
                                        .bind("disabled", disabled)
                                        .bind("owner", principal.key())
                                        .execute()
                                == 1);
    }

    @Override
    public Set<String> organizations(Principal principal) {
        return find(principal)
                .filter(it -> !it.disabled())
                .map(Account::organizations)
                .orElse(Set.of());
    }

    private static boolean write(Handle handle, String sql, SignedIn who, Instant now) {
        return handle.createUpdate(sql)
                        .bind("owner", who.principal().key())
                        .bind("ownerName", MessageRows.withoutNul(who.principal().displayName()))
                        .bindArray("organizations", String.class, who.organizations())
                        .bind("signedInAt", now.atOffset(ZoneOffset.UTC))
                        .execute()
                == 1;
    }

    private static Optional<Account> find(Handle handle, Principal principal) {
        return handle.createQuery(FIND)
                .bind("owner", principal.key())
                .map((row, context) -> account(row))
                .findOne();
    }

    private static Account account(ResultSet row) throws SQLException {
        Object[] organizations = (Object[]) row.getArray("organizations").getArray();
        return new Account(
                PortDatabase.owner(row),
                Arrays.stream(organizations).map(Object::toString).collect(Collectors.toSet()),
                row.getBoolean("disabled"),
                VaultTimes.instant(row, "signed_in_at"));
    }
}
