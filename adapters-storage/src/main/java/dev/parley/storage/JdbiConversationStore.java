package dev.parley.storage;

import dev.parley.conversation.Conversation;
import dev.parley.conversation.ConversationId;
import dev.parley.conversation.ConversationStore;
import dev.parley.conversation.ConversationStoreException;
import dev.parley.conversation.ConversationSummary;
import dev.parley.conversation.Message;
import dev.parley.conversation.MessageId;
import dev.parley.conversation.Role;
import dev.parley.token.Principal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/** Conversations kept in the database. Safe for use by many threads. */
public final class JdbiConversationStore implements ConversationStore {

    /** One statement, so that what it sees is of one moment. */
    private static final String FIND =
            """
            SELECT c.owner, c.owner_name, c.title, c.created_at, c.updated_at,
                   m.id AS message_id, m.role, m.parts_json, m.created_at AS message_created_at,
                   m.model
            FROM conversation c LEFT JOIN message m ON m.conversation_id = c.id
            WHERE c.id = :id AND c.owner = :owner
            ORDER BY m.position
            """;

    private static final String LIST =
            """
            SELECT c.id, c.title, c.created_at, c.updated_at
            FROM conversation c
            WHERE c.owner = :owner
            ORDER BY c.updated_at DESC, c.id
            LIMIT :limit
            """;

    private static final String SEARCH =
            """
            SELECT c.id, c.title, c.created_at, c.updated_at
            FROM conversation c
            WHERE c.owner = :owner
              AND (c.title_search LIKE :pattern ESCAPE '!'
                   OR EXISTS (SELECT 1 FROM message m
                              WHERE m.conversation_id = c.id
                                AND m.text_search LIKE :pattern ESCAPE '!'))
            ORDER BY c.updated_at DESC, c.id
            LIMIT :limit
            """;

    private static final String RENAME =
            """
            UPDATE conversation SET title = :title, title_search = :titleSearch
            WHERE id = :id AND owner = :owner
            """;

    private static final String DELETE =
            """
            DELETE FROM conversation WHERE id = :id AND owner = :owner
            """;

    private final Database database;

    public JdbiConversationStore(Database database) {
        this.database = database;
    }

    @Override
    public Optional<Conversation> find(Principal owner, ConversationId id) {
        return answered(
                "read conversation " + id,
                () ->
                        database.read(
                                Scope.of(owner),
                                handle ->
                                        handle.createQuery(FIND)
                                                .bind("id", id.value())
                                                .bind("owner", owner.key())
                                                .scanResultSet(
                                                        (rows, context) ->
                                                                conversation(id, rows.get()))));
    }

    @Override
    public boolean create(Conversation conversation) {
        requireDistinctIds(conversation.messages());
        try {
            database.inTransaction(
                    Scope.of(conversation.owner()),
                    handle -> {
                        MessageRows.create(handle, conversation);
                        return true;
                    });
            return true;
        } catch (DatabaseException e) {
            if (e.keyTaken()) {
                return false;
            }
            throw new ConversationStoreException(
                    "cannot save conversation " + conversation.id(), e);
        }
    }

    @Override
    public boolean append(Principal owner, ConversationId id, List<Message> messages) {
        if (messages.isEmpty()) {
            throw new IllegalArgumentException("nothing to append to " + id);
        }
        requireDistinctIds(messages);
        try {
            return database.inTransaction(
                    Scope.of(owner),
                    handle ->
                            MessageRows.append(
                                    handle,
                                    List.of(new MessageRows.Addition(id, owner.key(), messages))));
        } catch (DatabaseException e) {
            if (e.keyTaken()) {
                throw new IllegalArgumentException(
                        "message id taken, one of " + messages.stream().map(Message::id).toList(),
                        e);
            }
            throw new ConversationStoreException("cannot add to conversation " + id, e);
        }
    }

    @Override
    public boolean deleteFrom(Principal owner, ConversationId id, MessageId first) {
        return answered(
                "delete messages of conversation " + id,
                () ->
                        database.inTransaction(
                                Scope.of(owner),
                                handle ->
                                        MessageRows.lock(handle, owner, id)
                                                && MessageRows.deleteFrom(handle, id, first)));
    }

