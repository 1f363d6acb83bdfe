package dev.parley.mcp;

import dev.parley.tool.ToolCallContext;
import java.util.Optional;

/** Which running call a request that the server makes of us is part of. */
@FunctionalInterface
interface CallOfRequest {

    /** Empty when no call runs that could have caused it. */
    Optional<ToolCallContext> find();
}
