package dev.parley.conversation;

import dev.parley.token.Principal;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Files kept in memory, gone with the process: the default of the library, and the fake of the
 * tests. Safe for use by many threads.
 */
public final class InMemoryAttachmentStore implements AttachmentStore {

    /** No record, which would compare its bytes by where they are. */
    private static final class Kept {

        private final Principal owner;
        private final Part.Attachment attachment;
        private final byte[] content;
        private final Instant createdAt;

        private Kept(
                Principal owner, Part.Attachment attachment, byte[] content, Instant createdAt) {
            this.owner = owner;
            this.attachment = attachment;
            this.content = content.clone();
            this.createdAt = createdAt;
        }

        private boolean ownedBy(Principal principal) {
            return owner.key().equals(principal.key());
        }
    }

    private final InMemoryConversationStore conversations;
    private final Map<AttachmentId, Kept> files = new ConcurrentHashMap<>();

    /** Files that come together would each find the room the others take. */
    private final ReentrantLock putting = new ReentrantLock();

    /** A store of the files that messages of {@code conversations} name. */
    public InMemoryAttachmentStore(InMemoryConversationStore conversations) {
        this.conversations = conversations;
    }

    @Override
    public boolean put(
            Principal owner,
            Part.Attachment attachment,
            byte[] content,
            Instant createdAt,
            long ownerBytesMax) {
        attachment.checkContent(content);
        putting.lock();
        try {
            return putChecked(owner, attachment, content, createdAt, ownerBytesMax);
        } finally {
            putting.unlock();
        }
    }

    private boolean putChecked(
            Principal owner,
            Part.Attachment attachment,
            byte[] content,
            Instant createdAt,
            long ownerBytesMax) {
        long before =
                files.values().stream()
                        .filter(it -> it.ownedBy(owner))
                        .mapToLong(it -> it.content.length)
                        .sum();
        if (before + content.length > ownerBytesMax) {
            return false;
        }
        Kept kept = new Kept(owner, attachment, content, createdAt);
        if (files.putIfAbsent(attachment.id(), kept) != null) {
            throw new IllegalArgumentException("attachment id taken: " + attachment.id());
        }
        return true;
    }

    @Override
    public Optional<Part.Attachment> find(Principal owner, AttachmentId id) {
        return kept(owner, id).map(it -> it.attachment);
    }

    @Override
    public Optional<byte[]> content(Principal owner, AttachmentId id) {
        return kept(owner, id).map(it -> it.content.clone());
    }

    @Override
    public void deleteUnused(Principal owner, Collection<AttachmentId> ids) {
        ids.stream()
                .filter(id -> kept(owner, id).isPresent() && !conversations.names(id))
                .forEach(files::remove);
    }

    @Override
    public void deleteUnused(Instant before) {
        files.values()
                .removeIf(
                        it ->
                                it.createdAt.isBefore(before)
                                        && !conversations.names(it.attachment.id()));
    }

    private Optional<Kept> kept(Principal owner, AttachmentId id) {
        return Optional.ofNullable(files.get(id)).filter(it -> it.ownedBy(owner));
    }
}
