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
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Conversations kept in the database. Safe for use by many threads. */
public final class JdbiConversationStore implements ConversationStore {

    /** One statement, so that what it sees is of one moment. */
    private static final String FIND =
            """
            SELECT c.owner, c.owner_name, c.title, c.created_at, c.updated_at,
                   m.id AS message_id, m.role, m.parts_json, m.created_at AS message_created_at
            FROM conversation c LEFT JOIN message m ON m.conversation_id = c.id
            WHERE c.id = :id AND c.owner = :owner
            ORDER BY m.position
            """;

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
                                 created_at)
            VALUES (:conversation,
                    (SELECT position_next FROM conversation WHERE id = :conversation) - :fromEnd,
                    :id, :role, :parts, :textSearch, :createdAt)
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
                    handle -> {
                        insert(handle, conversation);
                        addMessages(handle, conversation.id(), conversation.messages());
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
                    handle -> {
                        boolean found =
                                handle.createUpdate(TAKE_POSITIONS)
                                                .bind("count", messages.size())
                                                .bind(
                                                        "updatedAt",
                                                        stored(messages.getLast().createdAt()))
                                                .bind("id", id.value())
                                                .bind("owner", owner.key())
                                                .execute()
                                        == 1;
                        if (found) {
                            addMessages(handle, id, messages);
                        }
                        return found;
                    });
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
                                handle ->
                                        changed(handle, LOCK, owner, id)
                                                && handle.createUpdate(DELETE_FROM)
                                                                .bind("id", id.value())
                                                                .bind("first", first.value())
                                                                .execute()
                                                        > 0));
    }

    @Override
    public List<ConversationSummary> list(Principal owner, String query) {
        return answered(
                "list conversations",
                () ->
                        database.read(
                                handle -> {
                                    var select =
                                            handle.createQuery(query.isEmpty() ? LIST : SEARCH)
                                                    .bind("owner", owner.key())
                                                    .bind("limit", LIST_MAX);
                                    if (!query.isEmpty()) {
                                        select.bind(
                                                "pattern",
                                                "%"
                                                        + searched(query).replaceAll("[!%_]", "!$0")
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
                                handle ->
                                        handle.createUpdate(RENAME)
                                                        .bind("title", title)
                                                        .bind("titleSearch", searched(title))
                                                        .bind("id", id.value())
                                                        .bind("owner", owner.key())
                                                        .execute()
                                                == 1));
    }

    @Override
    public boolean delete(Principal owner, ConversationId id) {
        return answered(
                "delete conversation " + id,
                () -> database.inTransaction(handle -> changed(handle, DELETE, owner, id)));
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

    private static void insert(Handle handle, Conversation conversation) {
        handle.createUpdate(CREATE)
                .bind("id", conversation.id().value())
                .bind("owner", conversation.owner().key())
                .bind("ownerName", conversation.owner().displayName())
                .bind("title", conversation.title())
                .bind("titleSearch", searched(conversation.title()))
                .bind("positionNext", conversation.messages().size())
                .bind("createdAt", stored(conversation.createdAt()))
                .bind("updatedAt", stored(conversation.updatedAt()))
                .execute();
    }

    private static void addMessages(Handle handle, ConversationId id, List<Message> messages) {
        if (messages.isEmpty()) {
            return;
        }
        PreparedBatch batch = handle.prepareBatch(ADD_MESSAGE);
        int fromEnd = messages.size();
        for (Message message : messages) {
            batch.bind("conversation", id.value())
                    .bind("fromEnd", fromEnd--)
                    .bind("id", message.id().value())
                    .bind("role", message.role().name())
                    .bind("parts", MessageJson.write(message.parts()))
                    .bind("textSearch", searched(message.text()))
                    .bind("createdAt", stored(message.createdAt()))
                    .add();
        }
        batch.execute();
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
                instant(row, "message_created_at"));
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
    private static Principal principal(String key, String displayName) {
        int space = key.indexOf(' ');
        return new Principal(key.substring(0, space), key.substring(space + 1), displayName);
    }

    /** The form in which text is compared: Java's lower case, as databases differ in theirs. */
    private static String searched(String text) {
        return text.toLowerCase(Locale.ROOT).replace("\0", "");
    }

    private static OffsetDateTime stored(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
