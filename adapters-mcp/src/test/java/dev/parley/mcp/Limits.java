package dev.parley.mcp;

import java.time.Duration;

/** The usual limits, but for one. */
final class Limits {

    private Limits() {}

    static McpLimits connectWait(Duration wait) {
        return new McpLimits(
                wait,
                McpLimits.DEFAULT.connectMax(),
                McpLimits.DEFAULT.requestMax(),
                McpLimits.DEFAULT.idleMax(),
                McpLimits.DEFAULT.listAgeMax(),
                McpLimits.DEFAULT.backoffMin(),
                McpLimits.DEFAULT.backoffMax(),
                McpLimits.DEFAULT.connectionsMax(),
                McpLimits.DEFAULT.childrenMax());
    }

    static McpLimits request(Duration max) {
        return new McpLimits(
                McpLimits.DEFAULT.connectWait(),
                McpLimits.DEFAULT.connectMax(),
                max,
                McpLimits.DEFAULT.idleMax(),
                McpLimits.DEFAULT.listAgeMax(),
                McpLimits.DEFAULT.backoffMin(),
                McpLimits.DEFAULT.backoffMax(),
                McpLimits.DEFAULT.connectionsMax(),
                McpLimits.DEFAULT.childrenMax());
    }

    static McpLimits connections(int max) {
        return new McpLimits(
                McpLimits.DEFAULT.connectWait(),
                McpLimits.DEFAULT.connectMax(),
                McpLimits.DEFAULT.requestMax(),
                McpLimits.DEFAULT.idleMax(),
                McpLimits.DEFAULT.listAgeMax(),
                McpLimits.DEFAULT.backoffMin(),
                McpLimits.DEFAULT.backoffMax(),
                max,
                max);
    }
}
