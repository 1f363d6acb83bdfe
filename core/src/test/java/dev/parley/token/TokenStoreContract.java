package dev.parley.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link TokenStore} does; each implementation's test says how to make one. */
@Timeout(60)
public interface TokenStoreContract {

    Principal ANN = new Principal("https://id.example", "ann", "Ann");
    Principal BOB = new Principal("https://id.example", "bob", "Bob");

    /** Longer than any test takes. */
    Duration LEASE_LONG = Duration.ofMinutes(10);

    int REPLACE_ROUNDS = 200;

    GrantSource SOURCE = source("https://as.example");
    GrantSource OTHER_SOURCE = source("https://other.example");

    /** Where the tokens of tests come from. */
    static GrantSource source(String issuer) {
        return new GrantSource(
                issuer,
                "client-1",
                ClientAuthentication.POST,
                issuer + "/token",
                issuer + "/revoke",
                "https://files.example/mcp");
    }

    /** The store under test, empty; the same one during one test. */
    TokenStore store();

    /** Another store that keeps its grants in the same place, as another replica's does. */
    TokenStore secondStore();

    /** Returns when so much time, at most a second, has passed on the store's clock. */
    void letPass(Duration duration);

    @Test
    default void findsNothingInAnEmptyStore() {
        assertThat(found(ANN, "files")).isEmpty();
    }

    @Test
    default void findsWhatWasSaved() {
        Grant saved = grant("files", "one");

        store().save(ANN, saved);

        assertThat(found(ANN, "files")).contains(saved);
    }

    @Test
    default void keepsAGrantWithoutScopesAndEnd() {
        Grant saved = new Grant("files", SOURCE, Secret.of("access"), Set.of(), Instant.MAX);

        store().save(ANN, saved);

        assertThat(found(ANN, "files")).contains(saved);
    }

    @Test
    default void keepsAnyToken() {
        Secret token = Secret.of("é ' \" \\ \n \0 \uD83D\uDE00 " + "x".repeat(20_000));
        Grant saved = new Grant("files", SOURCE, token, Set.of(), Instant.MAX);

        store().save(ANN, saved, token);

        assertThat(found(ANN, "files")).contains(saved);
        assertThat(refreshToken(ANN, "files")).contains(token);
    }

    @Test
    default void theRefreshTokenIsThatOfTheGrant() {
        store().save(ANN, grant("files", "one"), Secret.of("refresh-one"));
        store().save(ANN, grant("mail", "two"), Secret.of("refresh-two"));
        store().save(BOB, grant("files", "three"));

        assertThat(refreshToken(ANN, "files")).contains(Secret.of("refresh-one"));
        assertThat(refreshToken(ANN, "mail")).contains(Secret.of("refresh-two"));
        assertThat(refreshToken(BOB, "files")).isEmpty();
        assertThat(refreshToken(BOB, "mail")).isEmpty();
    }

    @Test
    default void savingAgainReplacesTheRefreshToken() {
        store().save(ANN, grant("files", "one"), Secret.of("refresh-one"));

        store().save(ANN, grant("files", "two"), Secret.of("refresh-two"));

        assertThat(refreshToken(ANN, "files")).contains(Secret.of("refresh-two"));
    }

    @Test
    default void savingWithoutARefreshTokenForgetsTheEarlierOne() {
        store().save(ANN, grant("files", "one"), Secret.of("refresh-one"));

        store().save(ANN, grant("files", "two"));

        assertThat(refreshToken(ANN, "files")).isEmpty();
    }

    @Test
    default void anotherIssuersGrantReplacesTheGrant() {
        Grant moved =
                new Grant(
                        "files",
                        OTHER_SOURCE,
                        Secret.of("access-two"),
                        Set.of("read"),
                        Instant.MAX);
        store().save(ANN, grant("files", "one"), Secret.of("refresh-one"));

        store().save(ANN, moved);

        assertThat(found(ANN, "files")).contains(moved);
        assertThat(refreshToken(ANN, "files")).isEmpty();
    }

