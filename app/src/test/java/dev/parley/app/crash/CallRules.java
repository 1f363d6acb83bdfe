package dev.parley.app.crash;

import dev.parley.app.crash.Violation.Kind;
import dev.parley.conversation.Conversation;
import dev.parley.conversation.Message;
import dev.parley.conversation.Part.ToolCall;
import dev.parley.conversation.Part.ToolResult;
import dev.parley.conversation.ToolContent;
import dev.parley.conversation.ToolStatus;
import dev.parley.turn.TurnEvent;
import dev.parley.turn.TurnOutcome;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Calls ran as often as they may, and the conversation tells the truth about them. */
final class CallRules {

    private final History history;
    private final List<Violation> violations = new ArrayList<>();

    CallRules(History history) {
        this.history = history;
    }

    List<Violation> check() {
        checkRepetitions();
        history.calls().forEach(this::checkApproval);
        history.conversations().forEach(this::checkResults);
        return violations;
    }

    /** The arguments name the message that led to the call: so even a new call is a repetition. */
    private void checkRepetitions() {
        Set<String> executed = new HashSet<>();
        for (WitnessedCall call : history.calls()) {
            if (!call.mayRepeat() && !executed.add(call.tool() + call.argumentsJson())) {
                violate(Kind.REPEATED_CALL, call.toString());
            }
        }
    }

    private void checkApproval(WitnessedCall call) {
        boolean needed = call.tool().equals(WitnessServer.GUARDED);
        if (needed && history.turns().stream().noneMatch(turn -> approves(turn, call.callId()))) {
            violate(Kind.UNAPPROVED_CALL, call.toString());
        }
    }

    private static boolean approves(RecordedTurn turn, String callId) {
        return turn.holdsBefore(
                event ->
                        event instanceof TurnEvent.ApprovalAnswered answered
                                && answered.approval().approved()
                                && answered.approval().callId().equals(callId),
                event ->
                        event instanceof TurnEvent.ToolStarted started
                                && started.callId().equals(callId));
    }

    private void checkResults(Conversation conversation) {
        List<ToolCall> calls =
                conversation.messages().stream().flatMap(Message::toolCalls).toList();
        List<ToolResult> results =
                conversation.messages().stream().flatMap(Message::toolResults).toList();
        for (ToolCall call : calls) {
            List<ToolResult> own =
                    results.stream().filter(it -> it.callId().equals(call.callId())).toList();
            boolean waits = own.isEmpty() && asksFor(conversation, call);
            if (own.size() != 1 && !waits) {
                violate(Kind.OPEN_CALL, conversation.id() + ": " + call + " has " + own);
            }
            own.forEach(this::checkResult);
        }
    }

    /** Whether the conversation's last turn ended to ask for this call's approval. */
    private boolean asksFor(Conversation conversation, ToolCall call) {
        return history.turns().stream()
                .filter(turn -> turn.conversation().equals(conversation.id()))
                .reduce((former, later) -> later)
                .stream()
                .flatMap(turn -> turn.events(TurnEvent.Ended.class))
                .anyMatch(
                        ended ->
                                ended.outcome() instanceof TurnOutcome.AwaitingApproval waiting
                                        && waiting.callIds().contains(call.callId()));
    }

    private void checkResult(ToolResult result) {
        boolean ran = history.calls().stream().anyMatch(it -> it.callId().equals(result.callId()));
        ToolStatus status = result.status();
        if (ran && (status == ToolStatus.NOT_RUN || status == ToolStatus.DENIED)) {
            violate(Kind.DENIED_CALL, result.toString());
        }
        if (!ran && status == ToolStatus.OK) {
            violate(Kind.INVENTED_RESULT, result.toString());
        }
        boolean doubt =
                result.content().stream()
                        .anyMatch(
                                it ->
                                        it instanceof ToolContent.Text text
                                                && text.text().contains("may have run"));
        if (status == ToolStatus.UNKNOWN && !doubt) {
            violate(Kind.CONCEALED_DOUBT, result.toString());
        }
    }

    private void violate(Kind kind, String where) {
        violations.add(new Violation(kind, where));
    }
}
