package dev.parley.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link TokenStore} does; each implementation's test says how to make one. */
@Timeout(60)
public interface TokenStoreContract {

    Principal ANN = new Principal("https://id.example", "ann", "Ann");
    Principal BOB = new Principal("https://id.example", "bob", "Bob");

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
