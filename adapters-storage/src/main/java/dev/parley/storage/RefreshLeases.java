package dev.parley.storage;

import dev.parley.token.Principal;
import java.time.Duration;
import java.util.Optional;

/**
 * Who of all threads and processes may refresh a grant, and until when by the database's clock. A
 * lease is one update of one row, which waits for nobody but another change of that row: it neither
 * locks the owner nor opens anything. Safe for use by many threads.
 */
final class RefreshLeases {

    private static final String OWNER_ID = "(SELECT id FROM vault_owner WHERE owner = :owner)";

    private static final String BEGIN =
            """
            UPDATE oauth_grant
            SET refresh_lease = :lease,
                refresh_lease_until =
                    CURRENT_TIMESTAMP + CAST(:seconds AS DOUBLE PRECISION) * INTERVAL '1' SECOND
            WHERE owner_id = %s AND server = :server AND version = :version
                AND (refresh_lease_until IS NULL OR refresh_lease_until <= CURRENT_TIMESTAMP)
            """
                    .formatted(OWNER_ID);

    private static final String END =
            """
            UPDATE oauth_grant
            SET refresh_lease = NULL, refresh_lease_until = NULL
            WHERE owner_id = %s AND server = :server AND refresh_lease = :lease
            """
                    .formatted(OWNER_ID);

    private final VaultOwners owners;

    RefreshLeases(VaultOwners owners) {
        this.owners = owners;
    }

    /** See {@link dev.parley.token.TokenStore#leaseRefresh}. */
    Optional<String> begin(Principal principal, String server, long version, Duration duration) {
        String lease = owners.newId();
        boolean begun =
                owners.inTransaction(
                        "lease the refresh of the grant at " + server,
                        Scope.of(principal),
                        handle ->
                                handle.createUpdate(BEGIN)
                                                .bind("lease", lease)
                                                .bind("seconds", duration.toNanos() / 1e9)
                                                .bind("owner", principal.key())
                                                .bind("server", server)
                                                .bind("version", version)
                                                .execute()
                                        > 0);
        return begun ? Optional.of(lease) : Optional.empty();
    }

    /** See {@link dev.parley.token.TokenStore#endRefreshLease}. */
    void end(Principal principal, String server, String lease) {
        owners.inTransaction(
                "end the lease for the grant at " + server,
                Scope.of(principal),
                handle ->
                        handle.createUpdate(END)
                                .bind("owner", principal.key())
                                .bind("server", server)
                                .bind("lease", lease)
                                .execute());
    }
}
