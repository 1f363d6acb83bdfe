package dev.parley.egress;

/**
 * How long the body of a response may be, decompressed. As a tag of a request it replaces the
 * client's own limit: {@code new Request.Builder().tag(BodyMax.class, BodyMax.DOCUMENT)}.
 */
public record BodyMax(long bytes) {

    /** Metadata of servers and authorization servers, and everything that is as short. */
    public static final BodyMax DOCUMENT = new BodyMax(256 * 1024);

    /** One JSON message of a server; what holds when a request says nothing. */
    static final BodyMax MESSAGE = new BodyMax(4 * 1024 * 1024);

    public BodyMax {
        if (bytes < 1) {
            throw new IllegalArgumentException("a body's limit must be positive: " + bytes);
        }
    }
}
