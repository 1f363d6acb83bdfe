package dev.parley.storage;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import dev.parley.conversation.ConversationId;
import dev.parley.conversation.MessageId;
import dev.parley.model.StopReason;
import dev.parley.model.Usage;
import dev.parley.tool.Approval;
import dev.parley.tool.ToolProgress;
import dev.parley.turn.ElicitationId;
import dev.parley.turn.TurnEvent;
import dev.parley.turn.TurnId;
import dev.parley.turn.TurnOutcome;
import java.io.IOException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Reads what {@link TurnEventJson} writes, and what a newer Parley beside this one writes: an event
 * of an unknown type becomes a {@link TurnEvent.Noticed} with code {@link #UNREADABLE}, one for
 * each of its pieces, so that the numbers stay right; an unknown outcome becomes {@link
 * TurnOutcome.Interrupted}. The rest is as with {@link MessageJsonReader}.
 */
final class TurnEventJsonReader {

    static final String UNREADABLE = "unreadable_event";

    private TurnEventJsonReader() {}

    static List<TurnEvent> events(JsonParser json) throws IOException {
        try {
            return JsonFields.arrayOf(json, TurnEventJsonReader::events).stream()
                    .flatMap(events -> events)
                    .toList();
        } catch (IllegalArgumentException e) {
            throw new JsonParseException(json, "a value that cannot be", e);
        }
    }

    private static Stream<TurnEvent> events(JsonFields fields) {
        if (!fields.has("pieces")) {
            return Stream.of(event(fields));
        }
        int block = (int) fields.number("block");
        List<String> pieces = fields.list("pieces");
        return switch (fields.text("type")) {
            case "textDelta" -> pieces.stream().map(piece -> new TurnEvent.TextDelta(block, piece));
            case "reasoningDelta" ->
                    pieces.stream().map(piece -> new TurnEvent.ReasoningDelta(block, piece));
            case "toolInputDelta" ->
                    pieces.stream()
                            .map(piece -> new TurnEvent.ToolInputDelta(callId(fields), piece));
            default -> {
                int count = pieces.size() + fields.objects("pieces").size();
                yield IntStream.range(0, count).mapToObj(i -> unreadable(fields));
            }
        };
    }

    private static TurnEvent event(JsonFields fields) {
        int block = (int) fields.number("block");
        int step = (int) fields.number("step");
        return switch (fields.text("type")) {
            case "started" ->
                    new TurnEvent.Started(
                            new TurnId(fields.text("turn")),
                            new ConversationId(fields.text("conversation")),
                            new MessageId(fields.text("message")),
                            fields.text("model"));
            case "approvalAnswered" ->
                    new TurnEvent.ApprovalAnswered(
                            new Approval(
                                    callId(fields),
                                    fields.flag("approved"),
                                    fields.text("reason"),
                                    fields.flag("always") && fields.flag("approved")));
            case "stepStarted" ->
                    new TurnEvent.StepStarted(step, new MessageId(fields.text("message")));
            case "textStarted" -> new TurnEvent.TextStarted(block);
            case "textEnded" -> new TurnEvent.TextEnded(block);
            case "reasoningStarted" -> new TurnEvent.ReasoningStarted(block);
            case "reasoningEnded" -> new TurnEvent.ReasoningEnded(block);
            case "toolInputStarted" ->
                    new TurnEvent.ToolInputStarted(
                            callId(fields), fields.text("tool"), fields.text("title"));
            case "toolInputEnded" ->
                    new TurnEvent.ToolInputEnded(
                            MessageJsonReader.toolCall(fields.object("call")),
                            fields.text("title"));
            case "toolInputMalformed" ->
                    new TurnEvent.ToolInputMalformed(
                            callId(fields),
                            fields.text("tool"),
                            fields.text("title"),
                            fields.text("argumentsText"),
                            fields.text("problem"));
            case "stepFinished" ->
                    new TurnEvent.StepFinished(step, reason(fields), usage(fields.object("usage")));
            case "approvalRequested" -> new TurnEvent.ApprovalRequested(callId(fields));
            case "toolStarted" ->
                    new TurnEvent.ToolStarted(callId(fields), fields.flag("repeatable"));
            case "toolProgressed" ->
                    new TurnEvent.ToolProgressed(
                            callId(fields),
                            new ToolProgress(
                                    fields.decimal("progress"),
                                    fields.decimal("total"),
                                    fields.text("message")));
            case "elicitationRequested" ->
                    new TurnEvent.ElicitationRequested(
                            callId(fields),
                            elicitationId(fields),
                            ElicitationJsonReader.elicitation(fields.object("elicitation")));
            case "elicitationAnswered" ->
                    new TurnEvent.ElicitationAnswered(
                            elicitationId(fields),
                            ElicitationJsonReader.action(fields.text("action")));
            case "elicitationCompleted" ->
                    new TurnEvent.ElicitationCompleted(elicitationId(fields));
            case "toolFinished" ->
                    new TurnEvent.ToolFinished(
                            MessageJsonReader.toolResult(fields.object("result")));
            case "noticed" -> new TurnEvent.Noticed(fields.text("code"), fields.text("text"));
            case "ended" -> new TurnEvent.Ended(outcome(fields), usage(fields.object("usage")));
            default -> unreadable(fields);
        };
    }

    private static TurnOutcome outcome(JsonFields fields) {
        String code = fields.text("code");
        String text = fields.text("text");
        return switch (fields.text("outcome")) {
            case "completed" -> new TurnOutcome.Completed(reason(fields));
            case "awaitingApproval" -> new TurnOutcome.AwaitingApproval(fields.list("callIds"));
            case "stopped" -> new TurnOutcome.Stopped();
            case "failed" -> new TurnOutcome.Failed(code, text, retryIn(fields).orElse(null));
            case "interrupted" -> new TurnOutcome.Interrupted(code, text);
            default ->
                    new TurnOutcome.Interrupted(
                            UNREADABLE,
                            "The answer ended in a way that only a newer version of Parley knows ("
                                    + fields.text("outcome")
                                    + ").");
        };
    }

    private static TurnEvent unreadable(JsonFields fields) {
        return new TurnEvent.Noticed(
                UNREADABLE,
                "A newer version of Parley said something here that this one cannot show ("
                        + fields.text("type")
                        + ").");
    }

    private static ElicitationId elicitationId(JsonFields fields) {
        return new ElicitationId(fields.text("id"));
    }

    private static String callId(JsonFields fields) {
        return fields.text("callId");
    }

    private static StopReason reason(JsonFields fields) {
        for (StopReason reason : StopReason.values()) {
            if (reason.name().equals(fields.text("reason"))) {
                return reason;
            }
        }
        return StopReason.OTHER;
    }

    private static Usage usage(JsonFields fields) {
        return new Usage(
                fields.number("inputTokens"),
                fields.number("cachedInputTokens"),
                fields.number("outputTokens"),
                fields.number("reasoningTokens"));
    }

    private static Optional<Duration> retryIn(JsonFields fields) {
        try {
            return fields.has("retryIn")
                    ? Optional.of(Duration.parse(fields.text("retryIn")))
                    : Optional.empty();
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
