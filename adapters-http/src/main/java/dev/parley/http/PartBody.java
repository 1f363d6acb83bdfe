package dev.parley.http;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One part of a message as a client sends it, before its type is known: members come in any order.
 */
final class PartBody {

    String type = "";
    String text = "";
    String url = "";
    String state = "";
    String reason = "";
    PromptCall prompt = PromptCall.NONE;
    private String toolCallId = "";
    private String approvalId = "";
    private @Nullable Boolean approved;

    private PartBody() {}

    static PartBody read(JsonParser parser) throws IOException {
        PartBody part = new PartBody();
        JsonInput.object("a part", parser, part::member);
        return part;
    }

    String callId() {
        String callId = toolCallId.isEmpty() ? approvalId : toolCallId;
        if (callId.isEmpty()) {
            throw Problem.invalidBody("An answered approval must have a toolCallId.");
        }
        return callId;
    }

    boolean isApproved() {
        if (approved == null) {
            throw Problem.invalidBody("An answered approval must say whether it is approved.");
        }
        return approved;
    }

    private void member(String name, JsonParser parser) throws IOException {
        switch (name) {
            case "type" -> type = JsonInput.string(name, parser);
            case "text" -> text = JsonInput.string(name, parser);
            case "url" -> url = JsonInput.string(name, parser);
            case "state" -> state = JsonInput.string(name, parser);
            case "toolCallId" -> toolCallId = JsonInput.string(name, parser);
            case "approval" -> JsonInput.object("approval", parser, this::approval);
            case "data" -> data(parser);
            default -> {
                // Input and output of tools, and what is known of files: the server has it.
            }
        }
    }

    private void approval(String name, JsonParser parser) throws IOException {
        switch (name) {
            case "id" -> approvalId = JsonInput.string("approval id", parser);
            case "approved" -> approved = JsonInput.bool("approved", parser);
            case "reason" -> reason = JsonInput.string("reason", parser);
            default -> {
                // Nothing else of an approval counts.
            }
        }
    }

    /** The data of a part that may turn out to be a prompt. */
    private void data(JsonParser parser) throws IOException {
        if (parser.isExpectedStartObjectToken()) {
            prompt = PromptCall.read(parser);
        }
    }
}
