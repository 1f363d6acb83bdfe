package dev.parley.conversation;

import java.time.Instant;

/** A line in the list of conversations. */
public record ConversationSummary(
        ConversationId id, String title, Instant createdAt, Instant updatedAt) {}
