package dev.parley.openai;

import com.openai.core.JsonValue;
import dev.parley.conversation.AttachmentId;
import dev.parley.conversation.Message;
import dev.parley.conversation.Part;
import dev.parley.conversation.Role;
import dev.parley.model.ModelRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Walks a history once and hands it to a wire piece by piece. Reasoning, notices and the mark of a
 * prompt are ours and not sent.
 */
final class OpenAiRequests {

    /** What a wire makes of each piece. */
    interface Wire {
        void user(List<UserPiece> pieces);

        /** {@code text} may be empty, or {@code calls}, but not both. */
        void assistant(String text, List<SentCall> calls);

        void result(String id, String text);
    }

    /** A piece of what the user said: text, or a picture as {@code data:} URL. */
    record UserPiece(boolean isImage, String value) {}

    /** A call under the id it has in this request. */
    record SentCall(String id, String tool, String argumentsJson) {}

    private final int resultCharsMax;
    private final Map<AttachmentId, byte[]> files;
    private final Map<String, String> ids = new HashMap<>();
    private final Set<String> open = new HashSet<>();

    private OpenAiRequests(ModelRequest request) {
        this.resultCharsMax = request.toolResultCharsMax();
        this.files = request.files();
    }

    /**
     * Hands the messages of {@code request} to the wire.
     *
     * @throws IllegalArgumentException when a call has no result, or a result no call: providers
     *     refuse such a history for ever
     */
    static void write(ModelRequest request, Wire wire) {
        OpenAiRequests requests = new OpenAiRequests(request);
        for (Message message : request.messages()) {
            requests.write(message, wire);
        }
        requests.requireNoOpenCall();
    }

    /** The schema as an object with properties, which some servers insist on. */
    static Map<String, JsonValue> parameters(String inputSchemaJson) {
        Map<String, JsonValue> parameters = new HashMap<>(SchemaJson.members(inputSchemaJson));
        parameters.putIfAbsent("type", JsonValue.from("object"));
        parameters.putIfAbsent("properties", JsonValue.from(Map.of()));
        return parameters;
    }

    private void write(Message message, Wire wire) {
        if (message.role() != Role.TOOL) {
            requireNoOpenCall();
        }
        switch (message.role()) {
            case USER -> user(message, wire);
            case ASSISTANT -> assistant(message, wire);
            case TOOL -> message.toolResults().forEach(result -> result(result, wire));
        }
    }

    private void user(Message message, Wire wire) {
        List<UserPiece> pieces = new ArrayList<>();
        for (Part part : message.parts()) {
            if (part instanceof Part.Text text && !text.text().isEmpty()) {
                pieces.add(new UserPiece(false, WholeCharacters.in(text.text())));
            } else if (part instanceof Part.Attachment attachment) {
                pieces.add(AttachmentPiece.of(attachment, files.get(attachment.id())));
            }
        }
        if (!pieces.isEmpty()) {
            wire.user(pieces);
        }
    }

    private void assistant(Message message, Wire wire) {
        List<SentCall> calls = message.toolCalls().map(this::opened).toList();
        String text = WholeCharacters.in(message.text());
        if (!text.isEmpty() || !calls.isEmpty()) {
            wire.assistant(text, calls);
        }
    }

    /**
     * Numbers calls anew in each request: Mistral takes ids of nine letters and digits only, OpenAI
     * at most 40. The same history gives the same numbers, so a provider's cache still fits.
     */
    private SentCall opened(Part.ToolCall call) {
        String id = "call" + (10_001 + ids.size());
        if (ids.putIfAbsent(call.callId(), id) != null) {
            throw new IllegalArgumentException("two tool calls have the id " + call.callId());
        }
        open.add(call.callId());
        return new SentCall(id, call.tool(), call.argumentsJson());
    }

    private void result(Part.ToolResult result, Wire wire) {
        String id = ids.get(result.callId());
        if (id == null || !open.remove(result.callId())) {
            throw new IllegalArgumentException(
                    "a tool result without its call, or a second one: " + result.callId());
        }
        wire.result(id, WholeCharacters.in(ToolResultText.of(result, resultCharsMax)));
    }

    private void requireNoOpenCall() {
        if (!open.isEmpty()) {
            throw new IllegalArgumentException("tool calls without a result: " + open);
        }
    }
}
