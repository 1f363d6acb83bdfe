package dev.parley.tool;

import java.util.Set;

/**
 * How one principal stands with one server.
 *
 * @param reason why it failed, as a sentence for the user; empty in every other state
 * @param code the stable code of that reason; empty in every other state
 * @param signIn whether the principal can connect, and disconnect, by signing in there
 * @param scopes what the principal's grant there allows; empty when there is none
 */
public record ServerStatus(
        String server,
        State state,
        String code,
        String reason,
        boolean signIn,
        Set<String> scopes) {

    /** Whether the server can be used. */
    public enum State {
        /** Not connected yet, or not now; the first use connects. */
        IDLE,
        CONNECTED,
        /** The principal must sign in there first, or anew. */
        NEEDS_SIGN_IN,
        /** The last attempt failed. */
        FAILED
    }

    public ServerStatus {
        scopes = Set.copyOf(scopes);
    }

    /** A state without anything to add. */
    public static ServerStatus of(String server, State state) {
        return new ServerStatus(server, state, "", "", false, Set.of());
    }
}
