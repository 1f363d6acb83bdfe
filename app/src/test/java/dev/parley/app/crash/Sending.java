package dev.parley.app.crash;

import dev.parley.conversation.ConversationId;
import dev.parley.turn.TurnId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One try of a client to have a turn opened. A client that got no answer tries again, with the same
 * key.
 *
 * @param text the user's message; empty when the turn adds none
 * @param answer the turn that was acknowledged; null when there was no answer, or a refusal
 */
record Sending(String key, ConversationId conversation, String text, @Nullable TurnId answer) {

    Optional<TurnId> acknowledged() {
        return Optional.ofNullable(answer);
    }
}
