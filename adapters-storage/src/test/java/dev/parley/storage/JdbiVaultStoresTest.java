package dev.parley.storage;

import dev.parley.token.ClientRegistrationStore;
import dev.parley.token.ClientRegistrationStoreContract;
import dev.parley.token.PendingAuthorizationStore;
import dev.parley.token.PendingAuthorizationStoreContract;
import dev.parley.token.TokenStore;
import dev.parley.token.TokenStoreContract;
import dev.parley.vault.TestKeys;
import dev.parley.vault.Vault;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The stores over the vault on H2. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class JdbiVaultStoresTest {

    private final Vault vault = TestKeys.vault(TestKeys.entry("k1"));
    @TempDir private static Path folder;
    private static Database database;

    @BeforeAll
    static void open() {
        database = Database.open(DatabaseConfig.in(folder));
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @BeforeEach
    void empty() {
        database.<Integer>inTransaction(handle -> handle.execute("DELETE FROM vault_owner"));
    }

    @Nested
    final class Tokens implements TokenStoreContract {
        @Override
        public TokenStore store() {
            return new JdbiTokenStore(database, vault);
        }
    }

    @Nested
    final class Registrations implements ClientRegistrationStoreContract {
        @Override
        public ClientRegistrationStore registrations() {
            return new JdbiClientRegistrationStore(database, vault);
        }
    }

    @Nested
    final class Pending implements PendingAuthorizationStoreContract {

        private final SettableClock clock = new SettableClock();

        @Override
        public PendingAuthorizationStore pending() {
            return new JdbiPendingAuthorizationStore(database, vault, clock);
        }

        @Override
        public SettableClock clock() {
            return clock;
        }
    }
}
