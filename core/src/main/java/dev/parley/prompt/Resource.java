package dev.parley.prompt;

/** Something a server lets a user read; absent texts are empty. */
public record Resource(
        String server,
        String uri,
        String name,
        String title,
        String description,
        String mediaType) {}
