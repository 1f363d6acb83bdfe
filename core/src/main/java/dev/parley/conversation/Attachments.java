package dev.parley.conversation;

import dev.parley.conversation.AttachmentRefused.Reason;
import dev.parley.token.Principal;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The files that users attach to messages: takes new ones, and finds those there are. Safe for use
 * by many threads; blocks as its {@link AttachmentStore} does.
 */
public final class Attachments {

    /** How long a file waits for the message that names it. */
    private static final Duration UNUSED_KEPT = Duration.ofDays(1);

    private static final int NAME_LENGTH_MAX = 200;

    /** Control characters, and those that turn or hide what is beside them. */
    private static final Pattern UNSEEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");

    private final AttachmentStore store;
    private final AttachmentLimits limits;
    private final InstantSource clock;
    private final Supplier<String> ids;

    /** Files in {@code store}, whose ids come from {@code ids}: at least 128 random bits each. */
    public Attachments(
            AttachmentStore store,
            AttachmentLimits limits,
            InstantSource clock,
            Supplier<String> ids) {
        this.store = store;
        this.limits = limits;
        this.clock = clock;
        this.ids = ids;
    }

    public AttachmentLimits limits() {
        return limits;
    }

    /**
     * Takes a file, which is deleted after a day if no message names it by then.
     *
     * @param name as the user knows it; a path before it is dropped
     * @param declared its media type as the client knows it; the content has the last word
     * @throws AttachmentRefused when it is empty, too large, no picture and no text, or there is no
     *     room for it
     */
    public Part.Attachment add(Principal owner, String name, String declared, byte[] content) {
        if (content.length == 0) {
            throw new AttachmentRefused(Reason.EMPTY, "The file is empty.");
        }
        if (content.length > limits.bytesMax()) {
            throw new AttachmentRefused(
                    Reason.TOO_LARGE, "A file may have at most " + limits.bytesMax() + " bytes.");
        }
        Part.Attachment attachment =
                new Part.Attachment(
                        new AttachmentId(ids.get()),
                        named(name),
                        AttachmentFormat.of(declared, content),
                        content.length);
        if (!store.put(
                owner,
                attachment,
                content,
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                limits.ownerBytesMax())) {
            throw new AttachmentRefused(
                    Reason.NO_ROOM,
                    "Your files may have at most "
                            + limits.ownerBytesMax()
                            + " bytes in all. Delete conversations with files to make room.");
        }
        return attachment;
    }

    public Optional<Part.Attachment> find(Principal owner, AttachmentId id) {
        return store.find(owner, id);
    }

    /**
     * What is known of all of the files {@code ids} of one message.
     *
     * @throws AttachmentRefused when there are too many, or the owner has no such file
     */
    public List<Part.Attachment> require(Principal owner, Collection<AttachmentId> ids) {
        if (ids.size() > AttachmentLimits.PER_MESSAGE_MAX) {
            throw new AttachmentRefused(
                    Reason.TOO_MANY,
                    "A message may have at most " + AttachmentLimits.PER_MESSAGE_MAX + " files.");
        }
        return ids.stream()
                .map(
                        id ->
                                find(owner, id)
                                        .orElseThrow(
                                                () ->
                                                        new AttachmentRefused(
                                                                Reason.UNKNOWN,
                                                                "There is no file "
                                                                        + id
                                                                        + " of yours any more;"
                                                                        + " attach it again.")))
                .toList();
    }

    /** What one of the owner's files holds; empty when there is none such. */
    public Optional<byte[]> content(Principal owner, AttachmentId id) {
        return store.content(owner, id);
    }

    /**
     * What the files hold that {@code messages} name, those of the latest messages first, as many
     * as a model is shown with one request.
     */
    public Map<AttachmentId, byte[]> shown(Principal owner, List<Message> messages) {
        Map<AttachmentId, byte[]> contents = new HashMap<>();
        long left = limits.requestBytesMax();
        for (Part.Attachment attachment : named(messages.reversed())) {
            if (!contents.containsKey(attachment.id()) && attachment.sizeBytes() <= left) {
                Optional<byte[]> content = store.content(owner, attachment.id());
                if (content.isPresent()) {
                    contents.put(attachment.id(), content.orElseThrow());
                    left -= attachment.sizeBytes();
                }
            }
        }
        return contents;
    }

    /** Deletes the files of {@code gone}, a conversation that is deleted, but for shared ones. */
    public void deleteWith(Conversation gone) {
        List<AttachmentId> files =
                named(gone.messages()).stream().map(Part.Attachment::id).distinct().toList();
        if (!files.isEmpty()) {
            store.deleteUnused(gone.owner(), files);
        }
    }

    /** Deletes files that were taken a day ago and are in no message. */
    public void deleteUnused() {
        store.deleteUnused(clock.instant().minus(UNUSED_KEPT));
    }

    private static List<Part.Attachment> named(List<Message> messages) {
        List<Part.Attachment> attachments = new ArrayList<>();
        messages.forEach(message -> message.attachments().forEach(attachments::add));
        return attachments;
    }

    private static String named(String name) {
        int path = Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\'));
        String seen = UNSEEN.matcher(name.substring(path + 1)).replaceAll("").strip();
        if (seen.isEmpty()) {
            return "file";
        }
        if (seen.length() <= NAME_LENGTH_MAX) {
            return seen;
        }
        return Beginning.of(seen, NAME_LENGTH_MAX - 1) + "…";
    }
}
