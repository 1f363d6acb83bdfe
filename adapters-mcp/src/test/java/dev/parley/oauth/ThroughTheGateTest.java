package dev.parley.oauth;

import static dev.parley.oauth.Rig.ANN;
import static dev.parley.oauth.Rig.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.egress.EgressGate;
import dev.parley.egress.EgressPolicy;
import dev.parley.egress.GuardedHttp;
import dev.parley.egress.Origin;
import dev.parley.oauth.RecordingServer.Answer;
import dev.parley.oauth.Rig.Replica;
import dev.parley.token.AuthorizationFailed;
import dev.parley.token.AuthorizationFailed.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
final class ThroughTheGateTest {

    private final Rig rig = new Rig();

    /** Nobody has listed it. */
    private final RecordingServer canary = new RecordingServer(hit -> Answer.empty(200));

    private final GuardedHttp gate =
            new GuardedHttp(
                    new EgressGate(
                            EgressPolicy.direct(
                                    Set.of(
                                            Origin.of(rig.server.origin()),
                                            Origin.of(rig.issuer.issuer())))));
    private final Replica replica = rig.replica(gate.client());

    @AfterEach
    void close() {
        rig.close();
        canary.close();
        gate.close();
    }

    @Test
    void e12WhatAnAdministratorListedMaySignInRenewAndSignOut() {
        rig.signIn(replica, ANN);
        rig.clock.advance(Duration.ofHours(2));

        assertThat(rig.issuer.accepts(rig.token(replica, ANN).reveal())).isTrue();
        assertThat(replica.authorizer().revoke(ANN, "files")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"token_endpoint", "registration_endpoint"})
    void e01AnEndpointInAPrivatePlaceIsNotConnectedTo(String endpoint) {
        rig.issuer.metadata.put(endpoint, canary.origin() + "/x");

        AuthorizationFailed failure = failure(() -> rig.signIn(replica, ANN));

        assertThat(failure.reason()).isIn(Reason.EGRESS_DENIED, Reason.UNREACHABLE);
        assertThat(canary.hits()).isEmpty();
    }

    @Test
    void e01AnIssuerInAPrivatePlaceIsNotConnectedTo() {
        rig.server.describe(Map.of("authorization_servers", List.of(canary.origin())));

        assertThat(failure(() -> rig.signIn(replica, ANN)).reason())
                .isEqualTo(Reason.EGRESS_DENIED);
        assertThat(canary.hits()).isEmpty();
    }

    @Test
    void e01ADescriptionInAPrivatePlaceIsNotConnectedTo() {
        rig.server.challenge("Bearer resource_metadata=\"" + canary.origin() + "/prm\"");

        assertThat(failure(() -> rig.signIn(replica, ANN)).reason())
                .isEqualTo(Reason.EGRESS_DENIED);
        assertThat(canary.hits()).isEmpty();
    }
}
