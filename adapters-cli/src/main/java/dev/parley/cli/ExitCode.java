package dev.parley.cli;

import dev.parley.turn.TurnOutcome;

/** The exit codes of every command. */
final class ExitCode {

    static final int OK = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;
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
}
