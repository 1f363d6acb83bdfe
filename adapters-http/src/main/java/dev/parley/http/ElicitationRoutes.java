package dev.parley.http;

import com.fasterxml.jackson.core.JsonParser;
import dev.parley.tool.ElicitationAnswer;
import dev.parley.tool.ElicitationAnswer.Action;
import dev.parley.tool.ElicitationValue;
import dev.parley.turn.ChatService;
import dev.parley.turn.ElicitationId;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Answers to what servers ask in the middle of a tool call. */
final class ElicitationRoutes {

    private final ChatService chat;
    private final Requests requests;

    ElicitationRoutes(ChatService chat, Requests requests) {
        this.chat = chat;
        this.requests = requests;
    }

    /**
     * {@code POST /api/elicitations/{id}}: the action and, for a form that is accepted, its values.
     * A null among them leaves a field empty that has a default.
     */
    void answer(Context context) {
        ElicitationId id = PathIds.elicitation(context);
        ElicitationAnswer answer = read(requests.body(context));
        chat.answer(requests.principal(context), id, answer);
        context.status(204);
    }

    private static ElicitationAnswer read(byte[] body) {
        List<String> actions = new ArrayList<>();
        Map<String, ElicitationValue> values = new HashMap<>();
        JsonInput.body(
                body,
                (name, parser) -> {
                    switch (name) {
                        case "action" -> actions.add(JsonInput.string("action", parser));
                        case "content" ->
                                JsonInput.object(
                                        "content",
                                        parser,
                                        (field, at) -> values.put(field, value(field, at)));
                        default -> {
                            // A newer page may say more.
                        }
                    }
                });
        Action action = action(actions.isEmpty() ? "" : actions.getLast());
        return new ElicitationAnswer(action, action == Action.ACCEPT ? values : Map.of());
    }

    private static Action action(String name) {
        return switch (name) {
            case "accept" -> Action.ACCEPT;
            case "decline" -> Action.DECLINE;
            case "cancel" -> Action.CANCEL;
            default -> throw Problem.invalidBody("action must be accept, decline or cancel.");
        };
    }

    private static ElicitationValue value(String name, JsonParser parser) throws IOException {
        String what = "content." + name;
        return switch (parser.currentToken()) {
            case VALUE_NULL -> new ElicitationValue.Nothing();
            case VALUE_STRING -> new ElicitationValue.Text(JsonInput.string(what, parser));
            case VALUE_TRUE, VALUE_FALSE -> new ElicitationValue.Flag(JsonInput.bool(what, parser));
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
                    new ElicitationValue.Numeric(parser.getDecimalValue());
            case START_ARRAY -> {
                List<String> options = new ArrayList<>();
                JsonInput.array(what, parser, it -> options.add(JsonInput.string(what, it)));
                yield new ElicitationValue.Choices(options);
            }
            default ->
                    throw Problem.invalidBody(
                            what + " must be a string, a number, true, false or a list.");
        };
    }
}
