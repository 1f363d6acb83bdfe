package dev.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.token.Principal;
import dev.parley.token.Workspace;
import dev.parley.tool.InMemoryStandingApprovalStore;
import dev.parley.tool.StandingApproval;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ApprovalsCommandTest {

    private static final Instant NOW = Instant.parse("2026-11-01T10:00:00.456Z");

    private final InMemoryStandingApprovalStore store = new InMemoryStandingApprovalStore();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private boolean closed;

    @BeforeEach
    void allow() {
        store.save(
                Principal.local(),
                new StandingApproval("a1", "shop", "buy\u001b[2J", "v1", Workspace.NONE, NOW));
        store.save(
                Principal.local(),
                new StandingApproval(
                        "a2",
                        "tracker",
                        "resolve",
                        "v1",
                        new Workspace("acme", "web"),
                        NOW.plusSeconds(60)));
    }

    @Test
    void a03WhatIsAllowedAlwaysIsListedTheNewestFirst() {
        assertThat(run("approvals")).isZero();

        assertThat(out.toString())
                .isEqualToNormalizingNewlines(
                        """
                        id  since                 server   tool
                        a2  2026-11-01T10:01:00Z  tracker  resolve
                        a1  2026-11-01T10:00:00Z  shop     buy\\u001b[2J
                        """);
        assertThat(closed).isTrue();
    }

    @Test
    void a03WhatIsAllowedAlwaysIsListedAsJson() {
        assertThat(run("approvals", "--json")).isZero();

        assertThat(out.toString().replaceAll("\\s", ""))
                .startsWith(
                        """
                        {"approvals":[{"id":"a2","server":"tracker","tool":"resolve",\
                        "organization":"acme","project":"web",\
                        "since":"2026-11-01T10:01:00.456Z"},""");
    }

    @Test
    void a03AnApprovalIsTakenBackOnce() {
        assertThat(run("approvals", "revoke", "a1")).isZero();
        assertThat(store.list(Principal.local()))
                .extracting(StandingApproval::id)
                .containsExactly("a2");

        assertThat(run("approvals", "revoke", "a1")).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(err.toString()).contains("there is no approval a1");
    }

    private int run(String... arguments) {
        return ParleyCommand.run(
                new UnaskedLauncher() {
                    @Override
                    public ApprovalSession openApprovals(String config) {
                        return new ApprovalSession(store, Principal.local(), () -> closed = true);
                    }
                },
                "1",
                new PrintWriter(out),
                new PrintWriter(err),
                false,
                arguments);
    }
}
