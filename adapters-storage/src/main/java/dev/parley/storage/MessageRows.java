package dev.parley.storage;

import dev.parley.conversation.Conversation;
import dev.parley.conversation.ConversationId;
import dev.parley.conversation.Message;
import dev.parley.conversation.MessageId;
import dev.parley.token.Principal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * What the stores write to conversations and their messages, in a transaction of the caller's. Who
 * also changes turns locks the conversation first.
 */
final class MessageRows {

    private static final String CREATE =
            """
            INSERT INTO conversation (id, owner, owner_name, title, title_search, position_next,
                                      created_at, updated_at)
            VALUES (:id, :owner, :ownerName, :title, :titleSearch, :positionNext,
                    :createdAt, :updatedAt)
            """;

    /** Also locks the conversation, so that appends to it take their positions in turn. */
    private static final String TAKE_POSITIONS =
            """
            UPDATE conversation
            SET position_next = position_next + :count, updated_at = :updatedAt
            WHERE id = :id AND owner = :owner
            """;

    private static final String ADD_MESSAGE =
            """
            INSERT INTO message (conversation_id, position, id, role, parts_json, text_search,
                                 created_at, model)
            VALUES (:conversation,
                    (SELECT position_next FROM conversation WHERE id = :conversation) - :fromEnd,
                    :id, :role, :parts, :textSearch, :createdAt, :model)
            """;

    /** Nobody else adds to the conversation, which is locked. */
    private static final String USE_ATTACHMENT =
            """
            INSERT INTO attachment_use (attachment_id, conversation_id)
            SELECT CAST(:attachment AS VARCHAR(64)), CAST(:conversation AS VARCHAR(64))
            WHERE NOT EXISTS (SELECT 1 FROM attachment_use
                              WHERE attachment_id = :attachment
                                AND conversation_id = :conversation)
            """;

    /** The update is there for its lock: an append must not slip in behind the deleted tail. */
    private static final String LOCK =
            """
            UPDATE conversation SET position_next = position_next
            WHERE id = :id AND owner = :owner
            """;

    private static final String DELETE_FROM =
            """
            DELETE FROM message
            WHERE conversation_id = :id
              AND position >= (SELECT first.position FROM message first
                               WHERE first.conversation_id = :id AND first.id = :first)
            """;

    /**
     * Messages for the end of a conversation.
     *
     * @param owner the {@linkplain Principal#key() key} of the conversation's owner
     * @param messages at least one
     */
    record Addition(ConversationId conversation, String owner, List<Message> messages) {}

    private MessageRows() {}

    /** Fails as {@link DatabaseException#keyTaken} says when the id is taken. */
    static void create(Handle handle, Conversation conversation) {
        handle.createUpdate(CREATE)
                .bind("id", conversation.id().value())
                .bind("owner", conversation.owner().key())
                .bind("ownerName", withoutNul(conversation.owner().displayName()))
                .bind("title", withoutNul(conversation.title()))
                .bind("titleSearch", searched(conversation.title()))
                .bind("positionNext", conversation.messages().size())
                .bind("createdAt", stored(conversation.createdAt()))
                .bind("updatedAt", stored(conversation.updatedAt()))
                .execute();
        if (!conversation.messages().isEmpty()) {
            add(
                    handle,
                    List.of(
                            new Addition(
                                    conversation.id(),
                                    conversation.owner().key(),
                                    conversation.messages())));
        }
    }

    /** Adds to all of the conversations, or returns false when one is missing. */
    static boolean append(Handle handle, List<Addition> additions) {
        if (additions.isEmpty()) {
            return true;
        }
        PreparedBatch batch = handle.prepareBatch(TAKE_POSITIONS);
        for (Addition addition : additions) {
            batch.bind("count", addition.messages().size())
                    .bind("updatedAt", stored(addition.messages().getLast().createdAt()))
                    .bind("id", addition.conversation().value())
                    .bind("owner", addition.owner())
                    .add();
        }
        boolean allFound = Arrays.stream(batch.execute()).sum() == additions.size();
        if (allFound) {
            add(handle, additions);
        }
        return allFound;
    }

    /** False when the owner has no such conversation. */
    static boolean lock(Handle handle, Principal owner, ConversationId id) {
        return handle.createUpdate(LOCK).bind("id", id.value()).bind("owner", owner.key()).execute()
                == 1;
    }

    /** For a conversation that is locked; false when it has no such message. */
    static boolean deleteFrom(Handle handle, ConversationId id, MessageId first) {
        return handle.createUpdate(DELETE_FROM)
                        .bind("id", id.value())
                        .bind("first", first.value())
                        .execute()
                > 0;
    }

    /** The form in which text is compared: Java's lower case, as databases differ in theirs. */
    static String searched(String text) {
        return text.toLowerCase(Locale.ROOT).replace("\0", "");
    }

    /** PostgreSQL's texts hold any character but this one; the title must not become empty. */
    static String withoutNul(String text) {
        return text.replace('\0', '\uFFFD');
    }

    private static void add(Handle handle, List<Addition> additions) {
        PreparedBatch batch = handle.prepareBatch(ADD_MESSAGE);
        for (Addition addition : additions) {
            int fromEnd = addition.messages().size();
            for (Message message : addition.messages()) {
                batch.bind("conversation", addition.conversation().value())
                        .bind("fromEnd", fromEnd--)
                        .bind("id", message.id().value())
                        .bind("role", message.role().name())
                        .bind("parts", MessageJson.write(message.parts()))
                        .bind("textSearch", searched(message.text()))
                        .bind("createdAt", stored(message.createdAt()))
                        .bind("model", withoutNul(message.model()))
                        .add();
            }
        }
        batch.execute();
        additions.forEach(addition -> useAttachments(handle, addition));
    }

    private static void useAttachments(Handle handle, Addition addition) {
        addition.messages().stream()
                .flatMap(Message::attachments)
                .map(attachment -> attachment.id().value())
                .distinct()
                .forEach(
                        id ->
                                handle.createUpdate(USE_ATTACHMENT)
                                        .bind("attachment", id)
                                        .bind("conversation", addition.conversation().value())
                                        .execute());
    }

    private static OffsetDateTime stored(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
