package dev.parley.conversation;

/** One block of what a tool returned (MCP 2025-11-25, server/tools, "Tool Result"). */
public sealed interface ToolContent {

    record Text(String text) implements ToolContent {}

    /** A picture; {@code base64} is the encoded file. */
    record Image(String mediaType, String base64) implements ToolContent {}

    /** A sound; {@code base64} is the encoded file. */
    record Audio(String mediaType, String base64) implements ToolContent {}

    /** A pointer to a resource, shown and never fetched; absent texts are empty. */
    record ResourceLink(String uri, String name, String description, String mediaType)
            implements ToolContent {}

    /** A resource's text itself; absent texts are empty. */
    record EmbeddedText(String uri, String mediaType, String text) implements ToolContent {}

    /** A resource's bytes themselves, encoded; absent texts are empty. */
    record EmbeddedBlob(String uri, String mediaType, String base64) implements ToolContent {}
}
