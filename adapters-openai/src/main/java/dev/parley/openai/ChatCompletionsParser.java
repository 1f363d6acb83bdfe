package dev.parley.openai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.parley.model.ModelException;
import dev.parley.model.StopReason;
import dev.parley.model.Usage;
import java.io.IOException;

/** Reads the chunks of a streamed chat completion. Unknown fields are passed over. */
final class ChatCompletionsParser implements AnswerParser {

    @Override
    public boolean read(JsonParser p, Answer answer) throws IOException {
        while (p.nextToken() == JsonToken.FIELD_NAME) {
            String field = p.currentName();
            p.nextToken();
            switch (field) {
                case "choices" -> choices(p, answer);
                case "usage" -> usage(p, answer);
                case "error" -> ErrorObject.throwIfPresent(p);
                default -> p.skipChildren();
            }
        }
        return false;
    }

    private static void choices(JsonParser p, Answer answer) throws IOException {
        if (!Json.isArray(p)) {
            return;
        }
        while (p.nextToken() != JsonToken.END_ARRAY) {
            if (Json.isObject(p)) {
                choice(p, answer);
            }
        }
    }

    private static void choice(JsonParser p, Answer answer) throws IOException {
        while (p.nextToken() == JsonToken.FIELD_NAME) {
            String field = p.currentName();
            p.nextToken();
            switch (field) {
                // Servers that do not really stream send the whole message in one chunk.
                case "delta", "message" -> delta(p, answer);
                case "finish_reason" -> finishReason(Json.text(p), answer);
                case "error" -> ErrorObject.throwIfPresent(p);
                default -> p.skipChildren();
            }
        }
    }

    private static void delta(JsonParser p, Answer answer) throws IOException {
        if (!Json.isObject(p)) {
            return;
        }
        boolean reasoned = false;
        while (p.nextToken() == JsonToken.FIELD_NAME) {
            String field = p.currentName();
            p.nextToken();
            switch (field) {
                case "content", "refusal" -> answer.text(Json.text(p));
                case "reasoning_content", "reasoning" -> {
                    // Some servers send the same text under both names.
                    String text = Json.text(p);
                    if (!reasoned && !text.isEmpty()) {
                        reasoned = true;
                        answer.reasoning(text);
                    }
                }
                case "tool_calls" -> toolCalls(p, answer);
                default -> p.skipChildren();
            }
        }
    }

    private static void toolCalls(JsonParser p, Answer answer) throws IOException {
        if (!Json.isArray(p)) {
            return;
        }
        while (p.nextToken() != JsonToken.END_ARRAY) {
            if (Json.isObject(p)) {
                toolCall(p, answer);
            }
        }
    }

    private static void toolCall(JsonParser p, Answer answer) throws IOException {
        int index = ToolCalls.NO_INDEX;
        String id = "";
        String name = "";
        String arguments = "";
        while (p.nextToken() == JsonToken.FIELD_NAME) {
            String field = p.currentName();
            p.nextToken();
            switch (field) {
                case "index" -> index = Json.index(p);
                case "id" -> id = Json.text(p);
                case "function" -> {
                    if (Json.isObject(p)) {
                        while (p.nextToken() == JsonToken.FIELD_NAME) {
                            String part = p.currentName();
                            p.nextToken();
                            switch (part) {
                                case "name" -> name = Json.text(p);
                                case "arguments" -> arguments = Json.textOrJson(p);
                                default -> p.skipChildren();
                            }
                        }
                    }
                }
                default -> p.skipChildren();
            }
        }
        answer.calls().add(index, id, name, arguments);
    }

    private static void finishReason(String reason, Answer answer) {
        switch (reason) {
            case "" -> {}
            case "stop" -> answer.stopped(StopReason.STOP);
            case "length" -> answer.stopped(StopReason.LENGTH);
            case "tool_calls", "function_call" -> answer.stopped(StopReason.TOOL_CALLS);
            case "content_filter" -> answer.stopped(StopReason.CONTENT_FILTER);
            // OpenRouter's and DeepSeek's names for a provider that broke down meanwhile.
            case "error", "insufficient_system_resource" ->
                    throw new ModelException(
                            ModelException.Kind.UNAVAILABLE,
                            "The model's provider failed while it answered.",
                            null);
            default -> answer.stopped(StopReason.OTHER);
        }
    }

    private static void usage(JsonParser p, Answer answer) throws IOException {
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
                case "prompt_tokens" -> input = Json.count(p, 0);
                case "completion_tokens" -> output = Json.count(p, 0);
                case "prompt_cache_hit_tokens" -> cached = Json.count(p, cached);
                case "prompt_tokens_details" -> cached = Details.of(p, "cached_tokens", cached);
                case "completion_tokens_details" ->
                        reasoning = Details.of(p, "reasoning_tokens", reasoning);
                default -> p.skipChildren();
            }
        }
        answer.usage(new Usage(input, cached, output, reasoning));
    }
}
