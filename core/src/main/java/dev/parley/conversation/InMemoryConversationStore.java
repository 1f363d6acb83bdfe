package dev.parley.conversation;

import dev.parley.token.Principal;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * Conversations kept in memory, gone with the process: the default of the library, and the fake of
 * the tests. Safe for use by many threads.
 */
public final class InMemoryConversationStore implements ConversationStore {

    private final Map<ConversationId, Conversation> conversations = new ConcurrentHashMap<>();

    @Override
    public Optional<Conversation> find(Principal owner, ConversationId id) {
        return Optional.ofNullable(conversations.get(id)).filter(found -> owns(owner, found));
    }

    @Override
    public boolean create(Conversation conversation) {
        return conversations.putIfAbsent(conversation.id(), conversation) == null;
    }

    @Override
    public boolean append(Principal owner, ConversationId id, List<Message> messages) {
        if (messages.isEmpty()) {
            throw new IllegalArgumentException("nothing to append to " + id);
        }
        return change(owner, id, conversation -> Optional.of(withAppended(conversation, messages)));
    }

    @Override
    public boolean deleteFrom(Principal owner, ConversationId id, MessageId first) {
        return change(owner, id, conversation -> withoutTail(conversation, first));
    }

    @Override
    public List<ConversationSummary> list(Principal owner, String query) {
        return conversations.values().stream()
                .filter(conversation -> owns(owner, conversation) && matches(conversation, query))
                .sorted(Comparator.comparing(Conversation::updatedAt).reversed())
                .limit(LIST_MAX)
                .map(InMemoryConversationStore::summary)
                .toList();
    }

    @Override
    public boolean rename(Principal owner, ConversationId id, String title) {
        return change(
                owner,
                id,
                it ->
                        Optional.of(
                                new Conversation(
                                        it.id(),
                                        it.owner(),
                                        title,
                                        it.messages(),
                                        it.createdAt(),
                                        it.updatedAt())));
    }

    @Override
    public boolean delete(Principal owner, ConversationId id) {
        return find(owner, id).map(found -> conversations.remove(id, found)).orElse(false);
    }

    /** Whether a message of any conversation names the file. */
    boolean names(AttachmentId attachment) {
        return conversations.values().stream()
                .flatMap(conversation -> conversation.messages().stream())
                .flatMap(Message::attachments)
                .anyMatch(it -> it.id().equals(attachment));
    }

    /** Replaces the owner's conversation atomically; false when there is none to replace. */
    private boolean change(
            Principal owner,
            ConversationId id,
            Function<Conversation, Optional<Conversation>> operation) {
        AtomicBoolean changed = new AtomicBoolean();
        conversations.computeIfPresent(
                id,
                (key, found) -> {
                    Optional<Conversation> replacement =
                            owns(owner, found) ? operation.apply(found) : Optional.empty();
                    changed.set(replacement.isPresent());
                    return replacement.orElse(found);
                });
        return changed.get();
    }

    private static Conversation withAppended(Conversation conversation, List<Message> added) {
        Set<MessageId> ids = new HashSet<>();
        conversation.messages().forEach(message -> ids.add(message.id()));
        for (Message message : added) {
            if (!ids.add(message.id())) {
                throw new IllegalArgumentException("message id taken: " + message.id());
            }
        }
        return conversation.with(added);
    }

    private static Optional<Conversation> withoutTail(Conversation conversation, MessageId first) {
        List<MessageId> ids = conversation.messages().stream().map(Message::id).toList();
        int index = ids.indexOf(first);
        if (index < 0) {
            return Optional.empty();
        }
        return Optional.of(
                new Conversation(
                        conversation.id(),
                        conversation.owner(),
                        conversation.title(),
                        conversation.messages().subList(0, index),
                        conversation.createdAt(),
                        conversation.updatedAt()));
    }

    private static boolean owns(Principal owner, Conversation conversation) {
        return conversation.owner().key().equals(owner.key());
    }

    private static boolean matches(Conversation conversation, String query) {
        String wanted = query.toLowerCase(Locale.ROOT);
        return conversation.title().toLowerCase(Locale.ROOT).contains(wanted)
                || conversation.messages().stream()
                        .anyMatch(it -> it.text().toLowerCase(Locale.ROOT).contains(wanted));
    }

    private static ConversationSummary summary(Conversation conversation) {
        return new ConversationSummary(
                conversation.id(),
                conversation.title(),
                conversation.createdAt(),
                conversation.updatedAt());
    }
}
