package dev.parley.cli;

import dev.parley.prompt.PromptNotFound;
import dev.parley.prompt.ResourceNotFound;
import dev.parley.token.AuthorizationFailed;
import dev.parley.tool.ToolServerException;
import dev.parley.turn.TurnOutcome;

/** The exit codes of every command. */
final class ExitCode {

    static final int OK = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int SIGN_IN_REQUIRED = 3;
    static final int UNREACHABLE = 4;

    /** No such tool, prompt, resource or user. */
    static final int NOT_FOUND = 5;

    static final int INTERRUPTED = 130;

    private ExitCode() {}

    static int of(Exception failure) {
        return switch (failure) {
            case ToolServerException e -> of(e.kind());
            case PromptNotFound e -> NOT_FOUND;
            case ResourceNotFound e -> NOT_FOUND;
            case InterruptedException e -> INTERRUPTED;
            default -> FAILED;
        };
    }

    private static int of(ToolServerException.Kind kind) {
        return switch (kind) {
            case NEEDS_SIGN_IN -> SIGN_IN_REQUIRED;
            case UNREACHABLE, EGRESS_DENIED, TIMED_OUT, LOST -> UNREACHABLE;
            case REFUSED -> FAILED;
            case INTERRUPTED -> INTERRUPTED;
        };
    }

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
