package dev.parley.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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

    /** The store under test, empty; the same one during one test. */
    TokenStore store();

    @Test
    default void findsNothingInAnEmptyStore() {
        assertThat(store().find(ANN, "files")).isEmpty();
    }

    @Test
    default void findsWhatWasSaved() {
        Grant saved = grant("files", "one");

        store().save(ANN, saved);

        assertThat(store().find(ANN, "files")).contains(saved);
    }

    @Test
    default void keepsAGrantWithoutScopesAndEnd() {
        Grant saved =
                new Grant(
                        "files", "https://as.example", Secret.of("access"), Set.of(), Instant.MAX);

        store().save(ANN, saved);

        assertThat(store().find(ANN, "files")).contains(saved);
    }

    @Test
    default void keepsAnyToken() {
        Secret token = Secret.of("é ' \" \\ \n \0 \uD83D\uDE00 " + "x".repeat(20_000));
        Grant saved = new Grant("files", "https://as.example", token, Set.of(), Instant.MAX);

        store().save(ANN, saved, token);

        assertThat(store().find(ANN, "files")).contains(saved);
        assertThat(store().refreshToken(ANN, "files")).contains(token);
    }

    @Test
    default void theRefreshTokenIsThatOfTheGrant() {
        store().save(ANN, grant("files", "one"), Secret.of("refresh-one"));
        store().save(ANN, grant("mail", "two"), Secret.of("refresh-two"));
        store().save(BOB, grant("files", "three"));

        assertThat(store().refreshToken(ANN, "files")).contains(Secret.of("refresh-one"));
        assertThat(store().refreshToken(ANN, "mail")).contains(Secret.of("refresh-two"));
        assertThat(store().refreshToken(BOB, "files")).isEmpty();
        assertThat(store().refreshToken(BOB, "mail")).isEmpty();
    }

    @Test
    default void savingAgainReplacesTheRefreshToken() {
        store().save(ANN, grant("files", "one"), Secret.of("refresh-one"));

        store().save(ANN, grant("files", "two"), Secret.of("refresh-two"));

        assertThat(store().refreshToken(ANN, "files")).contains(Secret.of("refresh-two"));
    }

    @Test
    default void savingWithoutARefreshTokenForgetsTheEarlierOne() {
        store().save(ANN, grant("files", "one"), Secret.of("refresh-one"));

        store().save(ANN, grant("files", "two"));

        assertThat(store().refreshToken(ANN, "files")).isEmpty();
    }

    @Test
    default void anotherIssuersGrantReplacesTheGrant() {
        Grant moved =
                new Grant(
                        "files",
                        "https://other.example",
                        Secret.of("access-two"),
                        Set.of("read"),
                        Instant.MAX);
        store().save(ANN, grant("files", "one"), Secret.of("refresh-one"));

        store().save(ANN, moved);

        assertThat(store().find(ANN, "files")).contains(moved);
        assertThat(store().refreshToken(ANN, "files")).isEmpty();
    }

    @Test
    default void aGrantIsThatOfOnePrincipalAtOneServer() {
        Grant files = grant("files", "one");
        Grant mail = grant("mail", "two");
        Grant bobs = grant("files", "three");

        store().save(ANN, files);
        store().save(ANN, mail);
        store().save(BOB, bobs);

        assertThat(store().find(ANN, "files")).contains(files);
        assertThat(store().find(ANN, "mail")).contains(mail);
        assertThat(store().find(BOB, "files")).contains(bobs);
        assertThat(store().find(BOB, "mail")).isEmpty();
    }

    @Test
    default void theDisplayNameIsNoPartOfThePrincipalsIdentity() {
        Grant saved = grant("files", "one");
        store().save(ANN, saved);

        Principal renamed = new Principal(ANN.issuer(), ANN.subject(), "Ann Smith");

        assertThat(store().find(renamed, "files")).contains(saved);
    }

    @Test
    default void savingAgainReplacesTheGrant() {
        Grant second = grant("files", "two");
        store().save(ANN, grant("files", "one"));

        store().save(ANN, second);

        assertThat(store().find(ANN, "files")).contains(second);
    }

    @Test
    default void deleteForgetsTheGrantAndNoOther() {
        Grant mail = grant("mail", "two");
        Grant bobs = grant("files", "three");
        store().save(ANN, grant("files", "one"), Secret.of("refresh-one"));
        store().save(ANN, mail);
        store().save(BOB, bobs);

        store().delete(ANN, "files");

        assertThat(store().find(ANN, "files")).isEmpty();
        assertThat(store().refreshToken(ANN, "files")).isEmpty();
        assertThat(store().find(ANN, "mail")).contains(mail);
        assertThat(store().find(BOB, "files")).contains(bobs);
    }

    @Test
    default void whatWasDeletedCanBeSavedAnew() {
        Grant second = grant("files", "two");
        store().save(ANN, grant("files", "one"));
        store().delete(ANN, "files");

        store().save(ANN, second);

        assertThat(store().find(ANN, "files")).contains(second);
    }

    @Test
    default void deleteAllForgetsOnePrincipal() {
        Grant bobs = grant("files", "three");
        store().save(ANN, grant("files", "one"), Secret.of("refresh-one"));
        store().save(ANN, grant("mail", "two"));
        store().save(BOB, bobs);

        store().deleteAll(ANN);
        store().deleteAll(ANN);

        assertThat(store().find(ANN, "files")).isEmpty();
        assertThat(store().refreshToken(ANN, "files")).isEmpty();
        assertThat(store().find(ANN, "mail")).isEmpty();
        assertThat(store().find(BOB, "files")).contains(bobs);
    }

    @Test
    default void aForgottenPrincipalMayComeBack() {
        Grant second = grant("files", "two");
        store().save(ANN, grant("files", "one"));
        store().deleteAll(ANN);

        store().save(ANN, second, Secret.of("refresh-two"));

        assertThat(store().find(ANN, "files")).contains(second);
        assertThat(store().refreshToken(ANN, "files")).contains(Secret.of("refresh-two"));
    }

    @Test
    default void deletingNothingDoesNothing() {
        store().delete(ANN, "files");

        assertThat(store().find(ANN, "files")).isEmpty();
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

        assertThat(grants).contains(store().find(ANN, "files").orElseThrow());
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
            assertThat(store().find(ANN, grant.server())).contains(grant);
            assertThat(store().refreshToken(ANN, grant.server()))
                    .contains(Secret.of("refresh-" + grant.server()));
        }
    }

    private static Grant grant(String server, String token) {
        return new Grant(
                server,
                "https://as.example",
                Secret.of("access-" + token),
                Set.of("read", "write"),
                Instant.parse("2026-11-01T10:00:00.456Z"));
    }
}
