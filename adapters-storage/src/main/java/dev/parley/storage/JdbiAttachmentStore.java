package dev.parley.storage;

import dev.parley.conversation.AttachmentId;
import dev.parley.conversation.AttachmentStore;
import dev.parley.conversation.ConversationStoreException;
import dev.parley.conversation.Part;
import dev.parley.token.Principal;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Attached files kept in the database. Safe for use by many threads and several processes. */
public final class JdbiAttachmentStore implements AttachmentStore {

    /** H2 takes at most 1 MB as one value. */
    private static final int PIECE_BYTES = 500_000;

    /** The most old files that are deleted at once. */
    private static final int OLD_MAX = 100;

    private static final String ROOM_TAKEN =
            """
            SELECT COALESCE(SUM(CAST(size_bytes AS BIGINT)), 0) FROM attachment
            WHERE owner = :owner
            """;

    private static final String INSERT =
            """
            INSERT INTO attachment (id, owner, name, media_type, size_bytes, created_at)
            VALUES (:id, :owner, :name, :mediaType, :sizeBytes, :createdAt)
            """;

    private static final String INSERT_PIECE =
            """
            INSERT INTO attachment_piece (attachment_id, position, content)
            VALUES (:id, :position, :content)
            """;

    private static final String FIND =
            """
            SELECT name, media_type, size_bytes FROM attachment WHERE id = :id AND owner = :owner
            """;

    private static final String CONTENT =
            """
            SELECT p.content
            FROM attachment a JOIN attachment_piece p ON p.attachment_id = a.id
            WHERE a.id = :id AND a.owner = :owner
            ORDER BY p.position
            """;

    private static final String UNUSED =
            """
            NOT EXISTS (SELECT 1 FROM attachment_use u WHERE u.attachment_id = attachment.id)
            """;

    private static final String DELETE_UNUSED =
            "DELETE FROM attachment WHERE owner = :owner AND id = ANY(:ids) AND " + UNUSED;

    private static final String OLD =
            "SELECT id FROM attachment WHERE created_at < :before AND " + UNUSED + " LIMIT :limit";

    private static final String DELETE_OLD =
            "DELETE FROM attachment WHERE id = ANY(:ids) AND " + UNUSED;

    private final Database database;
    private final PortDatabase files;

    public JdbiAttachmentStore(Database database) {
        this.database = database;
        this.files = new PortDatabase(database, ConversationStoreException::new);
    }

    @Override
    public boolean put(
            Principal owner,
            Part.Attachment attachment,
            byte[] content,
            Instant createdAt,
            long ownerBytesMax) {
        attachment.checkContent(content);
        try {
            return database.inTransaction(
                    Scope.of(owner),
                    handle -> {
                        // Files that come together would each find the room the others take.
                        database.lock(handle, "attachments of " + owner.key());
                        if (roomTaken(handle, owner) + content.length > ownerBytesMax) {
                            return false;
                        }
                        insert(handle, owner, attachment, createdAt);
                        insertPieces(handle, attachment.id(), content);
                        return true;
                    });
        } catch (DatabaseException e) {
            if (e.keyTaken()) {
                throw new IllegalArgumentException("attachment id taken: " + attachment.id(), e);
            }
            throw new ConversationStoreException("cannot save a file", e);
        }
    }

    @Override
    public Optional<Part.Attachment> find(Principal owner, AttachmentId id) {
        return files.read(
                "find a file",
                Scope.of(owner),
                handle ->
                        handle.createQuery(FIND)
                                .bind("id", id.value())
                                .bind("owner", owner.key())
                                .map(
                                        (row, context) ->
                                                new Part.Attachment(
                                                        id,
                                                        row.getString("name"),
                                                        row.getString("media_type"),
                                                        row.getInt("size_bytes")))
                                .findOne());
    }

    @Override
    public Optional<byte[]> content(Principal owner, AttachmentId id) {
        List<byte[]> pieces =
                files.read(
                        "read a file",
                        Scope.of(owner),
                        handle ->
                                handle.createQuery(CONTENT)
                                        .bind("id", id.value())
                                        .bind("owner", owner.key())
                                        .map((row, context) -> row.getBytes(1))
                                        .list());
        if (pieces.isEmpty()) {
            return Optional.empty();
        }
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        pieces.forEach(content::writeBytes);
        return Optional.of(content.toByteArray());
    }

    @Override
    public void deleteUnused(Principal owner, Collection<AttachmentId> ids) {
        List<String> values = ids.stream().map(AttachmentId::value).toList();
        files.<Integer>inTransaction(
                "delete files",
                Scope.of(owner),
                handle ->
                        handle.createUpdate(DELETE_UNUSED)
                                .bind("owner", owner.key())
                                .bindArray("ids", String.class, values)
                                .execute());
    }

    @Override
    public void deleteUnused(Instant before) {
        // Read apart, so that nothing is written when there is nothing to delete.
        List<String> old =
                files.read(
                        "look for old files",
                        Scope.ALL,
                        handle ->
                                handle.createQuery(OLD)
                                        .bind("before", before.atOffset(ZoneOffset.UTC))
                                        .bind("limit", OLD_MAX)
                                        .mapTo(String.class)
                                        .list());
        if (!old.isEmpty()) {
            files.<Integer>inTransaction(
                    "delete old files",
                    Scope.ALL,
                    handle ->
                            handle.createUpdate(DELETE_OLD)
                                    .bindArray("ids", String.class, old)
                                    .execute());
        }
    }

    private static long roomTaken(Handle handle, Principal owner) {
        return handle.createQuery(ROOM_TAKEN).bind("owner", owner.key()).mapTo(Long.class).one();
    }

    private static void insert(
            Handle handle, Principal owner, Part.Attachment attachment, Instant createdAt) {
        handle.createUpdate(INSERT)
                .bind("id", attachment.id().value())
                .bind("owner", owner.key())
                .bind("name", MessageRows.withoutNul(attachment.name()))
                .bind("mediaType", attachment.mediaType())
                .bind("sizeBytes", attachment.sizeBytes())
                .bind("createdAt", createdAt.atOffset(ZoneOffset.UTC))
                .execute();
    }

    private static void insertPieces(Handle handle, AttachmentId id, byte[] content) {
        PreparedBatch batch = handle.prepareBatch(INSERT_PIECE);
        for (int start = 0, position = 0; start < content.length; start += PIECE_BYTES) {
            int end = Math.min(content.length, start + PIECE_BYTES);
            batch.bind("id", id.value())
                    .bind("position", position++)
                    .bind("content", Arrays.copyOfRange(content, start, end))
                    .add();
        }
        batch.execute();
    }
}
