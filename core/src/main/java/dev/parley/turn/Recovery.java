package dev.parley.turn;

import static java.util.stream.Collectors.toSet;

import dev.parley.conversation.Conversation;
import dev.parley.conversation.Message;
import dev.parley.conversation.MessageId;
import dev.parley.conversation.Part.ToolCall;
import dev.parley.conversation.Role;
import dev.parley.model.Usage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a turn was when its replica went, and so what is to become of it: read from its journal and
 * its conversation. Used by one thread.
 */
final class Recovery {

    /** What whoever has taken the turn over does with it. */
    sealed interface Next {

        /** The model is asked, after calls that do no harm were repeated. */
        record GoOn() implements Next {}

        /** Nothing more is said: the turn was at its end. */
        record End(TurnOutcome outcome) implements Next {}

        /** What was said is kept, with a notice why there is no more. */
        record BreakOff(TurnOutcome outcome) implements Next {}
    }

    private final Conversation conversation;
    private final MessageId answerId;
    private final String model;
    private final Set<String> open;
    private final Set<String> begun = new HashSet<>();
    private final Set<ElicitationId> unanswered = new LinkedHashSet<>();
    private final List<TurnEvent> said = new ArrayList<>();
    private MessageId stepId;
    private TurnEvent.@Nullable StepFinished finished;
    private TurnEvent.@Nullable Noticed noticed;
    private Usage usage = Usage.NONE;
    private int steps;
    private int nextBlock;
    private boolean harmful;
    private boolean answersApprovals;

    /** Where the turn with {@code events} was; the first of them is its start. */
    Recovery(Conversation conversation, List<TurnEvent> events) {
        if (!(events.getFirst() instanceof TurnEvent.Started started)) {
            throw new IllegalArgumentException("a turn starts with " + events.getFirst());
        }
        this.conversation = conversation;
        this.answerId = started.message();
        this.model = started.model();
        this.stepId = started.message();
        this.open = conversation.openCalls().stream().map(ToolCall::callId).collect(toSet());
        events.forEach(this::follow);
    }

    /** See {@link Transcript}. */
    MessageId answerId() {
        return answerId;
    }

    /** The model that answers. */
    String model() {
        return model;
    }

    /** The id of the message that the unfinished step would have become. */
    MessageId stepId() {
        return stepId;
    }

    /** The events of the unfinished step whose message is not in the conversation. */
    List<TurnEvent> said() {
        return finished == null && !inConversation(stepId) ? said : List.of();
    }

    /** The steps that are done. */
    int steps() {
        return steps;
    }

    /** The number for the turn's next block. */
    int nextBlock() {
        return nextBlock;
    }

    /** Of the steps that are done. */
    Usage usage() {
        return usage;
    }

    /** The ids of open calls that may have run. */
    Set<String> begun() {
        return begun;
    }

    /** The questions that were open. */
    Set<ElicitationId> unanswered() {
        return unanswered;
    }

    /** What is to be done by the holder of {@code fence}. */
    Next next(long fence) {
        List<String> asking =
                conversation.openCalls().stream()
                        .filter(ToolCall::needsApproval)
                        .map(ToolCall::callId)
                        .toList();
        if (finished != null && !asking.isEmpty() && !answersApprovals) {
            return new Next.End(new TurnOutcome.AwaitingApproval(asking));
        }
        if (finished != null && open.isEmpty() && lastRole() == Role.ASSISTANT) {
            return new Next.End(new TurnOutcome.Completed(finished.reason()));
        }
        if (finished == null && noticed != null && inConversation(stepId)) {
            return new Next.End(outcome(noticed));
        }
        return continues(fence)
                ? new Next.GoOn()
                : new Next.BreakOff(
                        new TurnOutcome.Interrupted(
                                "server_restarted",
                                "The server stopped before the answer was whole."));
    }

    /**
     * The model is to be asked next and has not begun to answer, and the calls that may have run
     * can run again. Only once, so that a turn that kills its process does not kill one after the
     * other.
     */
    private boolean continues(long fence) {
        return fence == TurnStart.FENCE_FIRST + 1
                && !harmful
                && begun.equals(open)
                && said().stream().noneMatch(Recovery::isSpeech);
    }

    private void follow(TurnEvent event) {
        switch (event) {
            case TurnEvent.StepStarted it -> {
                stepId = it.message();
                said.clear();
                finished = null;
                noticed = null;
            }
            case TurnEvent.StepFinished it -> {
                finished = it;
                steps = it.step();
                usage = usage.plus(it.usage());
            }
            case TurnEvent.ApprovalAnswered it -> answersApprovals = true;
            case TurnEvent.TextStarted it -> nextBlock = it.block() + 1;
            case TurnEvent.ReasoningStarted it -> nextBlock = it.block() + 1;
            case TurnEvent.Noticed it -> noticed = ofACall(it) ? noticed : it;
            case TurnEvent.ElicitationRequested it -> unanswered.add(it.id());
            case TurnEvent.ElicitationAnswered it -> unanswered.remove(it.id());
            case TurnEvent.ToolStarted it -> {
                if (open.contains(it.callId())) {
                    begun.add(it.callId());
                    harmful |= !it.repeatable();
                }
            }
            default -> {
                // Says nothing of where the turn is.
            }
        }
        said.add(event);
    }

    /** It is no reason why the turn ended. */
    private static boolean ofACall(TurnEvent.Noticed notice) {
        return notice.code().equals(CallContext.REFUSED);
    }

    private boolean inConversation(MessageId id) {
        return conversation.messages().stream().map(Message::id).anyMatch(id::equals);
    }

    private Role lastRole() {
        return conversation.messages().getLast().role();
    }

    private static boolean isSpeech(TurnEvent event) {
        return event instanceof TurnEvent.TextStarted
                || event instanceof TurnEvent.ReasoningStarted
                || event instanceof TurnEvent.ToolInputStarted;
    }

    private static TurnOutcome outcome(TurnEvent.Noticed notice) {
        return notice.code().equals(Notices.STOPPED)
                ? new TurnOutcome.Stopped()
                : new TurnOutcome.Interrupted(notice.code(), notice.text());
    }
}
