package dev.parley.http;

import dev.parley.conversation.Consent;
import dev.parley.conversation.ConversationId;
import dev.parley.conversation.MessageId;
import dev.parley.conversation.Part.ToolCall;
import dev.parley.conversation.Part.ToolResult;
import dev.parley.conversation.ToolContent;
import dev.parley.conversation.ToolStatus;
import dev.parley.model.StopReason;
import dev.parley.model.Usage;
import dev.parley.tool.Approval;
import dev.parley.tool.ElicitationAnswer.Action;
import dev.parley.tool.Elicitations;
import dev.parley.tool.ToolProgress;
import dev.parley.turn.ElicitationId;
import dev.parley.turn.TurnEvent;
import dev.parley.turn.TurnEvent.ApprovalAnswered;
import dev.parley.turn.TurnEvent.ApprovalRequested;
import dev.parley.turn.TurnEvent.ElicitationAnswered;
import dev.parley.turn.TurnEvent.ElicitationCompleted;
import dev.parley.turn.TurnEvent.ElicitationRequested;
import dev.parley.turn.TurnEvent.Ended;
import dev.parley.turn.TurnEvent.Noticed;
import dev.parley.turn.TurnEvent.ReasoningDelta;
import dev.parley.turn.TurnEvent.ReasoningEnded;
import dev.parley.turn.TurnEvent.ReasoningStarted;
import dev.parley.turn.TurnEvent.Started;
import dev.parley.turn.TurnEvent.StepFinished;
import dev.parley.turn.TurnEvent.StepStarted;
import dev.parley.turn.TurnEvent.TextDelta;
import dev.parley.turn.TurnEvent.TextEnded;
import dev.parley.turn.TurnEvent.TextStarted;
import dev.parley.turn.TurnEvent.ToolFinished;
import dev.parley.turn.TurnEvent.ToolInputDelta;
import dev.parley.turn.TurnEvent.ToolInputEnded;
import dev.parley.turn.TurnEvent.ToolInputMalformed;
import dev.parley.turn.TurnEvent.ToolInputStarted;
import dev.parley.turn.TurnEvent.ToolProgressed;
import dev.parley.turn.TurnEvent.ToolStarted;
import dev.parley.turn.TurnId;
import dev.parley.turn.TurnOutcome;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Whole turns as they may be logged; each has a file of the bytes clients get. */
enum RecordedTurns {
    TEXT_ONLY(
            started(),
            step(1),
            new TextStarted(0),
            new TextDelta(0, "Hello"),
            new TextDelta(0, ", wor"),
            new TextDelta(0, "ld."),
            new TextEnded(0),
            new StepFinished(1, StopReason.STOP, usage()),
            new Ended(new TurnOutcome.Completed(StopReason.STOP), new Usage(12, 4, 3, 0))),

    REASONING(
            started(),
            step(1),
            new ReasoningStarted(0),
            new ReasoningDelta(0, "The user "),
            new ReasoningDelta(0, "greets me."),
            new ReasoningEnded(0),
            new TextStarted(1),
            new TextDelta(1, "Hi!"),
            new TextEnded(1),
            new StepFinished(1, StopReason.LENGTH, usage()),
            new Ended(new TurnOutcome.Completed(StopReason.LENGTH), new Usage(12, 0, 30, 27))),

