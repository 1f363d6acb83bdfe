package dev.parley.turn;

import static java.util.stream.Collectors.toSet;

import dev.parley.conversation.Conversation;
import dev.parley.conversation.Part.ToolCall;
import dev.parley.tool.Approval;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Whether a user's answers are answers to what they were asked. */
final class ApprovalFit {

    private ApprovalFit() {}

    /**
     * Checks that each open call that needs an answer has one, and no other.
     *
     * @throws ApprovalRefused when not, or when one is for always where that is not offered
     */
    static void check(Conversation conversation, List<Approval> approvals) {
        Set<String> asked = openCalls(conversation, ToolCall::needsApproval);
        Set<String> answered = approvals.stream().map(Approval::callId).collect(toSet());
        if (asked.isEmpty()) {
            throw new ApprovalRefused("no tool call of this conversation waits for approval");
        }
        if (!asked.equals(answered) || approvals.size() != answered.size()) {
            throw new ApprovalRefused(
                    "answer each of these calls once: " + String.join(", ", new TreeSet<>(asked)));
        }
        Set<String> offered = openCalls(conversation, call -> call.consent().offersAlways());
        for (Approval approval : approvals) {
            if (approval.always() && !offered.contains(approval.callId())) {
                throw new ApprovalRefused(
                        "this call can be allowed once only: " + approval.callId());
            }
        }
    }

    private static Set<String> openCalls(Conversation conversation, Predicate<ToolCall> which) {
        return conversation.openCalls().stream()
                .filter(which)
                .map(ToolCall::callId)
                .collect(toSet());
    }
}
