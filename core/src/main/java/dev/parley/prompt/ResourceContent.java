package dev.parley.prompt;

/** One piece of what a resource holds; {@code mediaType} is empty when the server gave none. */
public sealed interface ResourceContent {

    /** The address of the piece, which may be below that of the resource. */
    String uri();

    /** The media type; empty when the server gave none. */
    String mediaType();

    /** A text. */
    record Text(String uri, String mediaType, String text) implements ResourceContent {}

    /** A file; {@code base64} is its encoded content, as the server sent it. */
    record Blob(String uri, String mediaType, String base64) implements ResourceContent {}
}
