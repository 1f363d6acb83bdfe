package dev.parley.tool;

/**
 * What a server claims about a tool. Claims are hints, believed only where an administrator trusts
 * the server; {@link #UNKNOWN} holds what the specification says of a tool without annotations (MCP
 * 2025-11-25, schema, ToolAnnotations).
 */
public record ToolAnnotations(
        boolean readOnly, boolean destructive, boolean idempotent, boolean openWorld) {

    public static final ToolAnnotations UNKNOWN = new ToolAnnotations(false, true, false, true);
}
