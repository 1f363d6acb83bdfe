package dev.parley.mcp;

import dev.parley.tool.ToolCallContext;
import java.util.Map;
import java.util.Optional;

/** Which running call a request that the server makes of us is part of. */
@FunctionalInterface
interface CallOfRequest {

    /**
     * The call on whose response stream it came; else, as with a child process, the one that has
     * run longest. Empty when no call runs that could have caused it.
     *
     * @param meta the request's {@code _meta}
     */
    Optional<ToolCallContext> find(Map<String, Object> meta);
}
