package dev.parley.tool;

import dev.parley.token.Workspace;
import java.time.Instant;

/**
 * The user's word that a tool may run without being asked about: this very tool of this server, in
 * one workspace, until its definition changes or the user takes it back.
 *
 * @param tool what the server calls it
 * @param definition that of the {@link Tool} the user was asked about
 * @param workspace where the user worked, as a server may be another one elsewhere
 */
public record StandingApproval(
        String id,
        String server,
        String tool,
        String definition,
        Workspace workspace,
        Instant since) {

    public StandingApproval {
        if (definition.isEmpty()) {
            throw new IllegalArgumentException("of what the tool " + tool + " is nothing is known");
        }
    }
}
