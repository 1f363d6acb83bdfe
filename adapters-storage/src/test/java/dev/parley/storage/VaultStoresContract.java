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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

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
        database()
                .<Integer>inTransaction(
                        Scope.ALL,
                        handle ->
                                handle.execute("DELETE FROM vault_owner")
                                        + handle.execute("DELETE FROM registration_lease"));
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
                        Scope.ALL,
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

    @Test
    default void l11OfAllReplicasOneMayRegister() throws Exception {
        List<ClientRegistrationStore> replicas =
                List.of(registrations(), new JdbiClientRegistrationStore(secondDatabase(), VAULT));
        List<Callable<Optional<String>>> asking =
                IntStream.range(0, 40)
                        .<Callable<Optional<String>>>mapToObj(
                                i -> () -> lease(replicas.get(i % 2), Duration.ofMinutes(1)))
                        .toList();

        List<String> leases = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Optional<String>> asked : threads.invokeAll(asking)) {
                asked.get().ifPresent(leases::add);
            }
        }

        assertThat(leases).hasSize(1);
        assertThat(replicas).allMatch(it -> lease(it, Duration.ofMinutes(1)).isEmpty());
    }

    @Test
    default void l11ARegistrationLeaseEndsByTheDatabasesClock() {
        Duration brief = Duration.ofMillis(300);
        String first = lease(registrations(), brief).orElseThrow();

        letPass(brief);

        Optional<String> second = lease(registrations(), Duration.ofMinutes(1));
        assertThat(second).isPresent().get().isNotEqualTo(first);
        registrations()
                .endRegistrationLease(
                        "files",
                        ClientRegistrationStoreContract.ISSUER,
                        ClientRegistrationStoreContract.WEB,
                        first);
        assertThat(lease(registrations(), Duration.ofMinutes(1))).isEmpty();
    }

    private static Optional<String> lease(ClientRegistrationStore store, Duration duration) {
        return store.leaseRegistration(
                "files",
                ClientRegistrationStoreContract.ISSUER,
                ClientRegistrationStoreContract.WEB,
                duration);
    }
}
