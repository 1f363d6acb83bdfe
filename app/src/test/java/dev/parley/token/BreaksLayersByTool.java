package dev.parley.token;

import dev.parley.tool.ToolAnnotations;

/** Breaks a rule of the architecture, to prove that the rule can fail. */
public final class BreaksLayersByTool {

    private BreaksLayersByTool() {}

    static ToolAnnotations broken() {
        return ToolAnnotations.UNKNOWN;
    }
}
