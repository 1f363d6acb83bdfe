package dev.parley.storage;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import dev.parley.conversation.Part;
import dev.parley.model.Usage;
import dev.parley.turn.TurnEvent;
import dev.parley.turn.TurnOutcome;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * The stored form of a turn's events: a JSON array of objects, each with a {@code type}. An object
 * stands for one event, or, if it has an array {@code pieces}, for as many as that has elements:
 * deltas of one block in a row. Field names and types are a contract with every database out there:
 * add to them, never change them.
 */
final class TurnEventJson {

    private TurnEventJson() {}

    static String write(List<TurnEvent> events) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = MessageJson.JSON.createGenerator(text)) {
            json.writeStartArray();
            for (int next = 0; next < events.size(); ) {
                json.writeStartObject();
                write(json, events.get(next));
                next = pieces(json, events, next);
                json.writeEndObject();
            }
            json.writeEndArray();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return text.toString();
    }

    /**
     * The reverse of {@link #write}. What a newer Parley wrote is read as far as it is understood:
     * see {@link TurnEventJsonReader}.
     *
     * @throws DatabaseException when {@code events} is not what {@link #write} writes
     */
    static List<TurnEvent> read(String events) {
        try (JsonParser json = MessageJson.JSON.createParser(events)) {
            return TurnEventJsonReader.events(json);
        } catch (IOException e) {
            throw new DatabaseException("A stored event of a turn is damaged.", e);
        }
    }

    /** Writes the pieces of the delta at {@code first} and of its likes; where they end. */
    private static int pieces(JsonGenerator json, List<TurnEvent> events, int first)
            throws IOException {
        if (!(events.get(first) instanceof TurnEvent.TextDelta
                || events.get(first) instanceof TurnEvent.ReasoningDelta
                || events.get(first) instanceof TurnEvent.ToolInputDelta)) {
            return first + 1;
        }
        json.writeArrayFieldStart("pieces");
        int next = first;
        do {
            json.writeString(piece(events.get(next)));
            next++;
        } while (next < events.size() && sameBlock(events.get(first), events.get(next)));
        json.writeEndArray();
        return next;
    }

    private static boolean sameBlock(TurnEvent one, TurnEvent other) {
        return switch (one) {
            case TurnEvent.TextDelta text ->
                    other instanceof TurnEvent.TextDelta next && next.block() == text.block();
            case TurnEvent.ReasoningDelta reasoning ->
                    other instanceof TurnEvent.ReasoningDelta next
                            && next.block() == reasoning.block();
            case TurnEvent.ToolInputDelta input ->
                    other instanceof TurnEvent.ToolInputDelta next
                            && next.callId().equals(input.callId());
            default -> false;
        };
    }

    private static String piece(TurnEvent delta) {
        return switch (delta) {
            case TurnEvent.TextDelta text -> text.text();
            case TurnEvent.ReasoningDelta reasoning -> reasoning.text();
            case TurnEvent.ToolInputDelta input -> input.argumentsJson();
            default -> throw new IllegalArgumentException("no delta: " + delta);
        };
    }

    private static void write(JsonGenerator json, TurnEvent event) throws IOException {
        switch (event) {
            case TurnEvent.Started started -> {
                json.writeStringField("type", "started");
                json.writeStringField("turn", started.turn().value());
                json.writeStringField("conversation", started.conversation().value());
                json.writeStringField("message", started.message().value());
                json.writeStringField("model", started.model());
            }
            case TurnEvent.ApprovalAnswered answered -> {
                json.writeStringField("type", "approvalAnswered");
                json.writeStringField("callId", answered.approval().callId());
                json.writeBooleanField("approved", answered.approval().approved());
                json.writeStringField("reason", answered.approval().reason());
                if (answered.approval().always()) {
                    json.writeBooleanField("always", true);
                }
            }
            case TurnEvent.StepStarted started -> {
                json.writeStringField("type", "stepStarted");
                json.writeNumberField("step", started.step());
                json.writeStringField("message", started.message().value());
            }
            case TurnEvent.TextStarted started -> block(json, "textStarted", started.block());
            case TurnEvent.TextDelta delta -> block(json, "textDelta", delta.block());
            case TurnEvent.TextEnded ended -> block(json, "textEnded", ended.block());
            case TurnEvent.ReasoningStarted started ->
                    block(json, "reasoningStarted", started.block());
            case TurnEvent.ReasoningDelta delta -> block(json, "reasoningDelta", delta.block());
            case TurnEvent.ReasoningEnded ended -> block(json, "reasoningEnded", ended.block());
            case TurnEvent.ToolInputStarted started -> {
                call(json, "toolInputStarted", started.callId());
                json.writeStringField("tool", started.tool());
                json.writeStringField("title", started.title());
            }
            case TurnEvent.ToolInputDelta delta -> call(json, "toolInputDelta", delta.callId());
            case TurnEvent.ToolInputEnded ended -> {
                json.writeStringField("type", "toolInputEnded");
                json.writeStringField("title", ended.title());
                part(json, "call", ended.call());
            }
            case TurnEvent.ToolInputMalformed malformed -> {
                call(json, "toolInputMalformed", malformed.callId());
                json.writeStringField("tool", malformed.tool());
                json.writeStringField("title", malformed.title());
                json.writeStringField("argumentsText", malformed.argumentsText());
                json.writeStringField("problem", malformed.problem());
            }
            case TurnEvent.StepFinished finished -> {
                json.writeStringField("type", "stepFinished");
                json.writeNumberField("step", finished.step());
                json.writeStringField("reason", finished.reason().name());
                usage(json, finished.usage());
            }
            case TurnEvent.ApprovalRequested requested ->
                    call(json, "approvalRequested", requested.callId());
            case TurnEvent.ToolStarted started -> {
                call(json, "toolStarted", started.callId());
                json.writeBooleanField("repeatable", started.repeatable());
            }
            case TurnEvent.ToolProgressed progressed -> {
                call(json, "toolProgressed", progressed.callId());
                json.writeNumberField("progress", progressed.progress().progress());
                json.writeNumberField("total", progressed.progress().total());
                json.writeStringField("message", progressed.progress().message());
            }
            case TurnEvent.ElicitationRequested requested -> {
                call(json, "elicitationRequested", requested.callId());
                json.writeStringField("id", requested.id().value());
                json.writeObjectFieldStart("elicitation");
                ElicitationJson.write(json, requested.elicitation());
                json.writeEndObject();
            }
            case TurnEvent.ElicitationAnswered answered -> {
                json.writeStringField("type", "elicitationAnswered");
                json.writeStringField("id", answered.id().value());
                json.writeStringField("action", ElicitationJson.name(answered.action()));
            }
            case TurnEvent.ElicitationCompleted completed -> {
                json.writeStringField("type", "elicitationCompleted");
                json.writeStringField("id", completed.id().value());
            }
            case TurnEvent.ToolFinished finished -> {
                json.writeStringField("type", "toolFinished");
                part(json, "result", finished.result());
            }
            case TurnEvent.Noticed noticed -> {
                json.writeStringField("type", "noticed");
                json.writeStringField("code", noticed.code());
                json.writeStringField("text", noticed.text());
            }
            case TurnEvent.Ended ended -> {
                json.writeStringField("type", "ended");
                outcome(json, ended.outcome());
                usage(json, ended.usage());
            }
        }
    }

    private static void outcome(JsonGenerator json, TurnOutcome outcome) throws IOException {
        switch (outcome) {
            case TurnOutcome.Completed completed -> {
                json.writeStringField("outcome", "completed");
                json.writeStringField("reason", completed.reason().name());
            }
            case TurnOutcome.AwaitingApproval awaiting -> {
                json.writeStringField("outcome", "awaitingApproval");
                json.writeArrayFieldStart("callIds");
                for (String callId : awaiting.callIds()) {
                    json.writeString(callId);
                }
                json.writeEndArray();
            }
            case TurnOutcome.Stopped stopped -> json.writeStringField("outcome", "stopped");
            case TurnOutcome.Failed failed -> {
                json.writeStringField("outcome", "failed");
                json.writeStringField("code", failed.code());
                json.writeStringField("text", failed.text());
                if (failed.retryAfter().isPresent()) {
                    json.writeStringField("retryIn", failed.retryAfter().get().toString());
                }
            }
            case TurnOutcome.Interrupted interrupted -> {
                json.writeStringField("outcome", "interrupted");
                json.writeStringField("code", interrupted.code());
                json.writeStringField("text", interrupted.text());
            }
        }
    }

    private static void block(JsonGenerator json, String type, int block) throws IOException {
        json.writeStringField("type", type);
        json.writeNumberField("block", block);
    }

    private static void call(JsonGenerator json, String type, String callId) throws IOException {
        json.writeStringField("type", type);
        json.writeStringField("callId", callId);
    }

    private static void part(JsonGenerator json, String name, Part part) throws IOException {
        json.writeObjectFieldStart(name);
        MessageJson.write(json, part);
        json.writeEndObject();
    }

    private static void usage(JsonGenerator json, Usage usage) throws IOException {
        json.writeObjectFieldStart("usage");
        json.writeNumberField("inputTokens", usage.inputTokens());
        json.writeNumberField("cachedInputTokens", usage.cachedInputTokens());
        json.writeNumberField("outputTokens", usage.outputTokens());
        json.writeNumberField("reasoningTokens", usage.reasoningTokens());
        json.writeEndObject();
    }
}
