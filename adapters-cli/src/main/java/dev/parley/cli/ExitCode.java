package dev.parley.cli;

import dev.parley.token.AuthorizationFailed;
import dev.parley.turn.TurnOutcome;

/** The exit codes of every command. */
final class ExitCode {

    static final int OK = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int SIGN_IN_REQUIRED = 3;
    static final int UNREACHABLE = 4;

    private ExitCode() {}

    static int of(TurnOutcome outcome) {
        return switch (outcome) {
            case TurnOutcome.Completed completed -> OK;
            case TurnOutcome.Failed failed ->
                    failed.code().equals("model_unavailable") ? UNREACHABLE : FAILED;
            case TurnOutcome.AwaitingApproval awaiting -> FAILED;
            case TurnOutcome.Stopped stopped -> FAILED;
            case TurnOutcome.Interrupted interrupted -> FAILED;
        };
    }

    /** A server that needs no sign-in is as good as one that was signed in at. */
    static int of(AuthorizationFailed.Reason reason) {
        return switch (reason) {
            case NOT_NEEDED -> OK;
            case UNREACHABLE -> UNREACHABLE;
            case DENIED, STATE_INVALID -> SIGN_IN_REQUIRED;
            case SERVER_NOT_FOUND,
                    EGRESS_DENIED,
                    INVALID_METADATA,
                    NO_PKCE,
                    NOT_REGISTERED,
                    ISSUER_MISMATCH,
                    TOKEN_REFUSED ->
                    FAILED;
        };
    }
}