    @Test
    default void aGrantIsThatOfOnePrincipalAtOneServer() {
        Grant files = grant("files", "one");
        Grant mail = grant("mail", "two");
        Grant bobs = grant("files", "three");

        store().save(ANN, files);
        store().save(ANN, mail);
        store().save(BOB, bobs);

        assertThat(found(ANN, "files")).contains(files);
        assertThat(found(ANN, "mail")).contains(mail);
        assertThat(found(BOB, "files")).contains(bobs);
        assertThat(found(BOB, "mail")).isEmpty();
    }

    @Test
    default void theDisplayNameIsNoPartOfThePrincipalsIdentity() {
        Grant saved = grant("files", "one");
        store().save(ANN, saved);

        Principal renamed = new Principal(ANN.issuer(), ANN.subject(), "Ann Smith");

        assertThat(found(renamed, "files")).contains(saved);
    }

    @Test
    default void savingAgainReplacesTheGrant() {
        Grant second = grant("files", "two");
        store().save(ANN, grant("files", "one"));

        store().save(ANN, second);

        assertThat(found(ANN, "files")).contains(second);
    }

    @Test
    default void deleteForgetsTheGrantAndNoOther() {
        Grant mail = grant("mail", "two");
        Grant bobs = grant("files", "three");
        store().save(ANN, grant("files", "one"), Secret.of("refresh-one"));
        store().save(ANN, mail);
        store().save(BOB, bobs);

        store().delete(ANN, "files");

        assertThat(found(ANN, "files")).isEmpty();
        assertThat(refreshToken(ANN, "files")).isEmpty();
        assertThat(found(ANN, "mail")).contains(mail);
        assertThat(found(BOB, "files")).contains(bobs);
    }

    @Test
    default void whatWasDeletedCanBeSavedAnew() {
        Grant second = grant("files", "two");
        store().save(ANN, grant("files", "one"));
        store().delete(ANN, "files");

        store().save(ANN, second);

        assertThat(found(ANN, "files")).contains(second);
    }

    @Test
    default void deleteAllForgetsOnePrincipal() {
        Grant bobs = grant("files", "three");
        store().save(ANN, grant("files", "one"), Secret.of("refresh-one"));
        store().save(ANN, grant("mail", "two"));
        store().save(BOB, bobs);

        store().deleteAll(ANN);
        store().deleteAll(ANN);

        assertThat(found(ANN, "files")).isEmpty();
        assertThat(refreshToken(ANN, "files")).isEmpty();
        assertThat(found(ANN, "mail")).isEmpty();
        assertThat(found(BOB, "files")).contains(bobs);
    }

    @Test
    default void aForgottenPrincipalMayComeBack() {
        Grant second = grant("files", "two");
        store().save(ANN, grant("files", "one"));
        store().deleteAll(ANN);

        store().save(ANN, second, Secret.of("refresh-two"));

        assertThat(found(ANN, "files")).contains(second);
        assertThat(refreshToken(ANN, "files")).contains(Secret.of("refresh-two"));
    }

    @Test
    default void deletingNothingDoesNothing() {
        store().delete(ANN, "files");

        assertThat(found(ANN, "files")).isEmpty();
    }

