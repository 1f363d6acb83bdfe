package dev.parley.turn;

import dev.parley.conversation.ConversationId;

/** What became of the wish to open a turn. Only {@link Opened} has written anything. */
public sealed interface TurnOpening {

    /** The turn is open, and what it changes in its conversation is durable. */
    record Opened() implements TurnOpening {}

    /** Another turn of the conversation is running. */
    record Busy() implements TurnOpening {}

    /** The owner has opened a turn with this request key before: that one. */
    record Repeated(TurnId turn, ConversationId conversation) implements TurnOpening {}

    /** The conversation is not any more what the edit was made for. */
    record Outdated() implements TurnOpening {}

    /** The owner has no such conversation, or the id of a new one is taken. */
    record NotFound() implements TurnOpening {}
}
