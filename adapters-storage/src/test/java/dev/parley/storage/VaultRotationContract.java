package dev.parley.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.token.Grant;
import dev.parley.token.PendingAuthorization;
import dev.parley.token.PendingAuthorizationStore;
import dev.parley.token.Principal;
import dev.parley.token.Secret;
import dev.parley.token.StoredGrant;
import dev.parley.token.TokenStore;
import dev.parley.token.TokenStoreContract;
import dev.parley.token.VaultStatus;
import dev.parley.token.VaultStatus.Use;
import dev.parley.vault.TestKeys;
import dev.parley.vault.Vault;
import java.io.BufferedReader;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Changing the master key while all goes on, on any database. */
@Timeout(60)
abstract class VaultRotationContract {

    private static final String SERVER = "files";
    private static final Instant NOW = Instant.parse("2026-11-01T10:00:00Z");
    private static final Duration LEASE = Duration.ofMinutes(10);

    final String k1 = TestKeys.entry("k1");
    final String k2 = TestKeys.entry("k2");

    private Database database;

    /** Opens the database of this test; a second one for another replica where that can be. */
    abstract Database open();

    /** What {@link ChildJvm} calls this database. */
    abstract String where();

    @BeforeEach
    void openDatabase() {
        database = open();
        database.<Integer>inTransaction(
                Scope.ALL, handle -> handle.execute("DELETE FROM vault_owner"));
    }

    @AfterEach
    void closeDatabase() {
        database.close();
    }

    @Test
    void v03StatusCountsValuesByKey() {
        save(tokens(k1), 3);

        assertThat(rotation(k1).status())
                .isEqualTo(new VaultStatus(List.of(new VaultStatus.Key("k1", Use.PRIMARY, 9))));
        assertThat(rotation(k2, k1).status().keys())
                .containsExactly(
                        new VaultStatus.Key("k2", Use.PRIMARY, 0),
                        new VaultStatus.Key("k1", Use.DECRYPTS, 9));
        assertThat(rotation(k2, k1).status().settled()).isFalse();
        assertThat(rotation(k2).status().keys())
                .containsExactly(
                        new VaultStatus.Key("k2", Use.PRIMARY, 0),
                        new VaultStatus.Key("k1", Use.MISSING, 9));
        assertThat(rotation(TestKeys.entry("k1")).status().keys())
                .containsExactly(new VaultStatus.Key("k1", Use.MISSING, 9));
    }

    @Test
    void v03StatusShowsValuesWithoutASeal() {
        save(tokens(k1), 1);
        sql("UPDATE oauth_grant SET access_token = 'plain'");

        assertThat(rotation(k1).status().keys())
                .containsExactly(
                        new VaultStatus.Key("k1", Use.PRIMARY, 2),
                        new VaultStatus.Key("?", Use.MISSING, 1));
    }

    @Test
    void v03AfterARotationTheOldKeyIsNotNeeded() {
        save(tokens(k1), 250);

        VaultStatus status = rotation(k2, k1).run();

        assertThat(status.keys())
                .containsExactly(
                        new VaultStatus.Key("k2", Use.PRIMARY, 750),
                        new VaultStatus.Key("k1", Use.DECRYPTS, 0));
        assertThat(status.settled()).isTrue();
        assertThat(sqlValue("SELECT COUNT(*) FROM vault_owner WHERE key_id = 'k1'")).isZero();
        assertThat(
                        sqlValue(
                                """
                                SELECT COUNT(*) FROM oauth_grant
                                WHERE access_token LIKE 'pv1:k1:%' OR refresh_token LIKE 'pv1:k1:%'
                                """))
                .isZero();
        assertAllThere(tokens(k2), 250);
    }

    @Test
    void v03EveryOwnerGetsAFreshDataKey() {
        save(tokens(k1), 2);
        List<String> before = dataKeys();

        rotation(k2, k1).run();

        assertThat(dataKeys()).hasSize(2).doesNotContainAnyElementsOf(before);
    }

    @Test
    void v03ARotationWithNothingToDoChangesNothing() {
        save(tokens(k1), 2);
        List<String> before = dataKeys();

        rotation(k1).run();

        assertThat(dataKeys()).isEqualTo(before);
    }

    @Test
    void v03WhatWasSavedDuringTheRotationIsThereInTheEnd() throws Exception {
        save(tokens(k1), 100);
        JdbiTokenStore notYet = tokens(k1, k2);
        JdbiTokenStore already = tokens(k2, k1);

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            // Two replicas at once.
            all.add(threads.submit(() -> rotation(k2, k1).run()));
            all.add(threads.submit(() -> rotation(k2, k1).run()));
            for (int i = 0; i < 100; i += 2) {
                Principal one = user(i);
                Principal other = user(i + 1);
                all.add(threads.submit(() -> notYet.save(one, grant("renewed" + one.subject()))));
                all.add(threads.submit(() -> already.save(other, grant("x"), Secret.of("y"))));
            }
            for (Future<?> one : all) {
                one.get(20, TimeUnit.SECONDS);
            }
        }
        rotation(k2, k1).run();

