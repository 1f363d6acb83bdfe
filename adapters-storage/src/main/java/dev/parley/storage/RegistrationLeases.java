package dev.parley.storage;

import java.time.Duration;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Who of all threads and processes may register at an authorization server, and until when by the
 * database's clock. There may be no registration yet, so leases are rows of their own: of two who
 * insert the same, the second finds the first one's at the next attempt. Safe for use by many
 * threads.
 */
final class RegistrationLeases {

    private static final String CLEAR =
            "DELETE FROM registration_lease WHERE id = :id AND lease_until <= CURRENT_TIMESTAMP";

    private static final String BEGIN =
            """
            INSERT INTO registration_lease (id, lease, lease_until)
            SELECT CAST(:id AS VARCHAR(43)), CAST(:lease AS VARCHAR(32)),
                CURRENT_TIMESTAMP + CAST(:seconds AS DOUBLE PRECISION) * INTERVAL '1' SECOND
            WHERE NOT EXISTS (SELECT 1 FROM registration_lease WHERE id = :id)
            """;

    private static final String END =
            "DELETE FROM registration_lease WHERE id = :id AND lease = :lease";

    private static final String SAVED = "DELETE FROM registration_lease WHERE id = :id";

    private final VaultOwners owners;

    RegistrationLeases(VaultOwners owners) {
        this.owners = owners;
    }

    /** See {@link dev.parley.token.ClientRegistrationStore#leaseRegistration}. */
    Optional<String> begin(RegistrationPlace place, Duration duration) {
        String lease = owners.newId();
        boolean begun =
                owners.inTransaction(
                        "lease the client registration for " + place.server(),
                        Scope.ALL,
                        handle -> begin(handle, place.id(), lease, duration));
        return begun ? Optional.of(lease) : Optional.empty();
    }

    /** See {@link dev.parley.token.ClientRegistrationStore#endRegistrationLease}. */
    void end(RegistrationPlace place, String lease) {
        owners.inTransaction(
                "end the lease of the client registration for " + place.server(),
                Scope.ALL,
                handle ->
                        handle.createUpdate(END)
                                .bind("id", place.id())
                                .bind("lease", lease)
                                .execute());
    }

    /** Ends the lease, whoever has it: what it was for is done. */
    static void saved(Handle handle, RegistrationPlace place) {
        handle.createUpdate(SAVED).bind("id", place.id()).execute();
    }

    private static boolean begin(Handle handle, String id, String lease, Duration duration) {
        handle.createUpdate(CLEAR).bind("id", id).execute();
        return handle.createUpdate(BEGIN)
                        .bind("id", id)
                        .bind("lease", lease)
                        .bind("seconds", duration.toNanos() / 1e9)
                        .execute()
                > 0;
    }
}
