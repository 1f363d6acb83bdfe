package dev.parley.prompt;

import dev.parley.tool.Icon;
import java.util.List;

/** Something a server lets a user read; absent texts are empty. */
public record Resource(
        String server,
        String uri,
        String name,
        String title,
        String description,
        String mediaType,
        List<Icon> icons) {

    public Resource {
        icons = List.copyOf(icons);
    }

    /** A resource without icons. */
    public Resource(
            String server,
            String uri,
            String name,
            String title,
            String description,
            String mediaType) {
        this(server, uri, name, title, description, mediaType, List.of());
    }
}
