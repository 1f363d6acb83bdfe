package dev.parley.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.parley.conversation.Part.Notice;
import dev.parley.conversation.Part.ToolResult;
import dev.parley.model.StopReason;
import dev.parley.model.Usage;
import dev.parley.tool.Approval;
import dev.parley.turn.ElicitationId;
import dev.parley.turn.TurnEvent;
import dev.parley.turn.TurnOutcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Encodes events of a turn as server-sent events of the UI Message Stream. Each event stands for
 * itself, so a stream may begin anywhere; its id is its fence and its sequence number, as {@link
 * PathIds#after} reads them. Not safe for use by several threads.
 *
 * <p>This is the hot path: deltas are written from constants, and those of one block that are ready
 * together become one chunk.
 */
final class UiChunks {

    static final byte[] OPEN = ascii(": stream-open\n\n");
    static final byte[] KEEP_ALIVE = ascii(": keep-alive\n\n");
    static final byte[] DONE = ascii("data: [DONE]\n\n");

    private static final byte[] ID = ascii("id: ");
    private static final byte[] POINT = ascii(".");
    private static final byte[] LINE_END = ascii("\n");
    private static final byte[] DATA = ascii("data: ");
    private static final byte[] CHUNK_END = ascii("\n\n");
    private static final byte[] TEXT_DELTA = ascii("data: {\"type\":\"text-delta\",\"id\":\"text-");
    private static final byte[] REASONING_DELTA =
            ascii("data: {\"type\":\"reasoning-delta\",\"id\":\"reasoning-");
    private static final byte[] DELTA = ascii("\",\"delta\":");
    private static final byte[] DELTA_END = ascii("}\n\n");

    /** No id line: the chunk is not the last of its event. */
    private static final int NO_ID = 0;

    /** A chunk takes no more deltas once it holds this much, so that buffers stay small. */
    private static final int MERGED_CHARS_MAX = 16 * 1024;

    private final JsonWriter json;
    private long fence;

    UiChunks(JsonWriter json) {
        this.json = json;
    }

    /**
     * Encodes the event at {@code index}, together with the deltas after it that belong to it.
     *
     * @param fence under which the events were written
     * @param sequence sequence number of that event
     * @return how many events were encoded
     */
    int encode(List<TurnEvent> events, int index, long fence, int sequence) {
        this.fence = fence;
        TurnEvent first = events.get(index);
        if (first instanceof TurnEvent.TextDelta delta) {
            int count = mergeable(events, index, delta.block(), true);
            deltas(events, index, count, sequence, TEXT_DELTA, delta.block());
            return count;
        }
        if (first instanceof TurnEvent.ReasoningDelta delta) {
            int count = mergeable(events, index, delta.block(), false);
            deltas(events, index, count, sequence, REASONING_DELTA, delta.block());
            return count;
        }
        single(first, sequence);
        return 1;
    }

    /** Says whether what is shown is saved as soon as it should be; part of no event. */
    void saving(boolean delayed) {
        open(NO_ID).field("type", "data-saving").name("data").object();
        json.field("delayed", delayed).endObject().field("transient", true);
        close();
    }

    private static int mergeable(List<TurnEvent> events, int index, int block, boolean text) {
        int chars = 0;
        int end = index;
        while (end < events.size() && chars < MERGED_CHARS_MAX) {
            String delta = delta(events.get(end), block, text);
            if (delta == null) {
                break;
            }
            chars += delta.length();
            end++;
        }
        return end - index;
    }

    private static @Nullable String delta(TurnEvent event, int block, boolean text) {
        if (text) {
            return event instanceof TurnEvent.TextDelta it && it.block() == block
                    ? it.text()
                    : null;
        }
        return event instanceof TurnEvent.ReasoningDelta it && it.block() == block
                ? it.text()
                : null;
    }

    private void deltas(
            List<TurnEvent> events, int index, int count, int sequence, byte[] start, int block) {
        idLine(sequence + count - 1);
        json.raw(start).digits(block).raw(DELTA).openString();
        for (int i = index; i < index + count; i++) {
            json.chars(
                    events.get(i) instanceof TurnEvent.TextDelta it
                            ? it.text()
                            : ((TurnEvent.ReasoningDelta) events.get(i)).text());
        }
        json.closeString().raw(DELTA_END);
    }

    private void single(TurnEvent event, int sequence) {
        switch (event) {
            case TurnEvent.Started it -> started(it, sequence);
            case TurnEvent.ApprovalAnswered it -> answered(it.approval(), sequence);
            case TurnEvent.StepStarted it -> bare("start-step", sequence);
            case TurnEvent.StepFinished it -> bare("finish-step", sequence);
            case TurnEvent.TextStarted it -> block("text-start", "text-", it.block(), sequence);
            case TurnEvent.TextDelta it -> throw new AssertionError("encoded before: " + it);
            case TurnEvent.TextEnded it -> block("text-end", "text-", it.block(), sequence);
            case TurnEvent.ReasoningStarted it ->
                    block("reasoning-start", "reasoning-", it.block(), sequence);
            case TurnEvent.ReasoningDelta it -> throw new AssertionError("encoded before: " + it);
            case TurnEvent.ReasoningEnded it ->
                    block("reasoning-end", "reasoning-", it.block(), sequence);
            case TurnEvent.ToolInputStarted it -> inputStarted(it, sequence);
            case TurnEvent.ToolInputDelta it -> inputDelta(it, sequence);
            case TurnEvent.ToolInputEnded it -> inputEnded(it, sequence);
            case TurnEvent.ToolInputMalformed it -> inputMalformed(it, sequence);
            case TurnEvent.ApprovalRequested it -> approvalRequested(it.callId(), sequence);
            case TurnEvent.ToolStarted it -> {
                // The page shows a whole call as running already.
            }
            case TurnEvent.ToolProgressed it -> progressed(it, sequence);
            case TurnEvent.ElicitationRequested it -> asked(it, sequence);
            case TurnEvent.ElicitationAnswered it ->
                    elicitationState(it.id(), ElicitationJson.state(it.action()), sequence);
            case TurnEvent.ElicitationCompleted it ->
                    elicitationState(it.id(), "completed", sequence);
            case TurnEvent.ToolFinished it -> finished(it.result(), sequence);
            case TurnEvent.Noticed it -> noticed(it, sequence);
            case TurnEvent.Ended it -> ended(it, sequence);
        }
    }

    private void started(TurnEvent.Started event, int sequence) {
        open(sequence).field("type", "start").field("messageId", event.message().value());
        json.name("messageMetadata").object();
        json.field("conversationId", event.conversation().value());
        json.field("turnId", event.turn().value()).optional("model", event.model()).endObject();
        close();
    }

    private void answered(Approval approval, int sequence) {
        open(sequence).field("type", "tool-approval-response");
        json.field("approvalId", approval.callId()).field("approved", approval.approved());
        json.optional("reason", approval.reason());
        close();
    }

    private void bare(String type, int sequence) {
        open(sequence).field("type", type);
        close();
    }

    private void block(String type, String prefix, int block, int sequence) {
        open(sequence).field("type", type).field("id", prefix + block);
        close();
    }

    private void inputStarted(TurnEvent.ToolInputStarted event, int sequence) {
        open(sequence).field("type", "tool-input-start").field("toolCallId", event.callId());
        json.field("toolName", event.tool()).field("dynamic", true).field("title", event.title());
        close();
    }

    private void inputDelta(TurnEvent.ToolInputDelta event, int sequence) {
        open(sequence).field("type", "tool-input-delta").field("toolCallId", event.callId());
        json.field("inputTextDelta", event.argumentsJson());
        close();
    }

    private void inputEnded(TurnEvent.ToolInputEnded event, int sequence) {
        open(sequence).field("type", "tool-input-available");
        json.field("toolCallId", event.call().callId()).field("toolName", event.call().tool());
        UiJson.input(json, event.call().argumentsJson());
        UiJson.consent(json, event.call());
        json.field("dynamic", true).field("title", event.title());
        close();
    }

    private void inputMalformed(TurnEvent.ToolInputMalformed event, int sequence) {
        open(sequence).field("type", "tool-input-error").field("toolCallId", event.callId());
        json.field("toolName", event.tool()).field("input", event.argumentsText());
        json.field("errorText", event.problem());
        json.field("dynamic", true).field("title", event.title());
        close();
    }

    private void approvalRequested(String callId, int sequence) {
        open(sequence).field("type", "tool-approval-request");
        json.field("approvalId", callId).field("toolCallId", callId);
        close();
    }

    private void progressed(TurnEvent.ToolProgressed event, int sequence) {
        open(sequence).field("type", "data-tool-progress").field("id", event.callId());
        json.name("data").object().name("progress").number(event.progress().progress());
        if (event.progress().total() != 0) {
            json.name("total").number(event.progress().total());
        }
        json.optional("message", event.progress().message()).endObject();
        close();
    }

    private void asked(TurnEvent.ElicitationRequested event, int sequence) {
        open(sequence).field("type", "data-elicitation").field("id", event.id().value());
        json.name("data");
        ElicitationJson.question(json, event.callId(), event.elicitation());
        close();
    }

    /** A part of its own: a reader who begins here must not lose what was asked. */
    private void elicitationState(ElicitationId id, String state, int sequence) {
        open(sequence).field("type", "data-elicitation-state").field("id", id.value());
        json.name("data").object().field("state", state).endObject();
        close();
    }

    private void finished(ToolResult result, int sequence) {
        open(NO_ID);
        UiJson.resultData(json, result);
        close();
        open(sequence);
        switch (result.status()) {
            case OK -> {
                json.field("type", "tool-output-available").field("toolCallId", result.callId());
                UiJson.output(json, result);
                json.field("dynamic", true);
            }
            case DENIED ->
                    json.field("type", "tool-output-denied").field("toolCallId", result.callId());
            case FAILED, NOT_RUN, UNKNOWN ->
                    json.field("type", "tool-output-error")
                            .field("toolCallId", result.callId())
                            .field("errorText", UiJson.errorText(result))
                            .field("dynamic", true);
        }
        close();
    }

    private void noticed(TurnEvent.Noticed event, int sequence) {
        open(sequence);
        UiJson.notice(json, new Notice(event.code(), event.text()));
        close();
    }

    private void ended(TurnEvent.Ended event, int sequence) {
        switch (event.outcome()) {
            case TurnOutcome.Completed it ->
                    finish(finishReason(it.reason()), "completed", event.usage(), sequence);
            case TurnOutcome.AwaitingApproval it ->
                    finish("tool-calls", "awaiting_approval", event.usage(), sequence);
            case TurnOutcome.Interrupted it ->
                    finish("interrupted", "interrupted", event.usage(), sequence);
            case TurnOutcome.Stopped it -> {
                outcomeOnly("stopped", event.usage());
                open(sequence).field("type", "abort").field("reason", "stopped");
                close();
            }
            case TurnOutcome.Failed it -> {
                outcomeOnly("failed", event.usage());
                open(sequence).field("type", "error");
                json.field("errorText", it.code() + " " + it.text());
                close();
            }
        }
        json.raw(DONE);
    }

    private void finish(String reason, String outcome, Usage usage, int sequence) {
        open(sequence).field("type", "finish").field("finishReason", reason);
        metadata(outcome, usage);
        close();
    }

    private void outcomeOnly(String outcome, Usage usage) {
        open(NO_ID).field("type", "message-metadata");
        metadata(outcome, usage);
        close();
    }

    private void metadata(String outcome, Usage usage) {
        json.name("messageMetadata").object().field("outcome", outcome).name("usage").object();
        json.field("inputTokens", usage.inputTokens());
        json.field("cachedInputTokens", usage.cachedInputTokens());
        json.field("outputTokens", usage.outputTokens());
        json.field("reasoningTokens", usage.reasoningTokens()).endObject().endObject();
    }

    private static String finishReason(StopReason reason) {
        return switch (reason) {
            case STOP -> "stop";
            case LENGTH -> "length";
            case TOOL_CALLS -> "tool-calls";
            case CONTENT_FILTER -> "content-filter";
            case OTHER -> "other";
        };
    }

    private JsonWriter open(int sequence) {
        if (sequence != NO_ID) {
            idLine(sequence);
        }
        return json.raw(DATA).object();
    }

    private void close() {
        json.endObject().raw(CHUNK_END);
    }

    private void idLine(int sequence) {
        json.raw(ID).digits(fence).raw(POINT).digits(sequence).raw(LINE_END);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }
}
