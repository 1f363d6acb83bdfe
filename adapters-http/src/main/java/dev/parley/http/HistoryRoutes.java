package dev.parley.http;

import dev.parley.conversation.Conversation;
import dev.parley.conversation.ConversationId;
import dev.parley.conversation.ConversationStore;
import dev.parley.token.Principal;
import dev.parley.turn.ChatService;
import dev.parley.turn.UsageReport;
import dev.parley.turn.UsageSum;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.time.InstantSource;
import java.util.Optional;

/** What people do with what was said: branch off, take away, count. */
final class HistoryRoutes {

    private final ChatService chat;
    private final ConversationStore conversations;
    private final Requests requests;
    private final InstantSource clock;

    HistoryRoutes(
            ChatService chat,
            ConversationStore conversations,
            Requests requests,
            InstantSource clock) {
        this.chat = chat;
        this.conversations = conversations;
        this.requests = requests;
        this.clock = clock;
    }

    /** {@code POST /api/conversations/{id}/fork}; without a body, or a message in it, of it all. */
    void fork(Context context) {
        Principal principal = requests.principal(context);
        ConversationId id = PathIds.conversation(context);
        String key = Requests.idempotencyKey(context);
        byte[] body = requests.body(context);
        String last = body.length == 0 ? "" : JsonInput.string(body, "messageId");
        Conversation branch =
                last.isEmpty()
                        ? chat.branch(principal, id, key)
                        : chat.branch(principal, id, PathIds.message(last), key);
        JsonWriter json = new JsonWriter().object();
        ConversationRoutes.fields(json, ConversationRoutes.summary(branch)).endObject();
        context.status(201).header("Location", "/api/conversations/" + branch.id());
        Requests.json(context, json);
    }

    /** {@code GET /api/conversations/{id}/export?format=}. */
    void export(Context context) throws IOException {
        Principal principal = requests.principal(context);
        ConversationId id = PathIds.conversation(context);
        ExportFormat format = ExportFormat.of(context.queryParam("format"));
        Conversation conversation = find(principal, id);
        UsageSum usage = chat.usage(principal, id);
        context.header(
                "Content-Disposition",
                ExportName.attachment(
                        conversation.title(), conversation.updatedAt(), format.ending()));
        context.contentType(format.type());
        OutputStream out = context.outputStream();
        switch (format) {
            case MARKDOWN -> new MarkdownExport(out, clock.instant()).write(conversation);
            case JSON -> JsonExport.write(out, clock.instant(), conversation, usage);
        }
        out.flush();
    }

    /** {@code GET /api/usage?conversation=}. */
    void usage(Context context) {
        Principal principal = requests.principal(context);
        Optional<String> id = Optional.ofNullable(context.queryParam("conversation"));
        JsonWriter json = new JsonWriter().object();
        if (id.isPresent()) {
            ConversationId conversation = PathIds.conversation(id.orElseThrow());
            find(principal, conversation);
            sum(json.name("total"), chat.usage(principal, conversation));
        } else {
            report(json, chat.usage(principal));
        }
        Requests.json(context, json.endObject());
    }

    /** Writes an object. */
    static void sum(JsonWriter json, UsageSum sum) {
        sumFields(json.object(), sum).endObject();
    }

    private static JsonWriter sumFields(JsonWriter json, UsageSum sum) {
        return json.field("turns", sum.turns())
                .field("inputTokens", sum.tokens().inputTokens())
                .field("cachedInputTokens", sum.tokens().cachedInputTokens())
                .field("outputTokens", sum.tokens().outputTokens())
                .field("reasoningTokens", sum.tokens().reasoningTokens())
                .field("toolCalls", sum.toolCalls());
    }

    private static void report(JsonWriter json, UsageReport report) {
        sum(json.name("total"), report.total());
        json.name("days").array();
        for (UsageReport.Day day : report.days()) {
            json.object().field("day", day.day().toString());
            sumFields(json, day.used()).endObject();
        }
        json.endArray();
    }

    private Conversation find(Principal principal, ConversationId id) {
        return conversations.find(principal, id).orElseThrow(Problem::conversationNotFound);
    }
}
