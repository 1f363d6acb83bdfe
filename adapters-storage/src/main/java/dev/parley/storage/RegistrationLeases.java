package dev.parley.storage;

import java.time.Duration;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;

/**
 * Who of all threads and processes may register at an authorization server, and until when by the
 * database's clock. Leases are taken under the lock of the owner of all registrations, as there may
 * be no row yet to lock. Safe for use by many threads.
 */
final class RegistrationLeases {

    private static final String KEY =
            " WHERE server = :server AND issuer = :issuer AND redirect_uri = :redirectUri ";

    private static final String CLEAR =
            "DELETE FROM registration_lease WHERE lease_until <= CURRENT_TIMESTAMP";

    private static final String BEGIN =
            """
            INSERT INTO registration_lease (owner_id, server, issuer, redirect_uri, lease, lease_until)
            SELECT id, CAST(:server AS VARCHAR(255)), CAST(:issuer AS VARCHAR(2048)),
                CAST(:redirectUri AS VARCHAR(255)), CAST(:lease AS VARCHAR(32)),
                CURRENT_TIMESTAMP + CAST(:seconds AS DOUBLE PRECISION) * INTERVAL '1' SECOND
            FROM vault_owner
            WHERE owner = :owner AND NOT EXISTS (SELECT 1 FROM registration_lease\
            """
                    + KEY
                    + ")";

    private static final String END = "DELETE FROM registration_lease" + KEY;

    private final VaultOwners owners;

    RegistrationLeases(VaultOwners owners) {
        this.owners = owners;
    }

    /** See {@link dev.parley.token.ClientRegistrationStore#leaseRegistration}. */
    Optional<String> begin(String server, String issuer, String redirectUri, Duration duration) {
        String lease = owners.newId();
        boolean begun =
                owners.inTransaction(
                        "lease the client registration for " + server,
                        handle -> {
                            String owner = JdbiClientRegistrationStore.INSTALLATION;
                            owners.lockOrCreate(handle, owner);
                            handle.execute(CLEAR);
                            return keyed(handle, BEGIN, server, issuer, redirectUri)
                                            .bind("owner", owner)
                                            .bind("lease", lease)
                                            .bind("seconds", duration.toNanos() / 1e9)
                                            .execute()
                                    > 0;
                        });
        return begun ? Optional.of(lease) : Optional.empty();
    }

    /** See {@link dev.parley.token.ClientRegistrationStore#endRegistrationLease}. */
    void end(String server, String issuer, String redirectUri, String lease) {
        owners.inTransaction(
                "end the lease for the client registration for " + server,
                handle ->
                        keyed(handle, END + "AND lease = :lease", server, issuer, redirectUri)
                                .bind("lease", lease)
                                .execute());
    }

    /** Whoever holds it: what it was for is done. */
    static void end(Handle handle, String server, String issuer, String redirectUri) {
        keyed(handle, END, server, issuer, redirectUri).execute();
    }

    private static Update keyed(
            Handle handle, String sql, String server, String issuer, String redirectUri) {
        return handle.createUpdate(sql)
                .bind("server", server)
                .bind("issuer", issuer)
                .bind("redirectUri", redirectUri);
    }
}
