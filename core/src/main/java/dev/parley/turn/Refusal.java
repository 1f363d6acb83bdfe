package dev.parley.turn;

import dev.parley.conversation.Part.ToolCall;
import dev.parley.conversation.Part.ToolResult;
import dev.parley.conversation.ToolStatus;
import dev.parley.tool.Approval;
import dev.parley.tool.Tool;
import dev.parley.tool.ToolPolicy;
import dev.parley.tool.ToolPolicy.Decision;
import dev.parley.tool.Toolbox;
import java.time.Duration;
import java.util.Optional;

/** The results of calls that are not run, in words for the model and the user. */
final class Refusal {

    private Refusal() {}

    /** Why the call may not run at all; empty when it may, at once or after approval. */
    static Optional<ToolResult> of(ToolCall call, Toolbox toolbox, ToolPolicy policy) {
        Optional<Tool> tool = toolbox.find(call.tool()).map(Toolbox.Entry::tool);
        if (tool.isEmpty()) {
            return Optional.of(
                    result(call, ToolStatus.FAILED, "there is no tool " + call.tool() + "."));
        }
        return tool.filter(it -> policy.decide(it) == Decision.DENY)
                .map(
                        it ->
                                result(
                                        call,
                                        ToolStatus.DENIED,
                                        "the administrator does not allow this tool."));
    }

    static ToolResult malformed(ToolCall call, String argumentsText, String problem) {
        return result(
                call,
                ToolStatus.FAILED,
                "the arguments are not a JSON object (" + problem + "): " + argumentsText);
    }

    static ToolResult tooMany(ToolCall call, int callsMax) {
        return result(
                call, ToolStatus.NOT_RUN, "at most " + callsMax + " calls are run in one step.");
    }

    /**
     * Why the call does not run after the user's answer; empty when it may. What they said of a
     * tool that is another one by now counts for nothing.
     */
    static Optional<ToolResult> of(ToolCall call, Approval answer, Toolbox toolbox) {
        if (!answer.approved()) {
            String why = answer.reason().isBlank() ? "" : " The user says: " + answer.reason();
            return Optional.of(
                    result(call, ToolStatus.DENIED, "the user did not allow this call." + why));
        }
        return toolbox.find(call.tool())
                .filter(it -> !call.definition().isEmpty())
                .filter(it -> !call.definition().equals(it.tool().definition()))
                .map(
                        it ->
                                result(
                                        call,
                                        ToolStatus.NOT_RUN,
                                        "the tool, or the workspace, has changed since the user"
                                                + " was asked. Call it again to ask anew."));
    }

    /** What the user has allowed for always is another tool by now, or they took it back. */
    static ToolResult standsNoLonger(ToolCall call) {
        return result(
                call,
                ToolStatus.NOT_RUN,
                "the user's approval of all calls of this tool does not hold any more. Call it"
                        + " again to ask the user.");
    }

    /** The user sent another message instead of answering about this call, or one it waited for. */
    static ToolResult notApproved(ToolCall call) {
        return result(
                call,
                ToolStatus.NOT_RUN,
                call.needsApproval()
                        ? "the user went on without approving it."
                        : "the user went on without approving the calls asked about with it.");
    }

    /** The call still waits in the conversation that this one is a branch of. */
    static ToolResult notBranched(ToolCall call) {
        return result(
                call,
                ToolStatus.NOT_RUN,
                "the conversation was branched before the user had answered.");
    }

    static ToolResult brokenOff(ToolCall call, String reason) {
        return result(call, ToolStatus.NOT_RUN, reason);
    }

    /** The call was begun, and nobody knows what became of it. */
    static ToolResult mayHaveRun(ToolCall call) {
        return ToolResult.of(
                call,
                ToolStatus.UNKNOWN,
                "The server stopped while the call ran. It may have run.",
                Duration.ZERO);
    }

    private static ToolResult result(ToolCall call, ToolStatus status, String reason) {
        return ToolResult.of(call, status, "Not run: " + reason, Duration.ZERO);
    }
}
