package dev.parley.http;

import dev.parley.conversation.AttachmentId;
import dev.parley.conversation.Attachments;
import dev.parley.conversation.Part.Attachment;
import io.javalin.http.Context;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Files for messages: taken before the message that names them, and given back. */
final class AttachmentRoutes {

    /** Where files are taken; under it each has its address. */
    static final String PATH = "/api/attachments";

    /** The files that are taken or given at one moment, each of which is whole in memory. */
    private static final int AT_ONCE_MAX = 32;

    /** Where it is shown, nothing in it runs, nor does it send anything. */
    private static final String POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'";

    private final Attachments attachments;
    private final Requests requests;
    private final Body body;
    private final Semaphore slots = new Semaphore(AT_ONCE_MAX);

    AttachmentRoutes(Attachments attachments, Requests requests) {
        this.attachments = attachments;
        this.requests = requests;
        this.body = new Body(attachments.limits().bytesMax());
    }

    /** The address of a file, as messages name it. */
    static String url(AttachmentId id) {
        return PATH + "/" + id;
    }

    /** The file at an address; empty when it is no address of a file. */
    static Optional<AttachmentId> at(String url) {
        String id = url.startsWith(PATH + "/") ? url.substring(PATH.length() + 1) : "";
        return PathIds.isId(id) ? Optional.of(new AttachmentId(id)) : Optional.empty();
    }

    /** {@code POST /api/attachments?name=&mediaType=}; the body is the file and nothing else. */
    void add(Context context) {
        inSlot(
                () -> {
                    Attachment added =
                            attachments.add(
                                    requests.principal(context),
                                    text(context.queryParam("name")),
                                    text(context.queryParam("mediaType")),
                                    body.read(context));
                    JsonWriter json = new JsonWriter().object().field("id", added.id().value());
                    json.field("name", added.name()).field("mediaType", added.mediaType());
                    json.field("size", added.sizeBytes());
                    json.field("url", url(added.id())).endObject();
                    context.status(201).header("Location", url(added.id()));
                    Requests.json(context, json);
                });
    }

    /** {@code GET /api/attachments/{id}}. What a file holds never changes. */
    void show(Context context) {
        AttachmentId id = PathIds.attachment(context);
        inSlot(
                () -> {
                    Attachment attachment =
                            attachments
                                    .find(requests.principal(context), id)
                                    .orElseThrow(AttachmentRoutes::notFound);
                    byte[] content =
                            attachments
                                    .content(requests.principal(context), id)
                                    .orElseThrow(AttachmentRoutes::notFound);
                    context.header("Content-Security-Policy", POLICY);
                    context.header("Cache-Control", "private, max-age=3600");
                    context.header("Vary", "Cookie, Authorization");
                    context.header("Content-Disposition", disposition(attachment));
                    // Whatever kind of text it is, a browser is to see no more in it.
                    context.contentType(
                                    attachment.isPicture()
                                            ? attachment.mediaType()
                                            : "text/plain; charset=utf-8")
                            .result(content);
                });
    }

    private void inSlot(Runnable work) {
        if (!slots.tryAcquire()) {
            throw new Problem(
                    ProblemCode.SERVER_FULL, "Too many files are on their way; try again shortly.");
        }
        try {
            work.run();
        } finally {
            slots.release();
        }
    }

    /** RFC 6266, with the name in UTF-8 only, which every browser reads. */
    private static String disposition(Attachment attachment) {
        return (attachment.isPicture() ? "inline" : "attachment")
                + "; filename*=UTF-8''"
                + ExportName.encoded(attachment.name());
    }

    private static String text(@Nullable String parameter) {
        return parameter == null ? "" : parameter;
    }

    private static Problem notFound() {
        return new Problem(ProblemCode.ATTACHMENT_NOT_FOUND, "There is no such file.");
    }
}
