package dev.parley.turn;

import dev.parley.conversation.Part.Notice;
import dev.parley.model.StopReason;
import dev.parley.tool.Toolbox;
import java.util.List;

/** Parley's own remarks on what happened in a turn. */
final class Notices {

    /** The code of the notice that the user stopped the turn. */
    static final String STOPPED = "stopped";

    /** What the user wanted to allow for always could not be saved. */
    static final Notice NOT_KEPT =
            new Notice(
                    "approval_not_kept",
                    "That you allow this always could not be saved. You will be asked again.");

    private Notices() {}

    /** The servers whose tools the model has to do without. */
    static List<Notice> missing(List<Toolbox.Failure> failures) {
        return failures.stream().map(Notices::missing).toList();
    }

    private static Notice missing(Toolbox.Failure failure) {
        return new Notice(
                failure.cause().kind().code(),
                failure.server() + " is missing from this answer: " + failure.cause().getMessage());
    }

    /** Why an answer of the model is not all one would expect. */
    static List<Notice> of(StopReason reason, boolean empty) {
        return switch (reason) {
            case LENGTH ->
                    List.of(
                            new Notice(
                                    "output_limit",
                                    "The answer was cut at the limit of output tokens."));
            case CONTENT_FILTER ->
                    List.of(
                            new Notice(
                                    "content_filter",
                                    "The provider withheld the rest of the answer."));
            case STOP, TOOL_CALLS, OTHER ->
                    empty
                            ? List.of(new Notice("empty_answer", "The model gave no answer."))
                            : List.of();
        };
    }

    /** Why a turn ended before its answer was whole; empty when it did not. */
    static List<Notice> of(TurnOutcome outcome) {
        return switch (outcome) {
            case TurnOutcome.Completed completed -> List.of();
            case TurnOutcome.AwaitingApproval awaiting -> List.of();
            // By the user, or because an administrator keeps the user out: not told apart here.
            case TurnOutcome.Stopped stopped ->
                    List.of(new Notice(STOPPED, "This answer was stopped."));
            case TurnOutcome.Failed failed -> List.of(new Notice(failed.code(), failed.text()));
            case TurnOutcome.Interrupted interrupted ->
                    List.of(new Notice(interrupted.code(), interrupted.text()));
        };
    }
}
