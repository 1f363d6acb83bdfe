package dev.parley.mcp;

import org.jspecify.annotations.Nullable;

/** An answer that does not keep to MCP. The message is for the log; it quotes nothing. */
final class NotMcp extends RuntimeException {

    NotMcp(String what, @Nullable Throwable cause) {
        super(what, cause);
    }
}
