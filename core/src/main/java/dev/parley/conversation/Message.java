package dev.parley.conversation;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** One stored message. A message is written once and never changed. */
public record Message(MessageId id, Role role, List<Part> parts, Instant createdAt) {

    public Message {
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("message " + id + " has no parts");
        }
        parts = List.copyOf(parts);
    }

    public Stream<Part.ToolCall> toolCalls() {
        return parts(Part.ToolCall.class);
    }

    public Stream<Part.ToolResult> toolResults() {
        return parts(Part.ToolResult.class);
    }

    /** All text of the message, its parts joined by an empty line. */
    public String text() {
        return String.join("\n\n", parts(Part.Text.class).map(Part.Text::text).toList());
    }

    private <T extends Part> Stream<T> parts(Class<T> type) {
        return parts.stream().filter(type::isInstance).map(type::cast);
    }
}
