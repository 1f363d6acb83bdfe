package dev.parley.http;

import dev.parley.conversation.Conversation;
import dev.parley.conversation.ConversationId;
import dev.parley.conversation.ConversationStore;
import dev.parley.conversation.ConversationSummary;
import dev.parley.token.Principal;
import dev.parley.turn.ChatService;
import io.javalin.http.Context;
import java.util.Optional;

/** The saved conversations of whoever asks. */
final class ConversationRoutes {

    private static final int QUERY_LENGTH_MAX = 200;

    private final ChatService chat;
    private final ConversationStore conversations;
    private final Requests requests;

    ConversationRoutes(ChatService chat, ConversationStore conversations, Requests requests) {
        this.chat = chat;
        this.conversations = conversations;
        this.requests = requests;
    }

    /** {@code GET /api/conversations?q=}: an open page asks every few seconds what has changed. */
    void list(Context context) {
        String query = Optional.ofNullable(context.queryParam("q")).orElse("");
        if (query.length() > QUERY_LENGTH_MAX || query.indexOf('\0') >= 0) {
            throw new Problem(
                    ProblemCode.INVALID_ARGUMENTS,
                    "q may have at most " + QUERY_LENGTH_MAX + " characters.");
        }
        JsonWriter json = new JsonWriter().object().name("conversations").array();
        for (ConversationSummary it : conversations.list(requests.principal(context), query)) {
            summary(json, it);
        }
        Requests.taggedJson(context, json.endArray().endObject());
    }

    /** {@code GET /api/conversations/{id}}. */
    void show(Context context) {
        Principal principal = requests.principal(context);
        ConversationId id = PathIds.conversation(context);
        // Asked before and after: a turn that ends or begins while the store reads counts as
        // running, and the page then finds out by following it. The other way round it would show
        // half an answer as all there is.
        boolean before = chat.running(principal, id).isPresent();
        Conversation conversation =
                conversations.find(principal, id).orElseThrow(Problem::conversationNotFound);
        boolean running = before || chat.running(principal, id).isPresent();
        JsonWriter json = new JsonWriter().object();
        fields(json, summary(conversation)).field("running", running).name("messages");
        UiMessages.write(json, conversation, running);
        Requests.json(context, json.endObject());
    }

    /** {@code PATCH /api/conversations/{id}}. */
    void rename(Context context) {
        Principal principal = requests.principal(context);
        ConversationId id = PathIds.conversation(context);
        String title = title(requests.body(context));
        if (!conversations.rename(principal, id, title)) {
            throw Problem.conversationNotFound();
        }
        Conversation renamed =
                conversations.find(principal, id).orElseThrow(Problem::conversationNotFound);
        JsonWriter json = new JsonWriter();
        summary(json, summary(renamed));
        Requests.json(context, json);
    }

    /** {@code DELETE /api/conversations/{id}}. */
    void delete(Context context) {
        if (!chat.delete(requests.principal(context), PathIds.conversation(context))) {
            throw Problem.conversationNotFound();
        }
        context.status(204);
    }

    private static String title(byte[] body) {
        String title = JsonInput.string(body, "title").strip();
        if (title.isEmpty() || title.length() > Conversation.TITLE_LENGTH_MAX) {
            throw Problem.invalidBody(
                    "title must have 1 to " + Conversation.TITLE_LENGTH_MAX + " characters.");
        }
        return title;
    }

    static ConversationSummary summary(Conversation conversation) {
        return new ConversationSummary(
                conversation.id(),
                conversation.title(),
                conversation.createdAt(),
                conversation.updatedAt());
    }

    private static void summary(JsonWriter json, ConversationSummary summary) {
        fields(json.object(), summary).endObject();
    }

    static JsonWriter fields(JsonWriter json, ConversationSummary summary) {
        return json.field("id", summary.id().value())
                .field("title", summary.title())
                .field("createdAt", summary.createdAt().toString())
                .field("updatedAt", summary.updatedAt().toString());
    }
}
