package dev.parley.conversation;

import dev.parley.token.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Builders for tests. Ids count up over the whole process; instants are fixed, one second apart
 * from message to message.
 */
public final class Messages {

    public static final Instant START = Instant.parse("2026-11-01T09:00:00.123Z");

    private static final AtomicInteger COUNTER = new AtomicInteger();

    private Messages() {}

    public static Message user(String text) {
        return message(Role.USER, new Part.Text(text));
    }

    public static Message assistant(String text) {
        return message(Role.ASSISTANT, new Part.Text(text));
    }

    /** A message of these parts with the next id and the next instant. */
    public static Message message(Role role, Part... parts) {
        int number = COUNTER.incrementAndGet();
        return new Message(new MessageId("m" + number), role, List.of(parts), at(number));
    }

    /** A call to {@code tool} that asks for no approval. */
    public static Part.ToolCall call(String callId, String tool) {
        return new Part.ToolCall(callId, tool, "{}", false);
    }

    /** What {@code call} returned: {@code text}, after 5 ms. */
    public static Part.ToolResult result(Part.ToolCall call, String text) {
        return Part.ToolResult.of(call, ToolStatus.OK, text, Duration.ofMillis(5));
    }

    public static ConversationId conversationId() {
        return new ConversationId("c" + COUNTER.incrementAndGet());
    }

    /** A conversation of {@link Principal#local()} with a new id and the title "Title". */
    public static Conversation conversation(Message... messages) {
        return conversation(Principal.local(), messages);
    }

    /** A conversation with a new id and the title "Title", last used when its last message was. */
    public static Conversation conversation(Principal owner, Message... messages) {
        Instant createdAt = at(COUNTER.incrementAndGet());
        return new Conversation(
                conversationId(),
                owner,
                "Title",
                List.of(messages),
                createdAt,
                messages.length == 0 ? createdAt : messages[messages.length - 1].createdAt());
    }

    private static Instant at(int second) {
        return START.plusSeconds(second);
    }
}
