package dev.parley.mcp;

import java.time.Duration;

/**
 * The bounds of one server's connections.
 *
 * @param connectWait how long a caller waits for a connection; opening goes on behind its back
 * @param connectMax how long opening may take; {@code npx} may have to download the server first
 * @param requestMax how long anything but a tool call may take
 * @param idleMax how long a connection without calls is kept
 * @param listAgeMax how old a list of tools may get while the server cannot announce changes
 * @param backoffMin how long a failed opening is not repeated; doubled by each further failure
 * @param backoffMax the longest such time
 * @param connectionsMax connections over HTTP at one time, each of another principal
 * @param childrenMax child processes at one time, each of another principal
 */
record McpLimits(
        Duration connectWait,
        Duration connectMax,
        Duration requestMax,
        Duration idleMax,
        Duration listAgeMax,
        Duration backoffMin,
        Duration backoffMax,
        int connectionsMax,
        int childrenMax) {

    /** One message, one SSE event or one body; what is longer ends the request. */
    static final int MESSAGE_BYTES_MAX = 4 * 1024 * 1024;

    static final McpLimits DEFAULT =
            new McpLimits(
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(15),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(60),
                    2000,
                    32);
}
