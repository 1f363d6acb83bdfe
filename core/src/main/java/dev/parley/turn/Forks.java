package dev.parley.turn;

import dev.parley.conversation.Conversation;
import dev.parley.conversation.ConversationId;
import dev.parley.conversation.ConversationStore;
import dev.parley.conversation.MessageId;
import dev.parley.token.Principal;
import dev.parley.token.Sha256;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;

/**
 * Saves branches of conversations that may be in use: of a turn that is running, nothing gets into
 * one. Safe for use by many threads.
 */
final class Forks {

    /** A conversation to branch from; of its messages, {@code whole} are no running turn's. */
    private record Source(Conversation conversation, int whole) {}

    private final TurnEnvironment environment;
    private final Branches branches;
    private final BiPredicate<Principal, ConversationId> running;

    /** Asks {@code running} whether a turn is running in the principal's conversation, anywhere. */
    Forks(
            TurnEnvironment environment,
            Branches branches,
            BiPredicate<Principal, ConversationId> running) {
        this.environment = environment;
        this.branches = branches;
        this.running = running;
    }

    /** See {@link ChatService#branch(Principal, ConversationId, String)}. */
    Conversation branch(Principal principal, ConversationId id, String requestKey) {
        ConversationId branch = branchId(principal, id, "", requestKey);
        Optional<Conversation> before = before(principal, branch, requestKey);
        if (before.isPresent()) {
            return before.get();
        }
        Source source = source(principal, id);
        return saved(principal, source, source.whole(), branch);
    }

    /** See {@link ChatService#branch(Principal, ConversationId, MessageId, String)}. */
    Conversation branch(Principal principal, ConversationId id, MessageId last, String requestKey) {
        ConversationId branch = branchId(principal, id, last.value(), requestKey);
        Optional<Conversation> before = before(principal, branch, requestKey);
        if (before.isPresent()) {
            return before.get();
        }
        Source source = source(principal, id);
        return saved(principal, source, Branches.upTo(source.conversation(), last), branch);
    }

    /** The same for the same request, so that the store itself knows a request that is repeated. */
    private ConversationId branchId(
            Principal principal, ConversationId id, String last, String requestKey) {
        return new ConversationId(
                requestKey.isEmpty()
                        ? environment.ids().get()
                        : Sha256.base64(List.of(principal.key(), id.value(), last, requestKey)));
    }

    private Optional<Conversation> before(
            Principal principal, ConversationId branch, String requestKey) {
        return requestKey.isEmpty() ? Optional.empty() : find(principal, branch);
    }

    /** A turn that begins or ends while the conversation is read counts as running. */
    private Source source(Principal principal, ConversationId id) {
        boolean before = running.test(principal, id);
        Conversation conversation =
                find(principal, id).orElseThrow(() -> new ConversationNotFound(id));
        boolean busy = running.test(principal, id) || before;
        return new Source(
                conversation,
                busy
                        ? Math.max(0, conversation.lastUserMessage())
                        : conversation.messages().size());
    }

    private Conversation saved(
            Principal principal, Source source, int count, ConversationId branchId) {
        if (count == 0 || count > source.whole()) {
            throw new ConversationBusy(source.conversation().id());
        }
        Conversation branch = branches.branch(source.conversation(), count, branchId);
        ConversationStore conversations = environment.conversations();
        if (conversations.create(branch)) {
            return branch;
        }
        // The same request, at the same time: the other was quicker.
        return find(principal, branchId)
                .orElseThrow(() -> new IllegalStateException("a new id is taken: " + branchId));
    }

    private Optional<Conversation> find(Principal principal, ConversationId id) {
        return environment.conversations().find(principal, id);
    }
}
