package dev.parley.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.token.Principal;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link AccountStore} does; each implementation's test says how to make one. */
@Timeout(60)
public interface AccountStoreContract {

    Principal ANN = new Principal("https://id.example", "ann", "Ann");
    Principal BOB = new Principal("https://id.example", "bob", "Bob");
    Instant NOW = Instant.parse("2026-11-01T10:00:00.456Z");

    /** The store under test, empty; the same one during one test. */
    AccountStore accounts();

    @Test
    default void findsNobodyInAnEmptyStore() {
        assertThat(accounts().find(ANN)).isEmpty();
        assertThat(accounts().list(10)).isEmpty();
        assertThat(accounts().disable(ANN, true)).isFalse();
    }

    @Test
    default void findsWhoHasSignedIn() {
        Account account = accounts().signedIn(new SignedIn(ANN, Set.of("acme", "beta")), NOW);

        assertThat(account).isEqualTo(new Account(ANN, Set.of("acme", "beta"), false, NOW));
        assertThat(accounts().find(ANN)).contains(account);
        assertThat(accounts().find(BOB)).isEmpty();
    }

    @Test
    default void theSameSubjectAtAnotherIssuerIsSomebodyElse() {
        accounts().signedIn(new SignedIn(ANN, Set.of()), NOW);

        assertThat(accounts().find(new Principal("https://other.example", "ann", "Ann"))).isEmpty();
    }

    @Test
    default void aLaterSignInTakesTheNameAndTheOrganizationsOfThen() {
        accounts().signedIn(new SignedIn(ANN, Set.of("acme", "beta")), NOW);
        Principal renamed = new Principal("https://id.example", "ann", "Ann Lee");

        accounts().signedIn(new SignedIn(renamed, Set.of("beta")), NOW.plusSeconds(5));

        assertThat(accounts().find(ANN))
                .contains(new Account(renamed, Set.of("beta"), false, NOW.plusSeconds(5)));
        assertThat(accounts().list(10)).hasSize(1);
    }

    @Test
    default void keepsOrganizationsOfAnyName() {
        Set<String> odd = Set.of("two words", "a,b", "{}", "\"'\\", "é\uD83D\uDE00", "line\nbreak");

        accounts().signedIn(new SignedIn(ANN, odd), NOW);

        assertThat(accounts().find(ANN).orElseThrow().organizations()).isEqualTo(odd);
    }

    @Test
    default void whoIsKeptOutStaysSoWhenTheySignIn() {
        accounts().signedIn(new SignedIn(ANN, Set.of()), NOW);
        accounts().signedIn(new SignedIn(BOB, Set.of()), NOW);

        assertThat(accounts().disable(ANN, true)).isTrue();

        Account again = accounts().signedIn(new SignedIn(ANN, Set.of()), NOW.plusSeconds(5));
        assertThat(again.disabled()).isTrue();
        assertThat(accounts().find(ANN)).contains(again);
        assertThat(accounts().find(BOB).orElseThrow().disabled()).isFalse();
    }

    @Test
    default void s09SaysWhichOfManyAreKeptOut() {
        accounts().signedIn(new SignedIn(ANN, Set.of()), NOW);
        accounts().signedIn(new SignedIn(BOB, Set.of()), NOW);
        Principal nobody = new Principal("https://id.example", "nobody", "Nobody");
        Principal renamed = new Principal("https://id.example", "ann", "Ann Lee");
        assertThat(accounts().disabled(List.of(ANN, BOB, nobody))).isEmpty();

        accounts().disable(ANN, true);

        assertThat(accounts().disabled(List.of(ANN, BOB, nobody))).containsExactly(ANN);
        assertThat(accounts().disabled(List.of(renamed))).containsExactly(renamed);
        assertThat(accounts().disabled(List.of(BOB))).isEmpty();
        assertThat(accounts().disabled(List.of())).isEmpty();
    }

    @Test
    default void whoWasKeptOutIsLetInAgain() {
        Account account = accounts().signedIn(new SignedIn(ANN, Set.of("acme")), NOW);
        accounts().disable(ANN, true);

        assertThat(accounts().disable(ANN, false)).isTrue();

        assertThat(accounts().find(ANN)).contains(account);
    }

    @Test
    default void listsWhoSignedInLastFirst() {
        for (int i = 0; i < 5; i++) {
            Principal principal = new Principal("https://id.example", "user" + i, "User");
            accounts().signedIn(new SignedIn(principal, Set.of("acme")), NOW.plusSeconds(i));
        }
        accounts()
                .signedIn(
                        new SignedIn(
                                new Principal("https://id.example", "user1", "User"), Set.of()),
                        NOW.plusSeconds(9));

        assertThat(accounts().list(3))
                .extracting(it -> it.principal().subject())
                .containsExactly("user1", "user4", "user3");
    }

    @Test
    default void whoSignsInManyTimesAtOnceHasOneAccount() throws Exception {
        Callable<Account> signIn =
                () -> accounts().signedIn(new SignedIn(ANN, Set.of("acme")), NOW);

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Account> answer : threads.invokeAll(Collections.nCopies(32, signIn))) {
                assertThat(answer.get().principal()).isEqualTo(ANN);
            }
        }

        assertThat(accounts().list(10)).hasSize(1);
    }
}
