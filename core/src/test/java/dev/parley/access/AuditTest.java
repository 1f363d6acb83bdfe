package dev.parley.access;

import static dev.parley.access.ApiKeyStoreContract.ANN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.token.PendingAuthorizationStoreContract.SettableClock;
import dev.parley.token.Secret;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class AuditTest {

    private static final String WHOSE = " principal=https://id.example ann";

    private final SettableClock clock = new SettableClock();
    private final InMemoryAccountStore store = new InMemoryAccountStore();
    private final Sessions sessions =
            new Sessions(new InMemorySessionStore(), store, SessionLimits.DEFAULT, clock);
    private final Accounts accounts = new Accounts(store, sessions, it -> 1_234);
    private final ApiKeys keys = new ApiKeys(new InMemoryApiKeyStore(), store, clock);
    private final AuditLines audit = AuditLines.open();

    @AfterEach
    void close() {
        audit.close();
    }

    @Test
    void s09WhatAnAdministratorDoesIsALine() {
        sessions.start(new SignedIn(ANN, Set.of()), "Firefox").hash();
        int before = audit.lines().size();

        accounts.signOut(ANN);
        accounts.disable(ANN);
        assertThatThrownBy(() -> sessions.start(new SignedIn(ANN, Set.of()), "Firefox"))
                .isInstanceOf(AccountDisabled.class);
        accounts.enable(ANN);
        accounts.enable(ApiKeyStoreContract.BOB);

        assertThat(audit.lines().subList(before, audit.lines().size()))
                .containsExactly(
                        "INFO user.signed_out sessions=1" + WHOSE,
                        "INFO user.disabled sessions=0 turns=1234" + WHOSE,
                        "WARNING signin.refused reason=account_disabled" + WHOSE,
                        "INFO user.enabled" + WHOSE);
    }

    @Test
    void c01SessionsAndKeysAreNamedByTheirHashes() {
        Secret token = sessions.start(new SignedIn(ANN, Set.of()), "Firefox");
        sessions.end(ANN, "never", Session.End.ELSEWHERE);
        sessions.end(ANN, token.hash(), Session.End.ELSEWHERE);
        ApiKeys.Created key = keys.create(ANN, "{0} nightly", ApiKey.Scope.READ, Instant.MAX);
        keys.delete(ANN, "never");
        keys.delete(ANN, key.key().id());

        assertThat(audit.lines())
                .containsExactly(
                        "INFO signin.done session=" + token.hash() + WHOSE,
                        "INFO session.ended session="
                                + token.hash()
                                + " why=ended-elsewhere"
                                + WHOSE,
                        "INFO key.created key=" + key.key().id() + " scope=READ" + WHOSE,
                        "INFO key.deleted key=" + key.key().id() + WHOSE)
                .noneMatch(it -> it.contains(token.reveal()))
                .noneMatch(it -> it.contains(key.text().reveal()));
    }
}
