package dev.parley.conversation;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * One stored message. A message is written once and never changed.
 *
 * @param model the language model that said it, as its provider names it; empty when none did, or
 *     it has no name
 */
public record Message(MessageId id, Role role, List<Part> parts, Instant createdAt, String model) {

    public Message {
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("message " + id + " has no parts");
        }
        parts = List.copyOf(parts);
    }

    /** A message of no model. */
    public Message(MessageId id, Role role, List<Part> parts, Instant createdAt) {
        this(id, role, parts, createdAt, "");
    }

    public Stream<Part.ToolCall> toolCalls() {
        return parts(Part.ToolCall.class);
    }

    public Stream<Part.ToolResult> toolResults() {
        return parts(Part.ToolResult.class);
    }

    public Stream<Part.Attachment> attachments() {
        return parts(Part.Attachment.class);
    }

    /** All text of the message, its parts joined by an empty line. */
    public String text() {
        return String.join("\n\n", parts(Part.Text.class).map(Part.Text::text).toList());
    }

    private <T extends Part> Stream<T> parts(Class<T> type) {
        return parts.stream().filter(type::isInstance).map(type::cast);
    }
}
