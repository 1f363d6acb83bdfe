package dev.parley.prompt;

import dev.parley.tool.Icon;
import java.util.List;

/**
 * Resources of a server whose addresses follow a pattern; absent texts are empty.
 *
 * @param uriTemplate an address with variables in braces (RFC 6570), which the user fills in
 */
public record ResourceTemplate(
        String server,
        String uriTemplate,
        String name,
        String title,
        String description,
        String mediaType,
        List<Icon> icons) {

    public ResourceTemplate {
        icons = List.copyOf(icons);
    }
}
