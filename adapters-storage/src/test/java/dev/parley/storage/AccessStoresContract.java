package dev.parley.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.access.AccessStoreException;
import dev.parley.access.AccountStore;
import dev.parley.access.AccountStoreContract;
import dev.parley.access.ApiKey;
import dev.parley.access.ApiKeyStore;
import dev.parley.access.ApiKeyStoreContract;
import dev.parley.access.Session;
import dev.parley.access.SessionStore;
import dev.parley.access.SessionStoreContract;
import dev.parley.access.SignedIn;
import dev.parley.token.Principal;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contracts of the three stores of who comes in, on any database. */
interface AccessStoresContract
        extends AccountStoreContract, SessionStoreContract, ApiKeyStoreContract {

    Principal ANN = AccountStoreContract.ANN;
    Principal BOB = AccountStoreContract.BOB;
    Instant NOW = AccountStoreContract.NOW;

    /** Opened once per class: that takes longer than all tests together. */
    Database database();

    @BeforeEach
    default void empty() {
        database()
                .<Integer>inTransaction(
                        Scope.ALL,
                        handle ->
                                handle.execute("DELETE FROM account")
                                        + handle.execute("DELETE FROM session")
                                        + handle.execute("DELETE FROM api_key"));
    }

    @Override
    default AccountStore accounts() {
        return new JdbiAccountStore(database());
    }

    @Override
    default SessionStore sessions() {
        return new JdbiSessionStore(database());
    }

    @Override
    default ApiKeyStore keys() {
        return new JdbiApiKeyStore(database());
    }

    @Test
    default void anAccountsOrganizationsAreThoseOfItsLastSignIn() {
        JdbiAccountStore store = new JdbiAccountStore(database());
        store.signedIn(new SignedIn(ANN, Set.of("acme", "beta")), NOW);
        store.signedIn(new SignedIn(ANN, Set.of("beta")), NOW);

        assertThat(store.organizations(ANN)).containsExactly("beta");
        assertThat(store.organizations(BOB)).isEmpty();
    }

    @Test
    default void whoIsKeptOutBelongsNowhere() {
        JdbiAccountStore store = new JdbiAccountStore(database());
        store.signedIn(new SignedIn(ANN, Set.of("acme")), NOW);

        store.disable(ANN, true);

        assertThat(store.organizations(ANN)).isEmpty();
    }

    /** PostgreSQL's texts cannot hold the character zero. */
    @Test
    default void namesWithTheCharacterZeroAreKept() {
        Principal odd = new Principal("https://id.example", "ann", "A\0nn");
        accounts().signedIn(new SignedIn(odd, Set.of()), NOW);
        sessions().save(new Session("one", odd, "Fire\0fox", NOW, NOW));
        keys().save(odd, new ApiKey("one", "night\0ly", ApiKey.Scope.READ, NOW, Instant.MAX));

        assertThat(accounts().find(ANN).orElseThrow().principal().displayName())
                .isEqualTo("A\uFFFDnn");
        assertThat(sessions().find("one").orElseThrow().client()).isEqualTo("Fire\uFFFDfox");
        assertThat(keys().find("one").orElseThrow().key().name()).isEqualTo("night\uFFFDly");
    }

    @Test
    default void theLongestTextsAreKept() {
        Principal longest =
                new Principal("https://id.example/" + "i".repeat(1000), "s".repeat(1000), "Ann");
        String client = "\uD83D\uDE00".repeat(Session.CLIENT_LENGTH_MAX / 2);
        Session session = new Session("s".repeat(43), longest, client, NOW, NOW);
        String name = "é".repeat(ApiKey.NAME_LENGTH_MAX);
        ApiKey key = new ApiKey("k".repeat(43), name, ApiKey.Scope.CHAT, NOW, Instant.MAX);

        accounts().signedIn(new SignedIn(longest, Set.of("o".repeat(5000))), NOW);
        sessions().save(session);
        keys().save(longest, key);

        assertThat(accounts().find(longest)).isPresent();
        assertThat(sessions().list(longest)).containsExactly(session);
        assertThat(keys().list(longest)).containsExactly(key);
    }

    @Test
    default void aStoredScopeThatIsUnknownIsAFailureAndNoKey() {
        keys().save(ANN, new ApiKey("one", "nightly", ApiKey.Scope.READ, NOW, Instant.MAX));
        database()
                .<Integer>inTransaction(
                        Scope.ALL,
                        handle -> handle.execute("UPDATE api_key SET scope = 'EVERYTHING'"));

        assertThatThrownBy(() -> keys().find("one"))
                .isInstanceOf(AccessStoreException.class)
                .hasMessage("cannot read a key");
    }

    @Test
    default void aDatabaseThatFailsIsAnExceptionOfThePort() {
        Principal tooLong = new Principal("https://id.example", "s".repeat(3000), "Ann");

        assertThatThrownBy(() -> accounts().signedIn(new SignedIn(tooLong, Set.of()), NOW))
                .isInstanceOf(AccessStoreException.class);
        assertThatThrownBy(() -> sessions().save(new Session("one", tooLong, "", NOW, NOW)))
                .isInstanceOf(AccessStoreException.class);
        assertThatThrownBy(
                        () ->
                                keys().save(
                                                tooLong,
                                                new ApiKey(
                                                        "one",
                                                        "nightly",
                                                        ApiKey.Scope.READ,
                                                        NOW,
                                                        Instant.MAX)))
                .isInstanceOf(AccessStoreException.class);
    }
}