        JdbiTokenStore after = tokens(k2);
        for (int i = 0; i < 100; i += 2) {
            assertThat(found(after, user(i))).contains(grant("renewed" + i));
            assertThat(refreshToken(after, user(i))).isEmpty();
            assertThat(refreshToken(after, user(i + 1))).contains(Secret.of("y"));
        }
    }

    @Test
    void v03f38ARefreshUnderWayOutlivesARotation() {
        save(tokens(k1), 1);
        JdbiTokenStore notYet = tokens(k1, k2);
        StoredGrant before = notYet.find(user(0), SERVER).orElseThrow();
        assertThat(notYet.leaseRefresh(user(0), SERVER, before.version(), LEASE)).isPresent();

        assertThat(rotation(k2, k1).run().settled()).isTrue();

        assertThat(notYet.find(user(0), SERVER)).contains(before);
        assertThat(notYet.leaseRefresh(user(0), SERVER, before.version(), LEASE)).isEmpty();
        assertThat(notYet.refreshToken(user(0), SERVER, before.version()))
                .contains(Secret.of("refresh0"));
        assertThat(
                        notYet.replace(
                                user(0),
                                before.version(),
                                grant("renewed"),
                                Secret.of("renewed-refresh")))
                .isTrue();
        assertThat(found(tokens(k2), user(0))).contains(grant("renewed"));
        assertThat(refreshToken(tokens(k2), user(0))).contains(Secret.of("renewed-refresh"));
    }

    @Test
    void v03f38EveryRefreshDuringRotationsIsSavedOnce() throws Exception {
        int users = 100;
        save(tokens(k1), users);
        JdbiTokenStore notYet = tokens(k1, k2);
        JdbiTokenStore already = tokens(k2, k1);

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> rotations = new ArrayList<>();
            List<Future<Boolean>> refreshes = new ArrayList<>();
            rotations.add(threads.submit(() -> rotation(k2, k1).run()));
            rotations.add(threads.submit(() -> rotation(k2, k1).run()));
            for (int i = 0; i < users; i++) {
                int number = i;
                JdbiTokenStore store = i % 2 == 0 ? notYet : already;
                refreshes.add(threads.submit(() -> refreshed(store, number)));
                refreshes.add(threads.submit(() -> refreshed(store, number)));
            }
            for (Future<?> rotation : rotations) {
                rotation.get(20, TimeUnit.SECONDS);
            }
            for (int i = 0; i < refreshes.size(); i += 2) {
                assertThat(refreshes.get(i).get(20, TimeUnit.SECONDS))
                        .isNotEqualTo(refreshes.get(i + 1).get(20, TimeUnit.SECONDS));
            }
        }

        rotation(k2, k1).run();
        for (int i = 0; i < users; i++) {
            assertThat(found(tokens(k2), user(i))).contains(grant("renewed" + i));
            assertThat(refreshToken(tokens(k2), user(i))).contains(Secret.of("renewed" + i));
        }
    }

    /** Does what who refreshes does; false when another does it, or has. */
    private static boolean refreshed(JdbiTokenStore store, int user) {
        StoredGrant stored = store.find(user(user), SERVER).orElseThrow();
        if (!stored.grant().equals(grant("token" + user))) {
            return false;
        }
        Optional<String> lease = store.leaseRefresh(user(user), SERVER, stored.version(), LEASE);
        if (lease.isEmpty()) {
            return false;
        }
        assertThat(store.refreshToken(user(user), SERVER, stored.version()))
                .contains(Secret.of("refresh" + user));
        assertThat(
                        store.replace(
                                user(user),
                                stored.version(),
                                grant("renewed" + user),
                                Secret.of("renewed" + user)))
                .isTrue();
        return true;
    }

    @Test
    void v03OwnersWhoseKeyIsMissingStayAsTheyAre() {
        String k3 = TestKeys.entry("k3");
        save(tokens(k1), 1);
        tokens(k3).save(user(7), grant("seven"));

        VaultStatus status = rotation(k2, k1).run();

        assertThat(status.keys())
                .containsExactly(
                        new VaultStatus.Key("k2", Use.PRIMARY, 3),
                        new VaultStatus.Key("k1", Use.DECRYPTS, 0),
                        new VaultStatus.Key("k3", Use.MISSING, 2));
        assertThat(found(tokens(k3), user(7))).contains(grant("seven"));
    }

    @Test
    void v11ARotationDoesNotBlessWhatWasPutBack() {
        save(tokens(k1), 2);
        sql("UPDATE oauth_grant SET version = 9 WHERE access_token = ?", accessToken(0));

        VaultStatus status;
        try (AuditLog audit = AuditLog.open()) {
            status = rotation(k2, k1).run();
            assertThat(audit.lines())
                    .containsExactly(
                            "vault.rollback principal=https://id.example 0 server=files",
                            "vault.dropped what=oauth_grant principal=https://id.example 0"
                                    + " server=files");
        }

        assertThat(status.settled()).isTrue();
        assertThat(tokens(k2).find(user(0), SERVER)).isEmpty();
        assertThat(found(tokens(k2), user(1))).contains(grant("token1"));
    }

    @Test
    void v11AGrantThatWasParkedDuringARotationDoesNotComeBack() {
        save(tokens(k1), 1);
        sql("CREATE TABLE parked AS SELECT * FROM oauth_grant");
        try (AuditLog audit = AuditLog.open()) {
            sql("DELETE FROM oauth_grant");
            rotation(k2, k1).run();
            sql("INSERT INTO oauth_grant SELECT * FROM parked");

            assertThat(tokens(k2, k1).find(user(0), SERVER)).isEmpty();

            assertThat(audit.lines())
                    .containsExactly("vault.rollback principal=https://id.example 0 server=files");
        } finally {
            sql("DROP TABLE parked");
        }
        save(tokens(k2), 1);
        assertAllThere(tokens(k2), 1);
    }

    @Test
    void v03AnAuthorizationUnderWayOutlivesARotation() {
        PendingAuthorization begun =
                new PendingAuthorization(
                        user(0),
                        SERVER,
                        TokenStoreContract.SOURCE,
                        true,
                        Secret.of("verifier"),
                        "http://localhost/cb",
                        Set.of("read"),
                        NOW);
        pending(k1).save(Secret.of("state"), begun);

        rotation(k2, k1).run();

        assertThat(pending(k2).take(Secret.of("state"))).contains(begun);
    }

    @Test
    void v03KilledInTheMiddleItGoesOnWhereItWas() throws Exception {
        int users = 500;
        save(tokens(k1), users);
        database.close();

        Process rotating = ChildJvm.start(RotatingProgram.class, where(), k2 + "," + k1);
        try (BufferedReader lines = rotating.inputReader()) {
            assertThat(lines.readLine()).isEqualTo("midway");
        } finally {
            rotating.destroyForcibly();
        }
        assertThat(rotating.waitFor(5, TimeUnit.SECONDS)).isTrue();

        database = open();
        VaultStatus killed = rotation(k2, k1).status();
        assertThat(killed.keys()).hasSize(2).allMatch(key -> key.values() > 0);
        assertThat(killed.keys().stream().mapToLong(VaultStatus.Key::values).sum())
                .isEqualTo(3L * users);
        assertAllThere(tokens(k2, k1), users);
        assertThat(rotation(k2, k1).run().settled()).isTrue();
        assertAllThere(tokens(k2), users);
    }

    final Database database() {
        return database;
    }

    static Vault vault(String... keys) {
        return TestKeys.vault(keys);
    }

    static Principal user(int number) {
        return new Principal("https://id.example", "" + number, "");
    }

    static Grant grant(String token) {
        return new Grant(
                SERVER, TokenStoreContract.SOURCE, Secret.of(token), Set.of("read"), Instant.MAX);
    }

    static Optional<Grant> found(TokenStore store, Principal principal) {
        return store.find(principal, SERVER).map(StoredGrant::grant);
    }

    static Optional<Secret> refreshToken(TokenStore store, Principal principal) {
        return store.find(principal, SERVER)
                .flatMap(it -> store.refreshToken(principal, SERVER, it.version()));
    }

    static void save(JdbiTokenStore store, int users) {
        try (ExecutorService threads = Executors.newFixedThreadPool(32)) {
            for (int i = 0; i < users; i++) {
                int number = i;
                threads.execute(
                        () ->
                                store.save(
                                        user(number),
                                        grant("token" + number),
                                        Secret.of("refresh" + number)));
            }
        }
    }

    static void assertAllThere(JdbiTokenStore store, int users) {
        for (int i = 0; i < users; i++) {
            assertThat(found(store, user(i))).contains(grant("token" + i));
            assertThat(refreshToken(store, user(i))).contains(Secret.of("refresh" + i));
        }
    }

    private JdbiTokenStore tokens(String... keys) {
        return new JdbiTokenStore(database, vault(keys));
    }

    private PendingAuthorizationStore pending(String... keys) {
        return new JdbiPendingAuthorizationStore(database, vault(keys), InstantSource.fixed(NOW));
    }

    private VaultRotation rotation(String... keys) {
        return new VaultRotation(database, vault(keys));
    }

    private String accessToken(int user) {
        return database.read(
                Scope.ALL,
                handle ->
                        handle.select(
                                        """
                                        SELECT g.access_token
                                        FROM oauth_grant g JOIN vault_owner o ON o.id = g.owner_id
                                        WHERE o.owner = ?
                                        """,
                                        user(user).key())
                                .mapTo(String.class)
                                .one());
    }

    private List<String> dataKeys() {
        return database.read(
                Scope.ALL,
                handle ->
                        handle.select("SELECT data_key_id FROM vault_owner ORDER BY owner")
                                .mapTo(String.class)
                                .list());
    }

    private long sqlValue(String sql) {
        return database.read(Scope.ALL, handle -> handle.select(sql).mapTo(Long.class).one());
    }

    private void sql(String sql, Object... arguments) {
        database.<Integer>inTransaction(Scope.ALL, handle -> handle.execute(sql, arguments));
    }
}