    PARALLEL_TOOLS(
            started(),
            step(1),
            new TextStarted(0),
            new TextDelta(0, "I look at both."),
            new TextEnded(0),
            new ToolInputStarted("call-1", "shop__chart", "Draw a chart"),
            new ToolInputDelta("call-1", "{\"days\":"),
            new ToolInputDelta("call-1", "7}"),
            new ToolInputEnded(call("call-1", "shop__chart", "{\"days\":7}"), "Draw a chart"),
            new ToolInputStarted("call-2", "shop__stock", "stock"),
            new ToolInputDelta("call-2", "{\n  \"item\": \"Füße\"\n}"),
            new ToolInputEnded(
                    call("call-2", "shop__stock", "{\n  \"item\": \"Füße\"\n}"), "stock"),
            new StepFinished(1, StopReason.TOOL_CALLS, usage()),
            new ToolStarted("call-1", true),
            new ToolStarted("call-2", true),
            new ToolProgressed("call-1", new ToolProgress(1, 4, "reading")),
            new ToolProgressed("call-1", new ToolProgress(2.5, 0, "")),
            new ToolFinished(
                    result(
                            "call-2",
                            "shop__stock",
                            ToolStatus.OK,
                            "{\"left\": 3}",
                            new ToolContent.Text("3 left"),
                            new ToolContent.ResourceLink("shop://items/1", "item 1", "", ""),
                            new ToolContent.EmbeddedText("shop://notes", "text/plain", "note"),
                            new ToolContent.EmbeddedBlob("shop://bin", "", "AAEC"))),
            new ToolFinished(
                    result(
                            "call-1",
                            "shop__chart",
                            ToolStatus.OK,
                            "",
                            new ToolContent.Image("image/png", "iVBORw0KGgo="),
                            new ToolContent.Audio("audio/wav", "UklGRg=="),
                            new ToolContent.ResourceLink(
                                    "shop://charts/1", "chart", "The chart.", "image/png"))),
            step(2),
            new TextStarted(1),
            new TextDelta(1, "Three are left."),
            new TextEnded(1),
            new StepFinished(2, StopReason.STOP, usage()),
            new Ended(new TurnOutcome.Completed(StopReason.STOP), new Usage(100, 50, 40, 0))),

    ELICITATION(
            started(),
            step(1),
            new ToolInputStarted("call-1", "shop__order", "Order"),
            new ToolInputEnded(call("call-1", "shop__order", "{\"item\":\"tea\"}"), "Order"),
            new StepFinished(1, StopReason.TOOL_CALLS, usage()),
            new ToolStarted("call-1", false),
            new ElicitationRequested("call-1", new ElicitationId("ask-1"), Elicitations.FORM),
            new ElicitationAnswered(new ElicitationId("ask-1"), Action.ACCEPT),
            new ElicitationRequested("call-1", new ElicitationId("ask-2"), Elicitations.URL),
            new ElicitationAnswered(new ElicitationId("ask-2"), Action.ACCEPT),
            new ElicitationCompleted(new ElicitationId("ask-2")),
            new ElicitationRequested("call-1", new ElicitationId("ask-3"), Elicitations.form()),
            new ElicitationAnswered(new ElicitationId("ask-3"), Action.DECLINE),
            new ElicitationRequested("call-1", new ElicitationId("ask-4"), Elicitations.form()),
            new ElicitationAnswered(new ElicitationId("ask-4"), Action.CANCEL),
            new ToolFinished(
                    result(
                            "call-1",
                            "shop__order",
                            ToolStatus.OK,
                            "",
                            new ToolContent.Text("ordered"))),
            new Noticed(
                    "elicitation_refused",
                    "The server shop asked for \"PIN\", which looks like a secret; declined."),
            step(2),
            new TextStarted(0),
            new TextDelta(0, "Ordered."),
            new TextEnded(0),
            new StepFinished(2, StopReason.STOP, usage()),
            new Ended(new TurnOutcome.Completed(StopReason.STOP), usage())),

    APPROVAL_REQUESTED(
            started(),
            step(1),
            new ToolInputStarted("call-1", "shop__order", "Order"),
            new ToolInputDelta("call-1", "{\"item\":\"tea\"}"),
            new ToolInputEnded(call("call-1", "shop__order", "{\"item\":\"tea\"}"), "Order"),
            new StepFinished(1, StopReason.TOOL_CALLS, usage()),
            new ApprovalRequested("call-1"),
            new Ended(new TurnOutcome.AwaitingApproval(List.of("call-1")), usage())),