    @Test
    default void concurrentSavesLeaveOneOfThem() throws Exception {
        List<Grant> grants =
                IntStream.range(0, 32).mapToObj(i -> grant("files", "token" + i)).toList();
        List<Callable<Void>> saves = new ArrayList<>();
        for (Grant grant : grants) {
            saves.add(
                    () -> {
                        store().save(ANN, grant);
                        return null;
                    });
        }

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Void> saved : threads.invokeAll(saves)) {
                saved.get();
            }
        }

        assertThat(grants).contains(found(ANN, "files").orElseThrow());
    }

    @Test
    default void concurrentSavesForDifferentServersAllStay() throws Exception {
        List<Grant> grants =
                IntStream.range(0, 32).mapToObj(i -> grant("server" + i, "token" + i)).toList();
        List<Callable<Void>> saves = new ArrayList<>();
        for (Grant grant : grants) {
            saves.add(
                    () -> {
                        store().save(ANN, grant, Secret.of("refresh-" + grant.server()));
                        return null;
                    });
        }

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Void> saved : threads.invokeAll(saves)) {
                saved.get();
            }
        }

        for (Grant grant : grants) {
            assertThat(found(ANN, grant.server())).contains(grant);
            assertThat(refreshToken(ANN, grant.server()))
                    .contains(Secret.of("refresh-" + grant.server()));
        }
    }

    @Test
    default void keepsAnySource() {
        for (ClientAuthentication authentication : ClientAuthentication.values()) {
            GrantSource source =
                    new GrantSource(
                            "https://as.example",
                            "client of " + authentication,
                            authentication,
                            "https://as.example/token?tenant=é",
                            "",
                            "");
            Grant saved = new Grant("files", source, Secret.of("a"), Set.of("b", "a"), Instant.MAX);

            store().save(ANN, saved);

            assertThat(found(ANN, "files")).contains(saved);
        }
    }

    @Test
    default void everySaveGivesAnotherVersion() {
        List<Long> versions = new ArrayList<>();
        List<Runnable> saves =
                List.of(
                        () -> store().save(ANN, grant("files", "one")),
                        () -> store().save(ANN, grant("files", "one")),
                        () -> replace(versions.getLast(), "two"),
                        () -> {
                            store().delete(ANN, "files");
                            store().save(ANN, grant("files", "one"));
                        },
                        () -> {
                            store().deleteAll(ANN);
                            store().save(ANN, grant("files", "one"));
                        });

        for (Runnable save : saves) {
            save.run();
            versions.add(version(ANN, "files"));
        }

        assertThat(versions).doesNotHaveDuplicates();
    }

    @Test
    default void readingAndOtherGrantsLeaveTheVersion() {
        store().save(ANN, grant("files", "one"), Secret.of("refresh-one"));
        long version = version(ANN, "files");

        store().refreshToken(ANN, "files", version);
        store().save(ANN, grant("mail", "two"));
        store().delete(ANN, "mail");

        assertThat(version(ANN, "files")).isEqualTo(version);
    }

    @Test
    default void theRefreshTokenOfAnotherVersionIsNotGiven() {
        store().save(ANN, grant("files", "one"), Secret.of("refresh-one"));
        long first = version(ANN, "files");
        store().save(ANN, grant("files", "two"), Secret.of("refresh-two"));

        assertThat(store().refreshToken(ANN, "files", first)).isEmpty();
        assertThat(store().refreshToken(ANN, "files", version(ANN, "files")))
                .contains(Secret.of("refresh-two"));
    }

    @Test
    default void replacesTheVersionThatWasRefreshed() {
        store().save(ANN, grant("files", "one"), Secret.of("refresh-one"));

        assertThat(replace(version(ANN, "files"), "two")).isTrue();

        assertThat(found(ANN, "files")).contains(grant("files", "two"));
        assertThat(refreshToken(ANN, "files")).contains(Secret.of("refresh-two"));
    }

    @Test
    default void replacingAnotherVersionChangesNothing() {
        store().save(ANN, grant("files", "one"), Secret.of("refresh-one"));
        long first = version(ANN, "files");
        store().save(ANN, grant("files", "two"), Secret.of("refresh-two"));

        assertThat(replace(first, "three")).isFalse();

        assertThat(found(ANN, "files")).contains(grant("files", "two"));
        assertThat(refreshToken(ANN, "files")).contains(Secret.of("refresh-two"));
    }

    @Test
    default void whatWasDeletedOrForgottenIsNotReplaced() {
        store().save(ANN, grant("files", "one"), Secret.of("refresh-one"));
        store().save(ANN, grant("mail", "mail"));
        long version = version(ANN, "files");
        store().delete(ANN, "files");
        assertThat(replace(version, "two")).isFalse();
        store().deleteAll(ANN);
        assertThat(replace(version, "two")).isFalse();

        // Nor is what she connected since, however often she connected before.
        store().save(ANN, grant("files", "anew"));

        assertThat(replace(version, "two")).isFalse();
        assertThat(found(ANN, "files")).contains(grant("files", "anew"));
    }

    @Test
    default void ofTwoWhoReplaceTheSameVersionOneDoes() throws Exception {
        CyclicBarrier together = new CyclicBarrier(2);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < REPLACE_ROUNDS; i++) {
                store().save(ANN, grant("files", "old" + i), Secret.of("refresh-old"));
                long version = version(ANN, "files");
                List<Callable<Boolean>> racers = new ArrayList<>();
                for (TokenStore store : List.of(store(), secondStore())) {
                    Grant grant = grant("files", "new" + racers.size());
                    Secret refresh = Secret.of("refresh-new" + racers.size());
                    racers.add(
                            () -> {
                                together.await(5, TimeUnit.SECONDS);
                                return store.replace(ANN, version, grant, refresh);
                            });
                }

                List<Future<Boolean>> won = threads.invokeAll(racers);

                assertThat(won.get(0).get()).as("round %s", i).isNotEqualTo(won.get(1).get());
                int winner = won.get(0).get() ? 0 : 1;
                assertThat(found(ANN, "files")).contains(grant("files", "new" + winner));
                assertThat(refreshToken(ANN, "files")).contains(Secret.of("refresh-new" + winner));
            }
        }
    }

    @Test
    default void deletesTheVersionThatWasRefused() {
        store().save(ANN, grant("files", "one"), Secret.of("refresh-one"));
        store().save(ANN, grant("mail", "two"));

        assertThat(store().delete(ANN, "files", version(ANN, "files"))).isTrue();

        assertThat(found(ANN, "files")).isEmpty();
        assertThat(found(ANN, "mail")).isPresent();
    }

    @Test
    default void deletingAnotherVersionChangesNothing() {
        store().save(ANN, grant("files", "one"));
        long first = version(ANN, "files");
        store().save(ANN, grant("files", "two"), Secret.of("refresh-two"));

        assertThat(store().delete(ANN, "files", first)).isFalse();
        assertThat(store().delete(ANN, "mail", first)).isFalse();
        assertThat(store().delete(BOB, "files", first)).isFalse();

        assertThat(found(ANN, "files")).contains(grant("files", "two"));
        assertThat(refreshToken(ANN, "files")).contains(Secret.of("refresh-two"));
    }

    @Test
    default void ofManyWhoAskForALeaseOneGetsIt() throws Exception {
        store().save(ANN, grant("files", "one"), Secret.of("refresh-one"));
        long version = version(ANN, "files");
        List<Callable<Optional<String>>> asks = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            TokenStore store = i % 2 == 0 ? store() : secondStore();
            asks.add(() -> store.leaseRefresh(ANN, "files", version, LEASE_LONG));
        }

        int leases = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Optional<String>> answer : threads.invokeAll(asks)) {
                leases += answer.get().isPresent() ? 1 : 0;
            }
        }

        assertThat(leases).isEqualTo(1);
        assertThat(secondStore().leaseRefresh(ANN, "files", version, LEASE_LONG)).isEmpty();
    }

    @Test
    default void aLeaseIsForOneGrant() {
        for (Principal principal : List.of(ANN, BOB)) {
            store().save(principal, grant("files", "one"));
            store().save(principal, grant("mail", "two"));
        }

        for (Principal principal : List.of(ANN, BOB)) {
            assertThat(lease(principal, "files")).isPresent();
            assertThat(lease(principal, "mail")).isPresent();
        }
        assertThat(lease(ANN, "calendar")).isEmpty();
    }

    @Test
    default void aLeaseChangesNothingOfTheGrant() {
        store().save(ANN, grant("files", "one"), Secret.of("refresh-one"));
        Optional<StoredGrant> before = store().find(ANN, "files");

        String lease = lease(ANN, "files").orElseThrow();
        assertThat(store().find(ANN, "files")).isEqualTo(before);
        assertThat(refreshToken(ANN, "files")).contains(Secret.of("refresh-one"));

        store().endRefreshLease(ANN, "files", lease);
        assertThat(store().find(ANN, "files")).isEqualTo(before);
    }

    @Test
    default void aLeaseEndsByTime() {
        store().save(ANN, grant("files", "one"));
        long version = version(ANN, "files");
        String first =
                store().leaseRefresh(ANN, "files", version, Duration.ofMillis(200)).orElseThrow();

        letPass(Duration.ofMillis(200));
        Optional<String> second = secondStore().leaseRefresh(ANN, "files", version, LEASE_LONG);

        assertThat(second).isPresent().isNotEqualTo(Optional.of(first));
        // Who had it before is too late to end it.
        store().endRefreshLease(ANN, "files", first);
        assertThat(store().leaseRefresh(ANN, "files", version, LEASE_LONG)).isEmpty();
    }

    @Test
    default void aLeaseOfAnotherVersionIsNotGiven() {
        store().save(ANN, grant("files", "one"));
        long first = version(ANN, "files");
        store().save(ANN, grant("files", "two"));

        assertThat(store().leaseRefresh(ANN, "files", first, LEASE_LONG)).isEmpty();
        assertThat(lease(ANN, "files")).isPresent();
    }

    @Test
    default void onlyItsHolderEndsALease() {
        store().save(ANN, grant("files", "one"));
        store().save(BOB, grant("files", "two"));
        String lease = lease(ANN, "files").orElseThrow();
        String bobs = lease(BOB, "files").orElseThrow();

        store().endRefreshLease(ANN, "files", bobs);
        store().endRefreshLease(ANN, "files", "");
        store().endRefreshLease(BOB, "files", lease);
        store().endRefreshLease(ANN, "mail", lease);
        assertThat(lease(ANN, "files")).isEmpty();
        assertThat(lease(BOB, "files")).isEmpty();

        store().endRefreshLease(ANN, "files", lease);
        assertThat(lease(ANN, "files")).isPresent().isNotEqualTo(Optional.of(lease));
    }

    @Test
    default void savingEndsTheLease() {
        store().save(ANN, grant("files", "one"), Secret.of("refresh-one"));
        assertThat(lease(ANN, "files")).isPresent();
        assertThat(replace(version(ANN, "files"), "two")).isTrue();
        assertThat(lease(ANN, "files")).isPresent();

        store().save(ANN, grant("files", "three"));

        assertThat(lease(ANN, "files")).isPresent();
    }

    private Optional<String> lease(Principal principal, String server) {
        long version = store().find(principal, server).map(StoredGrant::version).orElse(0L);
        return store().leaseRefresh(principal, server, version, LEASE_LONG);
    }

    private long version(Principal principal, String server) {
        return store().find(principal, server).orElseThrow().version();
    }

    private boolean replace(long version, String token) {
        return store().replace(ANN, version, grant("files", token), Secret.of("refresh-" + token));
    }

    private Optional<Grant> found(Principal principal, String server) {
        return store().find(principal, server).map(StoredGrant::grant);
    }

    private Optional<Secret> refreshToken(Principal principal, String server) {
        return store().find(principal, server)
                .flatMap(it -> store().refreshToken(principal, server, it.version()));
    }

    private static Grant grant(String server, String token) {
        return new Grant(
                server,
                SOURCE,
                Secret.of("access-" + token),
                Set.of("read", "write"),
                Instant.parse("2026-11-01T10:00:00.456Z"));
    }
}
