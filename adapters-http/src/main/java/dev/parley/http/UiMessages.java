package dev.parley.http;

import dev.parley.conversation.Conversation;
import dev.parley.conversation.Message;
import dev.parley.conversation.Part;
import dev.parley.conversation.Part.ToolCall;
import dev.parley.conversation.Part.ToolResult;
import dev.parley.conversation.Role;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A stored conversation as the messages of the AI SDK, with the parts a client would have built
 * from the live stream: the assistant's messages and the tools' results of one answer are one. Used
 * by one thread, once.
 */
final class UiMessages {

    private static final String MAY_HAVE_RUN =
            "The call may have run: Parley was stopped before its result was seen.";

    private final JsonWriter json;
    private final Map<String, ToolResult> results = new HashMap<>();
    private final boolean running;
    private final boolean awaitsApproval;

    private UiMessages(JsonWriter json, Conversation conversation, boolean running) {
        this.json = json;
        this.running = running;
        this.awaitsApproval = conversation.awaitsApproval();
        conversation.messages().stream()
                .flatMap(Message::toolResults)
                .forEach(it -> results.put(it.callId(), it));
    }

    /** Writes the array of messages; {@code running} says whether a turn is at work on them. */
    static void write(JsonWriter json, Conversation conversation, boolean running) {
        new UiMessages(json, conversation, running).write(conversation.messages());
    }

    private void write(List<Message> messages) {
        json.array();
        boolean open = false;
        for (int i = 0; i < messages.size(); i++) {
            Message message = messages.get(i);
            boolean user = message.role() == Role.USER;
            if (open && user) {
                close();
                open = false;
            }
            if (!open) {
                open(message, model(messages.subList(i, messages.size())));
                open = true;
            }
            parts(message);
            if (user) {
                close();
                open = false;
            }
        }
        if (open) {
            close();
        }
        json.endArray();
    }

    /** Who spoke last in the answer that {@code messages} begin with. */
    private static String model(List<Message> messages) {
        return messages.stream()
                .takeWhile(it -> it.role() != Role.USER)
                .map(Message::model)
                .filter(it -> !it.isEmpty())
                .reduce("", (earlier, later) -> later);
    }

    private void open(Message first, String model) {
        json.object().field("id", first.id().value());
        json.field("role", first.role() == Role.USER ? "user" : "assistant");
        json.name("metadata").object();
        json.field("createdAt", first.createdAt().toString()).optional("model", model).endObject();
        json.name("parts").array();
    }

    private void close() {
        json.endArray().endObject();
    }

    private void parts(Message message) {
        if (message.role() == Role.ASSISTANT) {
            json.object().field("type", "step-start").endObject();
        }
        for (Part part : message.parts()) {
            json.object();
            part(part);
            json.endObject();
        }
    }

    private void part(Part part) {
        switch (part) {
            case Part.Text it ->
                    json.field("type", "text").field("text", it.text()).field("state", "done");
            case Part.Reasoning it ->
                    json.field("type", "reasoning").field("text", it.text()).field("state", "done");
            case Part.Attachment it -> UiJson.attachment(json, it);
            case Part.PromptUse it -> prompt(it);
            case ToolCall it -> call(it, results.get(it.callId()));
            case ToolResult it -> UiJson.resultData(json, it);
            case Part.Notice it -> UiJson.notice(json, it);
        }
    }

    private void prompt(Part.PromptUse use) {
        json.field("type", "data-prompt").name("data").object();
        UiJson.prompt(json, use);
        json.endObject();
    }

    private void call(ToolCall call, @Nullable ToolResult result) {
        json.field("type", "dynamic-tool").field("toolName", call.tool());
        json.field("toolCallId", call.callId());
        UiJson.input(json, call.argumentsJson());
        UiJson.consent(json, call);
        if (result == null) {
            open(call);
            return;
        }
        switch (result.status()) {
            case OK -> {
                json.field("state", "output-available");
                UiJson.output(json, result);
            }
            case DENIED -> {
                json.field("state", "output-denied").name("approval").object();
                json.field("id", call.callId()).field("approved", false).endObject();
            }
            case FAILED, NOT_RUN, UNKNOWN ->
                    json.field("state", "output-error")
                            .field("errorText", UiJson.errorText(result));
        }
    }

    private void open(ToolCall call) {
        if (!running && call.needsApproval()) {
            json.field("state", "approval-requested").name("approval").object();
            json.field("id", call.callId()).endObject();
        } else if (running || awaitsApproval) {
            // It runs, or it is its turn once the user has answered about the others.
            json.field("state", "input-available");
        } else {
            json.field("state", "output-error").field("errorText", MAY_HAVE_RUN);
        }
    }
}
