package dev.parley.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.parley.conversation.Part.ToolCall;
import dev.parley.conversation.Part.ToolResult;
import dev.parley.turn.TurnEvent;
import dev.parley.turn.TurnOutcome;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One JSON object on standard output when all is over: {@code outcome}, {@code answer}, {@code
 * toolCalls} and, when it did not end well, {@code code} and {@code error}.
 */
final class JsonOutput extends AskOutput {

    private static final JsonFactory JSON = new JsonFactory();

    private final PrintWriter out;
    private final StringBuilder answer = new StringBuilder();
    private final Map<String, ToolResult> results = new LinkedHashMap<>();

    JsonOutput(PrintWriter out) {
        this.out = out;
    }

    @Override
    void show(TurnEvent event) {
        if (event instanceof TurnEvent.TextStarted && !answer.isEmpty()) {
            answer.append("\n\n");
        } else if (event instanceof TurnEvent.TextDelta delta) {
            answer.append(delta.text());
        } else if (event instanceof TurnEvent.ToolFinished finished) {
            results.put(finished.result().callId(), finished.result());
        }
    }

    @Override
    void end(TurnOutcome outcome) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            write(json, outcome);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        out.println(text);
        out.flush();
    }

    private void write(JsonGenerator json, TurnOutcome outcome) throws IOException {
        json.writeStartObject();
        switch (outcome) {
            case TurnOutcome.Completed completed -> json.writeStringField("outcome", "completed");
            case TurnOutcome.AwaitingApproval awaiting ->
                    json.writeStringField("outcome", "awaiting_approval");
            case TurnOutcome.Stopped stopped -> json.writeStringField("outcome", "stopped");
            case TurnOutcome.Failed failed ->
                    writeProblem(json, "failed", failed.code(), failed.text());
            case TurnOutcome.Interrupted interrupted ->
                    writeProblem(json, "interrupted", interrupted.code(), interrupted.text());
        }
        json.writeStringField("answer", answer.toString());
        json.writeArrayFieldStart("toolCalls");
        for (ToolCall call : calls()) {
            json.writeStartObject();
            json.writeStringField("tool", call.tool());
            json.writeFieldName("arguments");
            json.writeRawValue(call.argumentsJson());
            ToolResult result = results.get(call.callId());
            if (result != null) {
                json.writeStringField("status", Terminals.name(result.status()));
                json.writeNumberField("tookMs", result.took().toMillis());
            }
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void writeProblem(JsonGenerator json, String outcome, String code, String text)
            throws IOException {
        json.writeStringField("outcome", outcome);
        json.writeStringField("code", code);
        json.writeStringField("error", text);
    }
}
