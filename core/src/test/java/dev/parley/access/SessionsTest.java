package dev.parley.access;

import static dev.parley.access.SessionStoreContract.ANN;
import static dev.parley.access.SessionStoreContract.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.token.PendingAuthorizationStoreContract.SettableClock;
import dev.parley.token.Principal;
import dev.parley.token.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SessionsTest {

    private static final Duration IDLE = Duration.ofDays(7);
    private static final Duration AGE = Duration.ofDays(30);

    private final SettableClock clock = new SettableClock();
    private final InMemoryAccountStore accounts = new InMemoryAccountStore();
    private final WatchedStore store = new WatchedStore();
    private final Sessions sessions = new Sessions(store, accounts, SessionLimits.DEFAULT, clock);

    @Test
    void aBrowserThatHoldsTheTokenIsSignedIn() {
        Secret token = start(ANN);

        assertThat(sessions.find(token).orElseThrow().principal()).isEqualTo(ANN);
        assertThat(sessions.find(Secret.of("another"))).isEmpty();
        assertThat(accounts.find(ANN)).isPresent();
    }

    @Test
    void s01TheStoreNeverSeesAToken() {
        List<String> tokens = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Principal principal = new Principal("https://id.example", "user" + i, "User");
            Secret token = start(principal);
            sessions.find(token);
            later(SessionLimits.TOUCH);
            Session session = sessions.find(token).orElseThrow();
            sessions.list(principal);
            sessions.ended(List.of(session));
            sessions.end(principal, session.id(), Session.End.SIGNED_OUT);
            tokens.add(token.reveal());
        }

        assertThat(store.seen).hasSizeGreaterThanOrEqualTo(100);
        assertThat(store.seen).doesNotContainAnyElementsOf(tokens);
        assertThat(store.seen).allMatch(id -> id.length() == 43);
    }

    @Test
    void s01TheIdOfASessionDoesNotLetAnybodyIn() {
        Session session = sessions.find(start(ANN)).orElseThrow();

        assertThat(sessions.find(Secret.of(session.id()))).isEmpty();
    }

    @Test
    void s02EachSignInHasANewId() {
        Set<String> ids = new HashSet<>();
        Set<String> tokens = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            Secret token = start(ANN);
            tokens.add(token.reveal());
            ids.add(sessions.find(token).orElseThrow().id());
        }

        assertThat(tokens).hasSize(20);
        assertThat(ids).hasSize(20);
    }

    @Test
    void s04ASessionNobodyUsesEndsAfterAWeek() {
        Secret token = start(ANN);
        Secret other = start(ANN);

        later(IDLE.minusMillis(1));
        assertThat(sessions.find(token)).isPresent();

        later(Duration.ofMillis(1));
        assertThat(sessions.find(other)).isEmpty();
        assertThat(sessions.find(token)).isPresent();
        assertThat(sessions.list(ANN)).hasSize(1);
    }

    @Test
    void s04AUsedSessionLivesOnUntilItsAgeIsOver() {
        Instant start = clock.instant();
        Secret token = start(ANN);
        Session session = sessions.find(token).orElseThrow();
        while (clock.instant().isBefore(start.plus(AGE).minus(Duration.ofDays(3)))) {
            later(Duration.ofDays(3));
            assertThat(sessions.find(token)).as("at %s", clock.instant()).isPresent();
        }

        clock.set(start.plus(AGE).minusMillis(1));
        assertThat(sessions.find(token)).isPresent();
        assertThat(sessions.ended(List.of(session))).isEmpty();

        clock.set(start.plus(AGE));
        assertThat(sessions.find(token)).isEmpty();
        assertThat(sessions.list(ANN)).isEmpty();
        assertThat(sessions.ended(List.of(session))).containsExactly(session.id());
    }

    @Test
    void s04WhatIsOverIsDeletedAtTheNextSignIn() {
        start(ANN);
        later(IDLE.plusMillis(1));

        start(BOB);

        assertThat(store.list(ANN)).isEmpty();
        assertThat(store.list(BOB)).hasSize(1);
    }

    @Test
    void aSessionInUseIsWrittenAtMostOnceAMinute() {
        Secret token = start(ANN);
        for (int second = 0; second < 300; second++) {
            later(Duration.ofSeconds(1));
            sessions.find(token);
        }

        assertThat(store.uses).hasSize(5);
        assertThat(store.find(store.uses.getFirst().id()).orElseThrow().usedAt())
                .isEqualTo(clock.instant());
    }

    @Test
    void whatIsOverIsNotMadeYoungerByUse() {
        Secret token = start(ANN);
        later(IDLE);

        sessions.find(token);

        assertThat(store.uses).isEmpty();
    }

    @Test
    void oneSessionTooManyEndsTheOneUnusedForLongest() {
        List<Secret> tokens = new ArrayList<>();
        for (int i = 0; i < SessionLimits.SESSIONS_MAX; i++) {
            later(Duration.ofSeconds(1));
            tokens.add(start(ANN));
        }
        Secret bobs = start(BOB);
        later(SessionLimits.TOUCH);
        assertThat(sessions.find(tokens.get(0))).isPresent();

        tokens.add(start(ANN));

        assertThat(sessions.list(ANN)).hasSize(SessionLimits.SESSIONS_MAX);
        assertThat(sessions.find(tokens.get(1))).isEmpty();
        tokens.remove(1);
        assertThat(tokens).allMatch(it -> sessions.find(it).isPresent());
        assertThat(sessions.find(bobs)).isPresent();
    }

    @Test
    void whoIsKeptOutCannotStart() {
        start(ANN);
        accounts.disable(ANN, true);

        assertThatThrownBy(() -> start(ANN))
                .isInstanceOf(AccountDisabled.class)
                .hasMessageContaining("disabled");

        assertThat(store.list(ANN)).hasSize(1);
        assertThat(sessions.find(start(BOB))).isPresent();
    }

    @Test
    void anEndedSessionIsNotFoundAndIsSaidToHaveEnded() {
        Secret token = start(ANN);
        Session session = sessions.find(token).orElseThrow();
        Session other = sessions.find(start(ANN)).orElseThrow();

        assertThat(sessions.end(BOB, session.id(), Session.End.ELSEWHERE)).isFalse();
        assertThat(sessions.end(ANN, session.id(), Session.End.ELSEWHERE)).isTrue();

        assertThat(sessions.find(token)).isEmpty();
        assertThat(sessions.ended(List.of(session, other))).containsExactly(session.id());
    }

    @Test
    void allSessionsOfAPrincipalEndTogether() {
        Secret first = start(ANN);
        Secret second = start(ANN);
        Secret bobs = start(BOB);

        assertThat(sessions.endAll(ANN)).isEqualTo(2);

        assertThat(sessions.find(first)).isEmpty();
        assertThat(sessions.find(second)).isEmpty();
        assertThat(sessions.find(bobs)).isPresent();
    }

    @Test
    void whatABrowserCallsItselfIsCut() {
        Secret token = sessions.start(new SignedIn(ANN, Set.of()), "x".repeat(5000));

        assertThat(sessions.find(token).orElseThrow().client())
                .isEqualTo("x".repeat(Session.CLIENT_LENGTH_MAX));
    }

    private Secret start(Principal principal) {
        return sessions.start(new SignedIn(principal, Set.of("acme")), "Firefox");
    }

    private void later(Duration duration) {
        clock.set(clock.instant().plus(duration));
    }
}
