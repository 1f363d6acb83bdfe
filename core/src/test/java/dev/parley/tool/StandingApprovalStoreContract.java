package dev.parley.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.token.Principal;
import dev.parley.token.Workspace;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link StandingApprovalStore} does; each one's test says how to make one. */
@Timeout(60)
public interface StandingApprovalStoreContract {

    Principal ANN = new Principal("https://id.example", "ann", "Ann");
    Principal BOB = new Principal("https://id.example", "bob", "Bob");
    Instant NOW = Instant.parse("2026-11-01T10:00:00.456Z");

    /** The store under test, empty; the same one during one test. */
    StandingApprovalStore approvals();

    @Test
    default void nobodyHasAllowedAnythingInTheBeginning() {
        assertThat(approvals().list(ANN)).isEmpty();
        assertThat(approvals().delete(ANN, "one")).isFalse();
    }

    @Test
    default void keepsAllOfAnApproval() {
        StandingApproval approval =
                new StandingApproval(
                        "one",
                        "shop",
                        "buy \uD83D\uDE00 é",
                        "v".repeat(64),
                        new Workspace("acme", "web"),
                        NOW);

        approvals().save(ANN, approval);

        assertThat(approvals().list(ANN)).containsExactly(approval);
        assertThat(approvals().list(BOB)).isEmpty();
    }

    @Test
    default void listsThoseOfOnePrincipalTheNewestFirst() {
        approvals().save(ANN, approval("middle", "b", "v1", NOW));
        approvals().save(ANN, approval("newest", "c", "v1", NOW.plusSeconds(1)));
        approvals().save(ANN, approval("oldest", "a", "v1", NOW.minusSeconds(1)));
        approvals().save(BOB, approval("bobs", "a", "v1", NOW));

        assertThat(approvals().list(new Principal("https://id.example", "ann", "Ann Lee")))
                .extracting(StandingApproval::id)
                .containsExactly("newest", "middle", "oldest");
    }

    @Test
    default void a03AToolAllowedAnewHasOneApprovalTheNewer() {
        StandingApproval newer = approval("two", "buy", "v2", NOW.plusSeconds(1));
        approvals().save(ANN, approval("one", "buy", "v1", NOW));
        approvals().save(BOB, approval("bobs", "buy", "v1", NOW));

        approvals().save(ANN, newer);

        assertThat(approvals().list(ANN)).containsExactly(newer);
        assertThat(approvals().list(BOB)).hasSize(1);
    }

    @Test
    default void toolsServersAndWorkspacesAreKeptApart() {
        approvals().save(ANN, approval("one", "buy", "v1", NOW));
        approvals().save(ANN, approval("two", "sell", "v1", NOW));
        approvals().save(ANN, approval("three", "BUY", "v1", NOW));
        for (String project : new String[] {"", "web"}) {
            approvals()
                    .save(
                            ANN,
                            new StandingApproval(
                                    "in" + project,
                                    "shop",
                                    "buy",
                                    "v1",
                                    new Workspace("acme", project),
                                    NOW));
        }
        approvals().save(ANN, new StandingApproval("far", "far", "buy", "v1", Workspace.NONE, NOW));

        assertThat(approvals().list(ANN)).hasSize(6);
    }

    @Test
    default void anIdIsTakenOnce() {
        approvals().save(ANN, approval("one", "buy", "v1", NOW));

        assertThatThrownBy(() -> approvals().save(BOB, approval("one", "sell", "v1", NOW)))
                .isInstanceOf(IllegalArgumentException.class);

        assertThat(approvals().list(ANN)).hasSize(1);
        assertThat(approvals().list(BOB)).isEmpty();
    }

    @Test
    default void t01OnlyWhoGaveAnApprovalTakesItBack() {
        approvals().save(ANN, approval("one", "buy", "v1", NOW));
        approvals().save(ANN, approval("two", "sell", "v1", NOW));

        assertThat(approvals().delete(BOB, "one")).isFalse();
        assertThat(approvals().list(ANN)).hasSize(2);

        assertThat(approvals().delete(ANN, "one")).isTrue();
        assertThat(approvals().delete(ANN, "one")).isFalse();
        assertThat(approvals().list(ANN)).extracting(StandingApproval::id).containsExactly("two");
    }

    private static StandingApproval approval(
            String id, String tool, String definition, Instant since) {
        return new StandingApproval(id, "shop", tool, definition, Workspace.NONE, since);
    }
}