    ALLOWED_ALWAYS(
            started(),
            step(1),
            new ToolInputStarted("call-1", "shop__order", "Order"),
            new ToolInputEnded(
                    new ToolCall("call-1", "shop__order", "{}", Consent.STANDING, "v1"), "Order"),
            new StepFinished(1, StopReason.TOOL_CALLS, usage()),
            new ToolStarted("call-1", false),
            new ToolFinished(
                    result(
                            "call-1",
                            "shop__order",
                            ToolStatus.OK,
                            "",
                            new ToolContent.Text("ordered"))),
            step(2),
            new ToolInputStarted("call-2", "shop__refund", "Refund"),
            new ToolInputEnded(
                    new ToolCall("call-2", "shop__refund", "{}", Consent.CHANGED, "v2"), "Refund"),
            new StepFinished(2, StopReason.TOOL_CALLS, usage()),
            new ApprovalRequested("call-2"),
            new Ended(new TurnOutcome.AwaitingApproval(List.of("call-2")), usage())),

    APPROVED(
            started(),
            new ApprovalAnswered(new Approval("call-1", true, "")),
            new ToolStarted("call-1", true),
            new ToolFinished(
                    result(
                            "call-1",
                            "shop__order",
                            ToolStatus.OK,
                            "",
                            new ToolContent.Text("ordered"))),
            step(1),
            new TextStarted(0),
            new TextDelta(0, "It is ordered."),
            new TextEnded(0),
            new StepFinished(1, StopReason.STOP, usage()),
            new Ended(new TurnOutcome.Completed(StopReason.STOP), usage())),

    DENIED(
            started(),
            new ApprovalAnswered(new Approval("call-1", false, "too dear")),
            new ToolFinished(
                    result(
                            "call-1",
                            "shop__order",
                            ToolStatus.DENIED,
                            "",
                            new ToolContent.Text("Not run: the user did not allow this call."))),
            step(1),
            new TextStarted(0),
            new TextDelta(0, "Then not."),
            new TextEnded(0),
            new StepFinished(1, StopReason.STOP, usage()),
            new Ended(new TurnOutcome.Completed(StopReason.STOP), usage())),

    MALFORMED_ARGUMENTS(
            started(),
            step(1),
            new ToolInputStarted("call-1", "shop__order", "Order"),
            new ToolInputDelta("call-1", "{\"item\": \"tea"),
            new ToolInputMalformed(
                    "call-1",
                    "shop__order",
                    "Order",
                    "{\"item\": \"tea",
                    "unexpected end of the text"),
            new StepFinished(1, StopReason.TOOL_CALLS, usage()),
            new ToolFinished(
                    result(
                            "call-1",
                            "shop__order",
                            ToolStatus.FAILED,
                            "",
                            new ToolContent.Text("Not run: the arguments are not a JSON object."))),
            step(2),
            new TextStarted(0),
            new TextDelta(0, "I try again."),
            new TextEnded(0),
            new StepFinished(2, StopReason.STOP, usage()),
            new Ended(new TurnOutcome.Completed(StopReason.STOP), usage())),

    FAILED_TOOL(
            started(),
            step(1),
            new ToolInputStarted("call-1", "shop__order", "Order"),
            new ToolInputEnded(call("call-1", "shop__order", "{}"), "Order"),
            new StepFinished(1, StopReason.TOOL_CALLS, usage()),
            new ToolStarted("call-1", true),
            new ToolFinished(
                    result(
                            "call-1",
                            "shop__order",
                            ToolStatus.FAILED,
                            "",
                            new ToolContent.Text("no such item"),
                            new ToolContent.Text("try another"))),
            step(2),
            new ToolInputStarted("call-2", "shop__order", "Order"),
            new ToolInputEnded(call("call-2", "shop__order", "{\"item\":\"tea\"}"), "Order"),
            new StepFinished(2, StopReason.TOOL_CALLS, usage()),
            new ToolStarted("call-2", true),
            new ToolFinished(result("call-2", "shop__order", ToolStatus.UNKNOWN, "")),
            step(3),
            new TextStarted(0),
            new TextDelta(0, "Sorry."),
            new TextEnded(0),
            new StepFinished(3, StopReason.OTHER, usage()),
            new Ended(new TurnOutcome.Completed(StopReason.OTHER), usage())),

