package dev.parley.openai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.parley.model.ModelException;
import dev.parley.model.StopReason;
import dev.parley.model.Usage;
import java.io.IOException;

/**
 * Reads the events of a streamed response. The fields an event may have are gathered first, in
 * whatever order they come, then its type decides. Unknown types and fields are passed over.
 */
final class ResponsesParser implements AnswerParser {

    private String type = "";
    private String delta = "";
    private String arguments = "";
    private String itemId = "";
    private int outputIndex;
    private long summaryIndex;
    private ErrorObject error = new ErrorObject("", "");

    private String itemType = "";
    private String itemName = "";

    private String incompleteReason = "";
    private Usage usage = Usage.NONE;

    @Override
    public boolean read(JsonParser p, Answer answer) throws IOException {
        clear();
        String code = "";
        while (p.nextToken() == JsonToken.FIELD_NAME) {
            String field = p.currentName();
            p.nextToken();
            switch (field) {
                case "type" -> type = Json.text(p);
                case "delta" -> delta = Json.text(p);
                case "arguments" -> arguments = Json.text(p);
                case "item_id" -> itemId = Json.text(p);
                case "output_index" -> outputIndex = Json.index(p);
                case "summary_index" -> summaryIndex = Json.count(p, 0);
                case "item" -> item(p);
                case "response" -> response(p);
                case "code" -> code = Json.textOrJson(p);
                case "error" -> ErrorObject.throwIfPresent(p);
                default -> p.skipChildren();
            }
        }
        if (type.equals("error")) {
            throw OpenAiErrors.inStream(new ErrorObject(code, ""));
        }
        apply(answer);
        return answer.isWhole();
    }

    private void apply(Answer answer) {
        switch (type) {
            case "response.output_text.delta", "response.refusal.delta" -> answer.text(delta);
            case "response.reasoning_summary_text.delta", "response.reasoning_text.delta" ->
                    answer.reasoning(delta);
            case "response.reasoning_summary_part.added" -> {
                if (summaryIndex > 0) {
                    answer.reasoning("\n\n");
                }
            }
            case "response.output_item.added" -> {
                if (itemType.equals("function_call")) {
                    answer.calls().add(outputIndex, itemId, itemName, arguments);
                }
            }
            case "response.function_call_arguments.delta" ->
                    answer.calls().add(outputIndex, itemId, "", delta);
            case "response.function_call_arguments.done" ->
                    answer.calls().whole(outputIndex, itemId, "", arguments);
            case "response.output_item.done" -> {
                if (itemType.equals("function_call")) {
                    answer.calls().whole(outputIndex, itemId, itemName, arguments);
                }
            }
            case "response.completed" -> stopped(answer, StopReason.STOP);
            case "response.incomplete" -> stopped(answer, incomplete());
            case "response.failed" -> throw OpenAiErrors.inStream(error);
            case "response.cancelled" ->
                    throw new ModelException(
                            ModelException.Kind.INCOMPLETE,
                            "The model's provider cancelled the answer.",
                            null);
            default -> {}
        }
    }

    private void stopped(Answer answer, StopReason reason) {
        answer.usage(usage);
        answer.stopped(reason);
    }

    private StopReason incomplete() {
        return switch (incompleteReason) {
            case "max_output_tokens" -> StopReason.LENGTH;
            case "content_filter" -> StopReason.CONTENT_FILTER;
            default -> StopReason.OTHER;
        };
    }

    private void item(JsonParser p) throws IOException {
        if (!Json.isObject(p)) {
            return;
        }
        while (p.nextToken() == JsonToken.FIELD_NAME) {
            String field = p.currentName();
            p.nextToken();
            switch (field) {
                case "type" -> itemType = Json.text(p);
                case "id" -> itemId = Json.text(p);
                case "name" -> itemName = Json.text(p);
                case "arguments" -> arguments = Json.text(p);
                default -> p.skipChildren();
            }
        }
    }

    private void response(JsonParser p) throws IOException {
        if (!Json.isObject(p)) {
            return;
        }
        while (p.nextToken() == JsonToken.FIELD_NAME) {
            String field = p.currentName();
            p.nextToken();
            switch (field) {
                case "usage" -> usage(p);
                case "incomplete_details" -> incompleteReason = textIn(p, "reason");
                case "error" -> error = new ErrorObject(textIn(p, "code"), "");
                default -> p.skipChildren();
            }
        }
    }

    private void usage(JsonParser p) throws IOException {
        if (!Json.isObject(p)) {
            return;
        }
        long input = 0;
        long cached = 0;
        long output = 0;
        long reasoning = 0;
        while (p.nextToken() == JsonToken.FIELD_NAME) {
            String field = p.currentName();
            p.nextToken();
            switch (field) {
                case "input_tokens" -> input = Json.count(p, 0);
                case "output_tokens" -> output = Json.count(p, 0);
                case "input_tokens_details" -> cached = Details.of(p, "cached_tokens", 0);
                case "output_tokens_details" -> reasoning = Details.of(p, "reasoning_tokens", 0);
                default -> p.skipChildren();
            }
        }
        usage = new Usage(input, cached, output, reasoning);
    }

    private static String textIn(JsonParser p, String name) throws IOException {
        String text = "";
        if (!Json.isObject(p)) {
            return text;
        }
        while (p.nextToken() == JsonToken.FIELD_NAME) {
            String field = p.currentName();
            p.nextToken();
            if (field.equals(name)) {
                text = Json.text(p);
            } else {
                p.skipChildren();
            }
        }
        return text;
    }

    private void clear() {
        type = "";
        delta = "";
        arguments = "";
        itemId = "";
        outputIndex = ToolCalls.NO_INDEX;
        summaryIndex = 0;
        error = new ErrorObject("", "");
        itemType = "";
        itemName = "";
        incompleteReason = "";
        usage = Usage.NONE;
    }
}
