package dev.parley.http;

import dev.parley.conversation.ConversationId;
import dev.parley.conversation.ConversationStore;
import dev.parley.token.Principal;
import dev.parley.turn.ChatService;
import dev.parley.turn.TurnFollower;
import dev.parley.turn.TurnLog;
import dev.parley.turn.UserInput;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.Optional;

/** Turns: start one and follow it, follow one that runs, stop it. */
final class ChatRoutes {

    private final ChatService chat;
    private final ConversationStore conversations;
    private final Requests requests;
    private final Duration heartbeat;

    ChatRoutes(
            ChatService chat,
            ConversationStore conversations,
            Requests requests,
            Duration heartbeat) {
        this.chat = chat;
        this.conversations = conversations;
        this.requests = requests;
        this.heartbeat = heartbeat;
    }

    /** {@code POST /api/chat}. */
    void start(Context context) {
        Principal principal = requests.principal(context);
        ChatRequest request = ChatRequest.read(requests.body(context));
        TurnLog log =
                switch (request) {
                    case ChatRequest.Send it -> send(principal, it);
                    case ChatRequest.Regenerate it ->
                            chat.regenerate(principal, it.conversation(), "");
                    case ChatRequest.Decide it ->
                            chat.decide(principal, it.conversation(), it.approvals(), "");
                };
        stream(context, log, 0);
    }

    /**
     * {@code GET /api/chat/{id}/stream}. A client that goes on after an event names the {@code
     * turn} it saw: events are counted in each turn, and another one may run by now.
     */
    void follow(Context context) {
        ConversationId id = PathIds.conversation(context);
        int after = PathIds.after(context);
        String turn = context.queryParam("turn");
        Optional<TurnLog> running =
                chat.running(requests.principal(context), id)
                        .filter(log -> turn == null || log.turn().value().equals(turn));
        if (running.isPresent()) {
            stream(context, running.orElseThrow(), after);
        } else {
            context.status(204);
        }
    }

    /** {@code POST /api/chat/{id}/stop}. */
    void stop(Context context) {
        ConversationId id = PathIds.conversation(context);
        Principal principal = requests.principal(context);
        if (!chat.cancel(principal, id) && conversations.find(principal, id).isEmpty()) {
            throw Problem.conversationNotFound();
        }
        context.status(204);
    }

    private TurnLog send(Principal principal, ChatRequest.Send request) {
        try {
            return chat.send(principal, request.conversation(), request.input());
        } catch (IllegalArgumentException e) {
            ProblemCode code =
                    request.input() instanceof UserInput.Prompt
                            ? ProblemCode.INVALID_ARGUMENTS
                            : ProblemCode.INVALID_BODY;
            throw new Problem(code, String.valueOf(e.getMessage()));
        }
    }

    private void stream(Context context, TurnLog log, int after) {
        try (TurnFollower follower = follow(log, after)) {
            new UiMessageStream(context.res(), heartbeat).send(follower);
        }
    }

    private static TurnFollower follow(TurnLog log, int after) {
        try {
            return log.follow(after);
        } catch (IllegalArgumentException e) {
            throw PathIds.invalid("The running turn has no event " + after + ".");
        }
    }
}
