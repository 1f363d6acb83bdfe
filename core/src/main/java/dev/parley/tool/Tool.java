package dev.parley.tool;

/**
 * A tool of a server, as the model may call it.
 *
 * @param name what the model calls it: {@code server__tool}, see {@link ToolNames}
 * @param server name of the server in the settings
 * @param remoteName what the server calls it
 * @param title for people; the remote name when the server gave none
 * @param description for the model; empty when the server gave none
 * @param inputSchemaJson JSON Schema of the arguments, an object
 */
public record Tool(
        String name,
        String server,
        String remoteName,
        String title,
        String description,
        String inputSchemaJson,
        ToolAnnotations annotations) {

    /** A tool under the name the model is to call it by. */
    public static Tool of(
            String server,
            String remoteName,
            String title,
            String description,
            String inputSchemaJson,
            ToolAnnotations annotations) {
        return new Tool(
                ToolNames.exposed(server, remoteName),
                server,
                remoteName,
                title.isBlank() ? remoteName : title,
                description,
                inputSchemaJson,
                annotations);
    }
}
