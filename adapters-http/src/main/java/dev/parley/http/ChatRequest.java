package dev.parley.http;

import com.fasterxml.jackson.core.JsonParser;
import dev.parley.conversation.ConversationId;
import dev.parley.conversation.MessageId;
import dev.parley.tool.Approval;
import dev.parley.turn.UserInput;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a client asks for with {@code POST /api/chat}. */
sealed interface ChatRequest {

    ConversationId conversation();

    record Send(ConversationId conversation, UserInput input) implements ChatRequest {}

    /** Sends in the place of an earlier message and all that follows it. */
    record Edit(ConversationId conversation, MessageId replaced, UserInput input)
            implements ChatRequest {}

    record Regenerate(ConversationId conversation) implements ChatRequest {}

    record Decide(ConversationId conversation, List<Approval> approvals) implements ChatRequest {
        public Decide {
            approvals = List.copyOf(approvals);
        }
    }

    record Continue(ConversationId conversation) implements ChatRequest {}

    /** A request, and by which model it is to be answered; empty leaves that open. */
    record Asked(ChatRequest request, String model) {}

    /**
     * Reads a request. Of its messages only the last counts; the others are skipped unread, for the
     * server knows the history.
     *
     * @throws Problem {@code invalid_body} or {@code invalid_id}
     */
    static Asked read(byte[] body) {
        Reader reader = new Reader(body);
        return new Asked(reader.read(), reader.model);
    }

    /** Where in the body the parts of interest are. */
    final class Reader {

        private final byte[] body;
        private String id = "";
        private String trigger = "";
        private String messageId = "";
        private final Set<String> always = new HashSet<>();
        private String model = "";
        private int lastStart = -1;
        private int lastEnd = -1;

        private Reader(byte[] body) {
            this.body = body;
        }

        private ChatRequest read() {
            JsonInput.body(body, this::member);
            ConversationId conversation = PathIds.conversation(id);
            return switch (trigger) {
                case "regenerate-message" -> new Regenerate(conversation);
                case "continue-message" -> new Continue(conversation);
                case "submit-message" -> lastMessage().toRequest(conversation, messageId, always);
                default ->
                        throw Problem.invalidBody(
                                "trigger must be submit-message, regenerate-message or"
                                        + " continue-message.");
            };
        }

        private void member(String name, JsonParser parser) throws IOException {
            switch (name) {
                case "id" -> id = JsonInput.string("id", parser);
                case "trigger" -> trigger = JsonInput.string("trigger", parser);
                case "messageId" -> messageId = JsonInput.string("messageId", parser);
                case "always" ->
                        JsonInput.array(
                                name, parser, it -> always.add(JsonInput.string("a call", it)));
                case "model" -> model = JsonInput.string("model", parser);
                case "messages" -> JsonInput.array("messages", parser, this::message);
                default -> {
                    // Whatever else a client adds is none of ours.
                }
            }
        }

        private void message(JsonParser parser) throws IOException {
            lastStart = (int) parser.currentTokenLocation().getByteOffset();
            parser.skipChildren();
            lastEnd = (int) parser.currentLocation().getByteOffset();
        }

        private ChatMessage lastMessage() {
            if (lastStart < 0) {
                throw Problem.invalidBody("messages must hold a message, as UTF-8.");
            }
            return ChatMessage.read(body, lastStart, lastEnd - lastStart);
        }
    }
}
