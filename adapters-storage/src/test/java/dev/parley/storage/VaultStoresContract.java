package dev.parley.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.token.ClientRegistrationStore;
import dev.parley.token.ClientRegistrationStoreContract;
import dev.parley.token.PendingAuthorizationStore;
import dev.parley.token.PendingAuthorizationStoreContract;
import dev.parley.token.Principal;
import dev.parley.token.TokenStore;
import dev.parley.token.TokenStoreContract;
import dev.parley.vault.TestKeys;
import dev.parley.vault.Vault;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;

/** The contracts of the three stores that keep secrets, on any database. */
interface VaultStoresContract
        extends TokenStoreContract,
                ClientRegistrationStoreContract,
                PendingAuthorizationStoreContract {

    Principal ANN = TokenStoreContract.ANN;
    Principal BOB = TokenStoreContract.BOB;

    Vault VAULT = TestKeys.vault(TestKeys.entry("k1"));

    /** Opened once per class: that takes longer than all tests together. */
    Database database();

    /** The same database as another replica has it open; the same one where there is no other. */
    Database secondDatabase();

    @BeforeEach
    default void empty() {
        database().<Integer>inTransaction(handle -> handle.execute("DELETE FROM vault_owner"));
    }

    @Override
    default TokenStore store() {
        return new JdbiTokenStore(database(), VAULT);
    }

    @Override
    default TokenStore secondStore() {
        return new JdbiTokenStore(secondDatabase(), VAULT);
    }

    @Override
    default void letPass(Duration duration) {
        Instant end = databaseTime().plus(duration);
        long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (databaseTime().isBefore(end)) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            LockSupport.parkNanos(1_000_000);
        }
    }

    private Instant databaseTime() {
        return database()
                .read(
                        handle ->
                                handle.select("SELECT CURRENT_TIMESTAMP")
                                        .mapTo(OffsetDateTime.class)
                                        .one())
                .toInstant();
    }

    @Override
    default ClientRegistrationStore registrations() {
        return new JdbiClientRegistrationStore(database(), VAULT);
    }

    @Override
    default PendingAuthorizationStore pending() {
        return new JdbiPendingAuthorizationStore(database(), VAULT, clock());
    }
}
