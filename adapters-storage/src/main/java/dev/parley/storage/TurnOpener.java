package dev.parley.storage;

import dev.parley.conversation.ConversationId;
import dev.parley.conversation.Message;
import dev.parley.conversation.MessageId;
import dev.parley.token.Principal;
import dev.parley.turn.ConversationEdit;
import dev.parley.turn.TurnId;
import dev.parley.turn.TurnOpening;
import dev.parley.turn.TurnStart;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Opens a turn in a transaction of the caller's, who begins again when a key is taken: what took it
 * is then there to be seen.
 *
 * <p>The conversation is locked first. So of two who open a turn of it the second sees the first's.
 */
final class TurnOpener {

    private static final String BY_REQUEST_KEY =
            """
            SELECT id, conversation_id FROM turn WHERE owner = :owner AND request_key = :requestKey
            """;

    private static final String CONVERSATION_TAKEN =
            """
            SELECT COUNT(*) FROM conversation WHERE id = :id
            """;

    private static final String RUNNING =
            """
            SELECT COUNT(*) FROM turn WHERE running_conversation = :id
            """;

    private static final String LAST_MESSAGE =
            """
            SELECT id FROM message WHERE conversation_id = :id ORDER BY position DESC LIMIT 1
            """;

    private static final String OPEN =
            """
            INSERT INTO turn (id, conversation_id, owner, organization, project, request_key,
                              running_conversation, replica_id, fence, seq_last, stop_requested,
                              events_kept, opened_at)
            VALUES (:id, :conversation, :owner, :organization, :project, :requestKey,
                    :conversation, :replica, :fence, :seqLast, FALSE, TRUE, CURRENT_TIMESTAMP)
            """;

    private final Handle handle;
    private final TurnStart start;

    TurnOpener(Handle handle, TurnStart start) {
        this.handle = handle;
        this.start = start;
    }

    TurnOpening open() {
        boolean creates = start.edit() instanceof ConversationEdit.Create;
        boolean found = !creates && MessageRows.lock(handle, start.owner(), start.conversation());
        Optional<TurnOpening> obstacle = repeated();
        if (obstacle.isEmpty()
                && (creates ? conversationTaken(handle, start.conversation()) : !found)) {
            obstacle = Optional.of(new TurnOpening.NotFound());
        }
        if (obstacle.isEmpty() && !creates && running()) {
            obstacle = Optional.of(new TurnOpening.Busy());
        }
        if (obstacle.isEmpty() && !edited()) {
            obstacle = Optional.of(new TurnOpening.Outdated());
        }
        return obstacle.orElseGet(this::opened);
    }

    /** The turn that the owner has opened with the key. */
    static Optional<TurnOpening.Repeated> opened(
            Handle handle, Principal owner, String requestKey) {
        return handle.createQuery(BY_REQUEST_KEY)
                .bind("owner", owner.key())
                .bind("requestKey", requestKey)
                .map(
                        (row, context) ->
                                new TurnOpening.Repeated(
                                        new TurnId(row.getString("id")),
                                        new ConversationId(row.getString("conversation_id"))))
                .findOne();
    }

    /** Whether there is such a conversation, as far as the transaction sees. */
    static boolean conversationTaken(Handle handle, ConversationId id) {
        return any(handle, CONVERSATION_TAKEN, id);
    }

    private Optional<TurnOpening> repeated() {
        if (start.requestKey().isEmpty()) {
            return Optional.empty();
        }
        return opened(handle, start.owner(), start.requestKey()).map(it -> it);
    }

    private boolean running() {
        return any(handle, RUNNING, start.conversation());
    }

    private static boolean any(Handle handle, String countOfConversation, ConversationId id) {
        return handle.createQuery(countOfConversation)
                        .bind("id", id.value())
                        .mapTo(Integer.class)
                        .one()
                > 0;
    }

    /** Makes the change; false when it was made for another end of the conversation. */
    private boolean edited() {
        return switch (start.edit()) {
            case ConversationEdit.Create create -> {
                MessageRows.create(handle, create.conversation());
                yield true;
            }
            case ConversationEdit.Append append ->
                    endsWith(append.last()) && appended(append.messages());
            case ConversationEdit.Truncate truncate ->
                    endsWith(truncate.last())
                            && MessageRows.deleteFrom(
                                    handle, start.conversation(), truncate.first());
            case ConversationEdit.Replace replace -> endsWith(replace.last()) && replaced(replace);
        };
    }

    private boolean endsWith(MessageId last) {
        return handle.createQuery(LAST_MESSAGE)
                .bind("id", start.conversation().value())
                .mapTo(String.class)
                .findOne()
                .equals(Optional.of(last.value()));
    }

    private boolean replaced(ConversationEdit.Replace replace) {
        if (!MessageRows.deleteFrom(handle, start.conversation(), replace.first())) {
            return false;
        }
        MessageRows.create(handle, replace.earlier());
        return appended(replace.messages());
    }

    private boolean appended(List<Message> messages) {
        return messages.isEmpty()
                || MessageRows.append(
                        handle,
                        List.of(
                                new MessageRows.Addition(
                                        start.conversation(), start.owner().key(), messages)));
    }

    private TurnOpening opened() {
        TurnTakeover.know(handle, start.replica());
        handle.createUpdate(OPEN)
                .bind("id", start.turn().value())
                .bind("conversation", start.conversation().value())
                .bind("owner", start.owner().key())
                .bind("organization", start.owner().workspace().organization())
                .bind("project", start.owner().workspace().project())
                .bindByType(
                        "requestKey",
                        start.requestKey().isEmpty() ? null : start.requestKey(),
                        String.class)
                .bind("replica", start.replica().value())
                .bind("fence", TurnStart.FENCE_FIRST)
                .bind("seqLast", start.events().size())
                .execute();
        UsageRows.open(handle, start);
        if (!start.events().isEmpty()) {
            TurnEventRow.insert(handle, List.of(TurnEventRow.of(start)));
        }
        return new TurnOpening.Opened();
    }
}