    STOPPED(
            started(),
            step(1),
            new TextStarted(0),
            new TextDelta(0, "Once upon"),
            new TextEnded(0),
            new Noticed("stopped", "You stopped this answer."),
            new Ended(new TurnOutcome.Stopped(), usage())),

    FAILED_MODEL(
            started(),
            step(1),
            new Noticed("model_unavailable", "The model cannot be reached."),
            new Ended(
                    new TurnOutcome.Failed(
                            "model_unavailable", "The model cannot be reached.", null),
                    Usage.NONE)),

    INTERRUPTED(
            started(),
            step(1),
            new TextStarted(0),
            new TextDelta(0, "Once"),
            new TextEnded(0),
            new Noticed("server_stopping", "The server was stopped."),
            new Ended(
                    new TurnOutcome.Interrupted("server_stopping", "The server was stopped."),
                    Usage.NONE)),

    NOTICES(
            started(),
            new Noticed("server_unreachable", "shop is missing from this answer: \"refused\""),
            new Noticed("server_timed_out", "news is missing from this answer."),
            step(1),
            new TextStarted(0),
            new TextDelta(0, "Here I am."),
            new TextEnded(0),
            new Noticed("content_filter", "The provider withheld the rest of the answer."),
            new StepFinished(1, StopReason.CONTENT_FILTER, usage()),
            new Ended(new TurnOutcome.Completed(StopReason.CONTENT_FILTER), usage())),

    TORTURE(
            started(),
            step(1),
            new TextStarted(0),
            new TextDelta(0, "quote \" backslash \\ slash / tab \t newline \n return \r both \r\n"),
            new TextDelta(0, "controls \u0000\u0001\u001f\u007f\u0085 "),
            new TextDelta(0, "separators \u2028\u2029 bom \ufeff private \ue000 last \uffff "),
            new TextDelta(0, "é ß 漢字 \ud83d\ude00 flag \ud83c\udde9\ud83c\uddea "),
            new TextDelta(0, "cut in two \ud83d"),
            new TextDelta(0, "\ude00 lone \ud800 and \udc00."),
            new TextDelta(0, "</script><!-- data: [DONE]\n\nid: 99\n\ndata: {}\n\n"),
            new TextDelta(0, ""),
            new TextEnded(0),
            new StepFinished(1, StopReason.STOP, usage()),
            new Ended(new TurnOutcome.Completed(StopReason.STOP), usage())),

    HUGE_DELTA(
            started(),
            step(1),
            new TextStarted(0),
            new TextDelta(0, "0123456789abcdé\n".repeat(4_000)),
            new TextDelta(0, "and some more"),
            new TextEnded(0),
            new StepFinished(1, StopReason.STOP, usage()),
            new Ended(new TurnOutcome.Completed(StopReason.STOP), usage()));

    @SuppressWarnings("ImmutableEnumChecker") // List.of makes it so.
    private final List<TurnEvent> events;

    RecordedTurns(TurnEvent... events) {
        this.events = List.of(events);
    }

    List<TurnEvent> events() {
        return events;
    }

    /** Its file in the folder {@code sse}. */
    String file() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-') + ".sse";
    }

    private static Started started() {
        return new Started(
                new TurnId("turn-1"), new ConversationId("c1"), new MessageId("answer-1"));
    }

    private static TurnEvent step(int number) {
        return new StepStarted(number, new MessageId("answer-" + number));
    }

    private static Usage usage() {
        return new Usage(10, 0, 5, 0);
    }

    private static ToolCall call(String id, String tool, String argumentsJson) {
        return new ToolCall(id, tool, argumentsJson, false);
    }

    private static ToolResult result(
            String callId,
            String tool,
            ToolStatus status,
            String structuredJson,
            ToolContent... content) {
        return new ToolResult(
                callId, tool, status, List.of(content), structuredJson, Duration.ofMillis(42));
    }
}
