package dev.parley.storage;

import dev.parley.conversation.ConversationId;
import dev.parley.conversation.MessageId;
import dev.parley.conversation.Part;
import dev.parley.conversation.ToolStatus;
import dev.parley.model.StopReason;
import dev.parley.model.Usage;
import dev.parley.tool.Approval;
import dev.parley.tool.ElicitationAnswer;
import dev.parley.tool.Elicitations;
import dev.parley.tool.ToolProgress;
import dev.parley.turn.ElicitationId;
import dev.parley.turn.TurnEvent;
import dev.parley.turn.TurnId;
import dev.parley.turn.TurnOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Samples of each kind of event and of outcome, with texts that need care. */
final class TurnEventSamples {

    private static final String ODD = MessageSamples.ODD;

    private static final Usage USAGE = new Usage(1, 2, 3, 1L << 40);

    static final List<TurnOutcome> OUTCOMES =
            List.of(
                    new TurnOutcome.Completed(StopReason.LENGTH),
                    new TurnOutcome.AwaitingApproval(List.of("call1", "call 2")),
                    new TurnOutcome.AwaitingApproval(List.of()),
                    new TurnOutcome.Stopped(),
                    new TurnOutcome.Failed("model_unavailable", ODD, null),
                    new TurnOutcome.Failed("model_busy", "Busy.", Duration.ofMillis(1500)),
                    new TurnOutcome.Interrupted("restarted", ODD));

    /** Consecutive deltas of one block and of two, and single ones. */
    static final List<TurnEvent> EVENTS = events();

    private TurnEventSamples() {}

    private static List<TurnEvent> events() {
        List<TurnEvent> events = new ArrayList<>();
        events.add(
                new TurnEvent.Started(
                        new TurnId("t1"), new ConversationId("c1"), new MessageId("m1"), ODD));
        events.add(new TurnEvent.ApprovalAnswered(new Approval("call1", true, "")));
        events.add(new TurnEvent.ApprovalAnswered(new Approval("call2", false, ODD)));
        events.add(new TurnEvent.ApprovalAnswered(new Approval("call3", true, "", true)));
        events.add(new TurnEvent.StepStarted(1, new MessageId("m2")));
        events.add(new TurnEvent.ReasoningStarted(1));
        events.add(new TurnEvent.ReasoningDelta(1, ODD));
        events.add(new TurnEvent.ReasoningDelta(1, ""));
        events.add(new TurnEvent.ReasoningEnded(1));
        events.add(new TurnEvent.TextStarted(2));
        events.add(new TurnEvent.TextDelta(2, "Hi \uD83D"));
        events.add(new TurnEvent.TextDelta(2, "\uDE00"));
        events.add(new TurnEvent.TextDelta(3, ODD));
        events.add(new TurnEvent.ReasoningDelta(3, "of the other kind"));
        events.add(new TurnEvent.TextEnded(2));
        events.add(new TurnEvent.ToolInputStarted("call1", "files__read", ODD));
        events.add(new TurnEvent.ToolInputDelta("call1", "{\"pa"));
        events.add(new TurnEvent.ToolInputDelta("call1", "th\":1}"));
        events.add(new TurnEvent.ToolInputDelta("call2", ODD));
        events.add(
                new TurnEvent.ToolInputEnded(
                        new Part.ToolCall("call1", "files__read", "{\"path\":1}", true), "Read"));
        events.add(new TurnEvent.ToolInputMalformed("call2", "files__read", "Read", ODD, "odd"));
        events.add(new TurnEvent.StepFinished(1, StopReason.TOOL_CALLS, USAGE));
        events.add(new TurnEvent.ApprovalRequested("call1"));
        events.add(new TurnEvent.ToolStarted("call1", true));
        events.add(new TurnEvent.ToolStarted("call2", false));
        events.add(new TurnEvent.ToolProgressed("call1", new ToolProgress(0.1, 1e300, ODD)));
        ElicitationId asked = new ElicitationId("e1");
        events.add(new TurnEvent.ElicitationRequested("call1", asked, Elicitations.FORM));
        events.add(new TurnEvent.ElicitationRequested("call1", asked, Elicitations.URL));
        for (ElicitationAnswer.Action action : ElicitationAnswer.Action.values()) {
            events.add(new TurnEvent.ElicitationAnswered(asked, action));
        }
        events.add(new TurnEvent.ElicitationCompleted(asked));
        for (ToolStatus status : ToolStatus.values()) {
            events.add(
                    new TurnEvent.ToolFinished(
                            new Part.ToolResult(
                                    "call1",
                                    "files__read",
                                    status,
                                    MessageSamples.CONTENTS,
                                    "{\"a\":[1]}",
                                    Duration.ofMillis(7))));
        }
        events.add(new TurnEvent.Noticed("server_unreachable", ODD));
        OUTCOMES.forEach(outcome -> events.add(new TurnEvent.Ended(outcome, USAGE)));
        return events;
    }
}
