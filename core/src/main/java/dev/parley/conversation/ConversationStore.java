package dev.parley.conversation;

import dev.parley.token.Principal;
import java.util.List;
import java.util.Optional;

/**
 * Keeps conversations. Every method names the owner, and someone else's conversation is the same as
 * none. What a method wrote is durable when it returns.
 *
 * <p>Implementations are safe for use by many threads. Every method blocks until the store has
 * answered, does not react to interrupts (the flag stays set), and throws {@link
 * ConversationStoreException} when the store cannot answer.
 */
public interface ConversationStore {

    /** The most summaries {@link #list} returns. */
    int LIST_MAX = 200;

    /** The conversation with all its messages, oldest first; empty when the owner has none such. */
    Optional<Conversation> find(Principal owner, ConversationId id);

    /**
     * Saves a new conversation with the messages it holds.
     *
     * @return false, and nothing is saved, when the id is taken, by whomever
     */
    boolean create(Conversation conversation);

    /**
     * Adds messages to the end and moves the conversation's {@code updatedAt} to that of the last.
     *
     * @return false, and nothing is saved, when the owner has no such conversation
     * @throws IllegalArgumentException when {@code messages} is empty or one of their ids is taken
     */
    boolean append(Principal owner, ConversationId id, List<Message> messages);

    /**
     * Deletes the message {@code first} and all that follow it.
     *
     * @return false when the owner has no such conversation or it has no such message
     */
    boolean deleteFrom(Principal owner, ConversationId id, MessageId first);

    /**
     * The owner's conversations, last used first, at most {@link #LIST_MAX}.
     *
     * @param query keeps those whose title or message text holds it, whatever the case; empty keeps
     *     all
     */
    List<ConversationSummary> list(Principal owner, String query);

    /**
     * Gives a conversation another title (see {@link Conversation#TITLE_LENGTH_MAX}).
     *
     * @return false when the owner has no such conversation
     */
    boolean rename(Principal owner, ConversationId id, String title);

    /**
     * Deletes a conversation with its messages.
     *
     * @return false when the owner has no such conversation
     */
    boolean delete(Principal owner, ConversationId id);
}
