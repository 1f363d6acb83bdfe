package dev.parley.conversation;

import dev.parley.token.Principal;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;

/**
 * Keeps the files that users attach to messages; the messages only name them. A file is written
 * once and never changed. Every method that finds one names the owner, and someone else's file is
 * the same as none. What a method wrote is durable when it returns.
 *
 * <p>Implementations are safe for use by many threads. Every method blocks until the store has
 * answered, does not react to interrupts (the flag stays set), and throws {@link
 * ConversationStoreException} when the store cannot answer.
 */
public interface AttachmentStore {

    /**
     * Keeps a new file, if that leaves its owner with at most {@code ownerBytesMax} bytes of files,
     * also when several come at the same moment.
     *
     * @return false, and nothing is kept, when it does not fit
     * @throws IllegalArgumentException when the id is taken, or the content is not of the size that
     *     is stated
     */
    boolean put(
            Principal owner,
            Part.Attachment attachment,
            byte[] content,
            Instant createdAt,
            long ownerBytesMax);

    /** What is known of one of the owner's files; empty when there is none such. */
    Optional<Part.Attachment> find(Principal owner, AttachmentId id);

    /**
     * What one of the owner's files holds; the caller's own copy. Empty when there is none such.
     */
    Optional<byte[]> content(Principal owner, AttachmentId id);

    /** Deletes those of the owner's files {@code ids} that no message of theirs names any more. */
    void deleteUnused(Principal owner, Collection<AttachmentId> ids);

    /**
     * Deletes anybody's files that were kept before {@code before} and that no message names, a
     * limited number of them; what is left is for the next time.
     */
    void deleteUnused(Instant before);
}
