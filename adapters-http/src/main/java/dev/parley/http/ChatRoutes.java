package dev.parley.http;

import dev.parley.conversation.ConversationId;
import dev.parley.conversation.ConversationStore;
import dev.parley.token.Principal;
import dev.parley.turn.ChatService;
import dev.parley.turn.TurnFollower;
import dev.parley.turn.TurnId;
import dev.parley.turn.TurnLog;
import dev.parley.turn.TurnPosition;
import dev.parley.turn.UserInput;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Turns: start one and follow it, follow one that runs, stop it. */
final class ChatRoutes {

    /** How long what one replica has shown may take to be seen by another. */
    private static final Duration SAVING_MAX = Duration.ofSeconds(2);

    private final Gate gate;
    private final ChatService chat;
    private final ConversationStore conversations;
    private final Requests requests;
    private final Duration heartbeat;
    private final OpenStreams streams;
    private final ApprovalAge approvalAge;
    private final Capacity capacity;

    ChatRoutes(
            Gate gate,
            ChatService chat,
            ConversationStore conversations,
            Requests requests,
            Duration heartbeat,
            OpenStreams streams,
            ApprovalAge approvalAge,
            Capacity capacity) {
        this.gate = gate;
        this.chat = chat;
        this.conversations = conversations;
        this.requests = requests;
        this.heartbeat = heartbeat;
        this.streams = streams;
        this.approvalAge = approvalAge;
        this.capacity = capacity;
    }

    /** {@code POST /api/chat}. */
    @SuppressWarnings("try") // The slot is held, not used.
    void start(Context context) {
        Principal principal = requests.principal(context);
        String key = Requests.idempotencyKey(context);
        ChatRequest.Asked asked = ChatRequest.read(requests.body(context));
        ChatService answering = chat.answeredBy(asked.model());
        try (StreamSlots.Slot slot = capacity.follow(principal)) {
            TurnLog log =
                    capacity.start(
                            context,
                            principal,
                            key,
                            () -> start(context, answering, asked.request(), key));
            leaveNothing(context, asked.request());
            stream(context, log, log.follow(0));
        }
    }

    /**
     * {@code GET /api/chat/{id}/stream}. A client that goes on after an event names the {@code
     * turn} it saw, for events are counted in each turn: that turn goes on wherever it runs, also
     * when it has just ended. Without, it is the turn that runs now.
     */
    @SuppressWarnings("try") // The slot is held, not used.
    void follow(Context context) throws InterruptedException {
        Principal principal = requests.principal(context);
        ConversationId id = PathIds.conversation(context);
        TurnPosition after = PathIds.after(context);
        Optional<TurnId> turn = PathIds.turn(context);
        Optional<TurnLog> log =
                turn.isPresent()
                        ? chat.turn(principal, id, turn.orElseThrow())
                        : chat.running(principal, id);
        if (log.isEmpty()) {
            context.status(204);
            return;
        }
        try (StreamSlots.Slot slot = capacity.follow(principal)) {
            Optional<TurnFollower> follower = resume(log.orElseThrow(), after);
            if (follower.isPresent()) {
                stream(context, log.orElseThrow(), follower.orElseThrow());
            } else if (turn.isPresent()) {
                // It was shown, but never saved: what there is, is in the conversation.
                context.status(204);
            } else {
                throw PathIds.invalid("The running turn has no such event.");
            }
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

    private TurnLog start(Context context, ChatService chat, ChatRequest request, String key) {
        Principal principal = requests.principal(context);
        return switch (request) {
            case ChatRequest.Send it ->
                    taken(
                            it.input(),
                            () -> chat.send(principal, it.conversation(), it.input(), key));
            case ChatRequest.Edit it ->
                    taken(
                            it.input(),
                            () ->
                                    chat.edit(
                                            principal,
                                            it.conversation(),
                                            it.replaced(),
                                            it.input(),
                                            key));
            case ChatRequest.Regenerate it -> chat.regenerate(principal, it.conversation(), key);
            case ChatRequest.Continue it -> chat.continueAnswer(principal, it.conversation(), key);
            case ChatRequest.Decide it -> {
                approvalAge.check(Gate.admitted(context), it.approvals());
                yield chat.decide(principal, it.conversation(), it.approvals(), key);
            }
        };
    }

    /**
     * Stops what has just begun for somebody who is out by now: when all their turns were told to
     * stop, this one may not have been there yet.
     */
    private void leaveNothing(Context context, ChatRequest request) {
        try {
            gate.admitAgain(context);
        } catch (Problem e) {
            chat.cancel(requests.principal(context), request.conversation());
            throw e;
        }
    }

    private static TurnLog taken(UserInput input, Supplier<TurnLog> start) {
        try {
            return start.get();
        } catch (IllegalArgumentException e) {
            ProblemCode code =
                    input instanceof UserInput.Prompt
                            ? ProblemCode.INVALID_ARGUMENTS
                            : ProblemCode.INVALID_BODY;
            throw new Problem(code, String.valueOf(e.getMessage()));
        }
    }

    /**
     * A reader behind {@code seen}. What another replica has shown may be a moment away from being
     * saved; then it is waited for.
     */
    private static Optional<TurnFollower> resume(TurnLog log, TurnPosition seen)
            throws InterruptedException {
        long end = System.nanoTime() + SAVING_MAX.toNanos();
        Optional<TurnFollower> resumed = log.resume(seen);
        try (TurnFollower ahead = log.follow(log.size())) {
            long left = SAVING_MAX.toNanos();
            while (resumed.isEmpty()
                    && left > 0
                    && !ahead.atEnd()
                    && ahead.position() < seen.sequence()
                    && ahead.fence() == seen.fence()) {
                ahead.take(Duration.ofNanos(left));
                resumed = log.resume(seen);
                left = end - System.nanoTime();
            }
        }
        return resumed;
    }

    private void stream(Context context, TurnLog log, TurnFollower follower) {
        try (follower) {
            UiMessageStream stream = new UiMessageStream(context.res(), heartbeat);
            if (context.method().equals(HandlerType.HEAD)) {
                stream.begin();
                return;
            }
            streams.write(Gate.admitted(context), () -> stream.send(log, follower));
        }
    }
}
