package dev.parley.cli;

import dev.parley.token.Principal;
import dev.parley.tool.StandingApprovalStore;

/**
 * What the user of this terminal allows always.
 *
 * @param closing closes everything that was opened for the session
 */
public record ApprovalSession(
        StandingApprovalStore approvals, Principal principal, Runnable closing)
        implements AutoCloseable {

    @Override
    public void close() {
        closing.run();
    }
}
