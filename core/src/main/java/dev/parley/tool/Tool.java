package dev.parley.tool;

import java.util.List;

/**
 * A tool of a server, as the model may call it.
 *
 * @param name what the model calls it: {@code server__tool}, see {@link ToolNames}
 * @param server name of the server in the settings
 * @param remoteName what the server calls it
 * @param title for people; the remote name when the server gave none
 * @param description for the model; empty when the server gave none
 * @param inputSchemaJson JSON Schema of the arguments, an object, as the server wrote it
 * @param outputSchemaJson JSON Schema of the structured content; empty when the server promises
 *     none
 * @param definition hash of all the server says of the tool, another one as soon as a single
 *     character changes, or when the server is another one in another workspace; empty when nobody
 *     made one, and then no {@link StandingApproval} holds
 */
public record Tool(
        String name,
        String server,
        String remoteName,
        String title,
        String description,
        String inputSchemaJson,
        String outputSchemaJson,
        ToolAnnotations annotations,
        List<Icon> icons,
        String definition) {

    public Tool {
        icons = List.copyOf(icons);
    }

    /**
     * A tool without output schema, icons and definition, under the name the model is to call it
     * by.
     */
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
                "",
                annotations,
                List.of(),
                "");
    }

    /** The same tool with the schema of what it returns. */
    public Tool withOutputSchema(String schemaJson) {
        return new Tool(
                name,
                server,
                remoteName,
                title,
                description,
                inputSchemaJson,
                schemaJson,
                annotations,
                icons,
                definition);
    }

    /** The same tool with pictures. */
    public Tool withIcons(List<Icon> pictures) {
        return new Tool(
                name,
                server,
                remoteName,
                title,
                description,
                inputSchemaJson,
                outputSchemaJson,
                annotations,
                pictures,
                definition);
    }

    /** The same tool with the hash of all the server says of it. */
    public Tool withDefinition(String hash) {
        return new Tool(
                name,
                server,
                remoteName,
                title,
                description,
                inputSchemaJson,
                outputSchemaJson,
                annotations,
                icons,
                hash);
    }
}
