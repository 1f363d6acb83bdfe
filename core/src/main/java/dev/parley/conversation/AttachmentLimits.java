package dev.parley.conversation;

/**
 * How much users may attach.
 *
 * @param bytesMax of one file
 * @param ownerBytesMax of all files of one user
 * @param requestBytesMax of the files that a model is shown with one request, those of the latest
 *     messages first; of the others it hears the name
 */
public record AttachmentLimits(int bytesMax, long ownerBytesMax, int requestBytesMax) {

    /** 5 MB, 200 MB and 20 MB. */
    public static final AttachmentLimits DEFAULT =
            new AttachmentLimits(5_000_000, 200_000_000L, 20_000_000);

    /** The most files of one message. */
    public static final int PER_MESSAGE_MAX = 10;

    public AttachmentLimits {
        if (bytesMax < 1 || ownerBytesMax < 1 || requestBytesMax < 1) {
            throw new IllegalArgumentException("every limit of attachments must be at least 1");
        }
    }
}
