package dev.parley.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link PendingAuthorizationStore} does; each test says how to make one. */
@Timeout(60)
public interface PendingAuthorizationStoreContract {

    Principal ANN = new Principal("https://id.example", "ann", "Ann");
    Principal BOB = new Principal("https://id.example", "bob", "Bob");
    Instant NOW = Instant.parse("2026-11-01T10:00:00.456Z");

    /** The store under test, empty, on {@link #clock()}; the same one during one test. */
    PendingAuthorizationStore pending();

    /** The clock of the store, at {@link #NOW} when a test starts. */
    SettableClock clock();

    @Test
    default void givesWhatWasSavedForTheState() {
        PendingAuthorization saved = pending(ANN, "files", NOW);
        pending().save(Secret.of("state-a"), saved);
        pending().save(Secret.of("state-b"), pending(ANN, "mail", NOW));

        assertThat(pending().take(Secret.of("state-a"))).contains(saved);
    }

    @Test
    default void givesAllThatWasValidated() {
        for (ClientAuthentication authentication : ClientAuthentication.values()) {
            for (Set<String> scopes : List.of(Set.<String>of(), Set.of("write", "read"))) {
                GrantSource source =
                        new GrantSource(
                                "https://as.example",
                                "client of " + authentication,
                                authentication,
                                "https://as.example/token?tenant=é",
                                scopes.isEmpty() ? "" : "https://as.example/revoke",
                                scopes.isEmpty() ? "" : "https://files.example/mcp");
                PendingAuthorization saved =
                        new PendingAuthorization(
                                ANN,
                                // Empty for a sign-in that is for no server.
                                scopes.isEmpty() ? "" : "files",
                                source,
                                scopes.isEmpty(),
                                Secret.of("verifier"),
                                "http://localhost:8080/api/auth/callback",
                                scopes,
                                NOW);
                pending().save(Secret.of("state"), saved);

                assertThat(pending().take(Secret.of("state"))).contains(saved);
            }
        }
    }

    @Test
    default void givesItOnce() {
        pending().save(Secret.of("state"), pending(ANN, "files", NOW));
        pending().take(Secret.of("state"));

        assertThat(pending().take(Secret.of("state"))).isEmpty();
    }

    @Test
    default void givesNothingForAnotherState() {
        pending().save(Secret.of("state"), pending(ANN, "files", NOW));

        assertThat(pending().take(Secret.of("State"))).isEmpty();
    }

    @Test
    default void ofManyWhoAskOneGetsIt() throws Exception {
        pending().save(Secret.of("state"), pending(ANN, "files", NOW));
        Callable<Optional<PendingAuthorization>> take = () -> pending().take(Secret.of("state"));

        int taken = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Optional<PendingAuthorization>> answer :
                    threads.invokeAll(Collections.nCopies(32, take))) {
                taken += answer.get().isPresent() ? 1 : 0;
            }
        }

        assertThat(taken).isEqualTo(1);
    }

    @Test
    default void expiresAfterTenMinutes() {
        pending().save(Secret.of("in-time"), pending(ANN, "files", NOW));
        pending().save(Secret.of("late"), pending(ANN, "files", NOW));

        clock().set(NOW.plus(Duration.ofMinutes(10)).minusMillis(1));
        assertThat(pending().take(Secret.of("in-time"))).isPresent();

        clock().set(NOW.plus(Duration.ofMinutes(10)));
        assertThat(pending().take(Secret.of("late"))).isEmpty();
    }

    @Test
    default void severalOfOnePrincipalDoNotTouchEachOther() {
        PendingAuthorization first = pending(ANN, "files", NOW);
        PendingAuthorization second = pending(ANN, "files", NOW.plusSeconds(1));
        PendingAuthorization bobs = pending(BOB, "files", NOW);
        pending().save(Secret.of("one"), first);
        pending().save(Secret.of("two"), second);
        pending().save(Secret.of("three"), bobs);

        assertThat(pending().take(Secret.of("two"))).contains(second);
        assertThat(pending().take(Secret.of("one"))).contains(first);
        assertThat(pending().take(Secret.of("three"))).contains(bobs);
    }

    @Test
    default void beginningTooManyForgetsTheOldest() {
        pending().save(Secret.of("bob"), pending(BOB, "files", NOW.minusSeconds(9)));
        for (int i = 0; i <= PendingAuthorizationStore.PENDING_MAX; i++) {
            pending().save(Secret.of("ann" + i), pending(ANN, "files", NOW.plusSeconds(i)));
        }

        assertThat(pending().take(Secret.of("ann0"))).isEmpty();
        assertThat(pending().take(Secret.of("ann1"))).isPresent();
        assertThat(pending().take(Secret.of("bob"))).isPresent();
    }

    @Test
    default void aStateInUseIsRefused() {
        PendingAuthorization first = pending(ANN, "files", NOW);
        pending().save(Secret.of("state"), first);

        assertThatThrownBy(() -> pending().save(Secret.of("state"), pending(BOB, "mail", NOW)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(pending().take(Secret.of("state"))).contains(first);
    }

    private static PendingAuthorization pending(Principal principal, String server, Instant at) {
        return new PendingAuthorization(
                principal,
                server,
                TokenStoreContract.source("https://as.example"),
                true,
                Secret.of("verifier-" + server + at),
                "http://localhost:8080/api/auth/callback",
                Set.of("read"),
                at);
    }

    /** A clock that stands still until it is set. */
    final class SettableClock implements InstantSource {

        private volatile Instant now = NOW;

        /** Sets the time. */
        public void set(Instant instant) {
            now = instant;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
