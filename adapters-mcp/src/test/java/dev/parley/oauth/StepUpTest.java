package dev.parley.oauth;

import static dev.parley.oauth.Rig.ANN;
import static dev.parley.oauth.Rig.BOB;
import static dev.parley.oauth.Rig.WEB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.oauth.Rig.Replica;
import dev.parley.token.AuthorizationStart;
import dev.parley.token.Principal;
import dev.parley.token.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class StepUpTest {

    private static final String CALL = "tools/call write_file";
    private static final Challenge WRITE =
            Challenge.of(List.of("Bearer error=\"insufficient_scope\", scope=\"mcp:write\""));

    private final Rig rig = new Rig();
    private final Replica replica = rig.replica();
    private final SignInDemands demands = replica.demands();

    @BeforeEach
    void serverAsksForABasicScope() {
        rig.server.challenge("Bearer scope=\"mcp:basic\"");
    }

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void f19TheNextSignInAsksForTheOldScopesAndTheNewOnes() {
        rig.signIn(replica, ANN);

        assertThat(insufficient(ANN, CALL)).contains(Set.of("mcp:write"));

        assertThat(scopesAskedFor(ANN)).isEqualTo("mcp:basic mcp:write");
        assertThat(scopesAskedFor(BOB)).isEqualTo("mcp:basic");
    }

    @Test
    void f19AfterTheSignInTheTokenAllowsMore() {
        rig.signIn(replica, ANN);
        rig.token(replica, ANN);
        insufficient(ANN, CALL);

        rig.signIn(replica, ANN);

        assertThat(rig.issuer.scopesOf(rig.token(replica, ANN).reveal()))
                .isEqualTo(Set.of("mcp:basic", "mcp:write"));
        assertThat(rig.stored(ANN).grant().scopes()).isEqualTo(Set.of("mcp:basic", "mcp:write"));
        assertThat(demands.wanted(ANN, "files")).isEmpty();
    }

    @Test
    void f19WhatSeveralOperationsLackIsAskedForTogether() {
        rig.signIn(replica, ANN);
        Challenge delete = Challenge.of(List.of("Bearer scope=\"mcp:delete\""));

        insufficient(ANN, CALL);
        demands.insufficient(ANN, "files", "tools/call delete", rig.token(replica, ANN), delete);

        assertThat(scopesAskedFor(ANN)).isEqualTo("mcp:basic mcp:delete mcp:write");
    }

    @Test
    void l12AnOperationIsTriedThreeTimesAndThenRefusedForGood() {
        rig.signIn(replica, ANN);

        assertThat(insufficient(ANN, CALL)).isPresent();
        rig.signIn(replica, ANN);
        assertThat(insufficient(ANN, CALL)).isPresent();
        rig.signIn(replica, ANN);
        assertThat(insufficient(ANN, CALL)).isEmpty();
        assertThat(insufficient(ANN, CALL)).isEmpty();

        assertThat(insufficient(ANN, "tools/call other")).isPresent();
        rig.clock.advance(SignInDemands.MEMORY_MAX.plusSeconds(1));
        assertThat(insufficient(ANN, CALL)).isPresent();
    }

    @Test
    void callsSideBySideAreOneAttempt() {
        rig.signIn(replica, ANN);

        for (int i = 0; i < 10; i++) {
            assertThat(insufficient(ANN, CALL)).isPresent();
        }
    }

    @Test
    void aRefusalThatNamesNoScopeIsFinal() {
        Challenge silent = Challenge.of(List.of("Bearer error=\"insufficient_scope\""));

        assertThat(demands.insufficient(ANN, "files", CALL, Secret.of("token"), silent)).isEmpty();
    }

    @Test
    void theScopesOfAnotherIssuerAreNotTakenAlong() {
        rig.signIn(replica, ANN);
        insufficient(ANN, CALL);
        try (FakeAuthorizationServer other = new FakeAuthorizationServer()) {
            rig.server.moveTo(other);
            rig.server.challenge("Bearer");

            assertThat(scopesAskedFor(ANN)).isEqualTo("mcp:write");
        }
    }

    @Test
    void whatIsWantedIsForgottenAfterAWhile() {
        demands.challenged(ANN, "files", WRITE);
        rig.clock.advance(SignInDemands.MEMORY_MAX.plus(Duration.ofSeconds(1)));

        assertThat(demands.challenge(ANN, "files")).isEmpty();
    }

    private Optional<Set<String>> insufficient(Principal principal, String operation) {
        return demands.insufficient(
                principal, "files", operation, rig.token(replica, principal), WRITE);
    }

    private String scopesAskedFor(Principal principal) {
        AuthorizationStart start = replica.authorizer().begin(principal, "files", WEB);
        return FakeAuthorizationServer.query(start).getOrDefault("scope", "");
    }
}