    @Override
    public List<ConversationSummary> list(Principal owner, String query) {
        return answered(
                "list conversations",
                () ->
                        database.read(
                                Scope.of(owner),
                                handle -> {
                                    var select =
                                            handle.createQuery(query.isEmpty() ? LIST : SEARCH)
                                                    .bind("owner", owner.key())
                                                    .bind("limit", LIST_MAX);
                                    if (!query.isEmpty()) {
                                        select.bind(
                                                "pattern",
                                                "%"
                                                        + MessageRows.searched(query)
                                                                .replaceAll("[!%_]", "!$0")
                                                        + "%");
                                    }
                                    return select.map((row, context) -> summary(row)).list();
                                }));
    }

    @Override
    public boolean rename(Principal owner, ConversationId id, String title) {
        Conversation.checkTitle(title);
        return answered(
                "rename conversation " + id,
                () ->
                        database.inTransaction(
                                Scope.of(owner),
                                handle ->
                                        handle.createUpdate(RENAME)
                                                        .bind(
                                                                "title",
                                                                MessageRows.withoutNul(title))
                                                        .bind(
                                                                "titleSearch",
                                                                MessageRows.searched(title))
                                                        .bind("id", id.value())
                                                        .bind("owner", owner.key())
                                                        .execute()
                                                == 1));
    }

    @Override
    public boolean delete(Principal owner, ConversationId id) {
        return answered(
                "delete conversation " + id,
                () ->
                        database.inTransaction(
                                Scope.of(owner), handle -> changed(handle, DELETE, owner, id)));
    }

    private static <T> T answered(String what, Supplier<T> work) {
        try {
            return work.get();
        } catch (DatabaseException e) {
            throw new ConversationStoreException("cannot " + what, e);
        }
    }

    private static void requireDistinctIds(List<Message> messages) {
        Set<MessageId> ids = new HashSet<>();
        for (Message message : messages) {
            if (!ids.add(message.id())) {
                throw new IllegalArgumentException("message id taken: " + message.id());
            }
        }
    }

    private static boolean changed(Handle handle, String sql, Principal owner, ConversationId id) {
        return handle.createUpdate(sql).bind("id", id.value()).bind("owner", owner.key()).execute()
                == 1;
    }

    private static Optional<Conversation> conversation(ConversationId id, ResultSet row)
            throws SQLException {
        if (!row.next()) {
            return Optional.empty();
        }
        Principal owner = principal(row.getString("owner"), row.getString("owner_name"));
        String title = row.getString("title");
        Instant createdAt = instant(row, "created_at");
        Instant updatedAt = instant(row, "updated_at");
        List<Message> messages = new ArrayList<>();
        do {
            String messageId = row.getString("message_id");
            if (messageId != null) {
                messages.add(message(new MessageId(messageId), row));
            }
        } while (row.next());
        return Optional.of(new Conversation(id, owner, title, messages, createdAt, updatedAt));
    }

    private static Message message(MessageId id, ResultSet row) throws SQLException {
        return new Message(
                id,
                role(row.getString("role")),
                MessageJson.read(row.getString("parts_json")),
                instant(row, "message_created_at"),
                Objects.requireNonNullElse(row.getString("model"), ""));
    }

    private static Role role(String name) {
        try {
            return Role.valueOf(name);
        } catch (IllegalArgumentException e) {
            throw new DatabaseException("A stored message has the unknown role " + name + ".", e);
        }
    }

    private static ConversationSummary summary(ResultSet row) throws SQLException {
        return new ConversationSummary(
                new ConversationId(row.getString("id")),
                row.getString("title"),
                instant(row, "created_at"),
                instant(row, "updated_at"));
    }

    /** The reverse of {@link Principal#key()}: an issuer holds no space. */
    static Principal principal(String key, String displayName) {
        int space = key.indexOf(' ');
        return new Principal(key.substring(0, space), key.substring(space + 1), displayName);
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
