package dev.parley.access;

import static dev.parley.access.AccountStoreContract.ANN;
import static dev.parley.access.AccountStoreContract.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.token.Principal;
import dev.parley.token.Secret;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class AccountsTest {

    private final InstantSource clock = InstantSource.fixed(Instant.parse("2026-11-01T10:00:00Z"));
    private final InMemoryAccountStore store = new InMemoryAccountStore();
    private final WatchedStore kept = new WatchedStore();
    private final Sessions sessions = new Sessions(kept, store, SessionLimits.DEFAULT, clock);
    private final List<Principal> stopped = new ArrayList<>();
    private final Accounts accounts = new Accounts(store, sessions, this::stopTurns);

    @Test
    void s09DisablingEndsAllSessionsAndAllTurnsOfOneUser() {
        Secret desk = start(ANN);
        Secret phone = start(ANN);
        Secret bobs = start(BOB);

        assertThat(accounts.disable(ANN)).contains(new Accounts.Ended(2, 3));

        assertThat(sessions.find(desk)).isEmpty();
        assertThat(sessions.find(phone)).isEmpty();
        assertThat(sessions.find(bobs)).isPresent();
        assertThat(stopped).containsExactly(ANN);
        assertThatThrownBy(() -> start(ANN)).isInstanceOf(AccountDisabled.class);
    }

    @Test
    void s09NobodyComesInWhenEndingTheirSessionsFailed() {
        Secret token = start(ANN);
        Secret bobs = start(BOB);
        Session session = sessions.find(token).orElseThrow();
        Session other = sessions.find(bobs).orElseThrow();
        kept.keepsAll = true;

        assertThatThrownBy(() -> accounts.disable(ANN)).isInstanceOf(AccessStoreException.class);

        assertThat(kept.list(ANN)).hasSize(1);
        assertThat(sessions.find(token)).isEmpty();
        assertThat(sessions.ended(List.of(session, other))).containsExactly(session.id());
        assertThat(stopped).containsExactly(ANN);
    }

    @Test
    void s09WhatADisablingLeftDoesNotComeBackWithTheUser() {
        Secret token = start(ANN);
        store.disable(ANN, true);

        assertThat(accounts.enable(ANN)).isTrue();

        assertThat(sessions.find(token)).isEmpty();
        assertThat(sessions.find(start(ANN))).isPresent();
    }

    @Test
    void s09UserIsNotLetInBeforeTheirOldSessionsAreGone() {
        start(ANN);
        store.disable(ANN, true);
        kept.keepsAll = true;

        assertThatThrownBy(() -> accounts.enable(ANN)).isInstanceOf(AccessStoreException.class);

        assertThat(store.find(ANN).orElseThrow().disabled()).isTrue();
    }

    @Test
    void enablingWhoIsNotKeptOutEndsNothing() {
        Secret token = start(ANN);

        assertThat(accounts.enable(ANN)).isTrue();

        assertThat(sessions.find(token)).isPresent();
    }

    @Test
    void s09SigningOutEndsSessionsAndNothingElse() {
        Secret token = start(ANN);
        start(ANN);
        Secret bobs = start(BOB);

        assertThat(accounts.signOut(ANN)).contains(2);

        assertThat(sessions.find(token)).isEmpty();
        assertThat(sessions.find(bobs)).isPresent();
        assertThat(stopped).isEmpty();
        assertThat(sessions.find(start(ANN))).isPresent();
    }

    @Test
    void whoNeverSignedInIsNobody() {
        assertThat(accounts.disable(ANN)).isEmpty();
        assertThat(accounts.enable(ANN)).isFalse();
        assertThat(accounts.signOut(ANN)).isEmpty();
        assertThat(accounts.list(10)).isEmpty();
        assertThat(stopped).isEmpty();
    }

    private int stopTurns(Principal principal) {
        stopped.add(principal);
        return 3;
    }

    private Secret start(Principal principal) {
        return sessions.start(new SignedIn(principal, Set.of("acme")), "Firefox");
    }
}
