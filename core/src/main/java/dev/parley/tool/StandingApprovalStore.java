package dev.parley.tool;

import dev.parley.token.Principal;
import java.util.List;

/**
 * Keeps what users have allowed for always, for all replicas. Implementations are safe for use by
 * many threads; every method blocks until the store has answered, at most half a minute, does not
 * react to interrupts, and throws {@link StandingApprovalStoreException} when it cannot.
 */
public interface StandingApprovalStore {

    /**
     * Saves an approval of {@code principal}, durable on return. It replaces the one of the same
     * server, tool and workspace.
     *
     * @throws IllegalArgumentException when there is another one of this id
     */
    void save(Principal principal, StandingApproval approval);

    /** The approvals of {@code principal} in all workspaces, the newest first. */
    List<StandingApproval> list(Principal principal);

    /**
     * Deletes an approval of {@code principal}, durable on return.
     *
     * @return whether there was one
     */
    boolean delete(Principal principal, String id);
}
