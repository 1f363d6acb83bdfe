package dev.parley.storage;

import dev.parley.token.ClientRegistrationStore;
import dev.parley.token.ClientRegistrationStoreContract;
import dev.parley.token.PendingAuthorizationStore;
import dev.parley.token.PendingAuthorizationStoreContract;
import dev.parley.token.Principal;
import dev.parley.token.TokenStore;
import dev.parley.token.TokenStoreContract;
import dev.parley.vault.TestKeys;
import dev.parley.vault.Vault;
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

    @BeforeEach
    default void empty() {
        database().<Integer>inTransaction(handle -> handle.execute("DELETE FROM vault_owner"));
    }

    @Override
    default TokenStore store() {
        return new JdbiTokenStore(database(), VAULT);
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
