package dev.parley.tool;

import java.time.Instant;

/** What a running tool call may use of the turn it belongs to. Safe for use by many threads. */
public interface ToolCallContext {

    /** When the call must have ended. */
    Instant deadline();

    /**
     * Tells the user how far the call is. Never blocks; nothing happens after the call's end, and
     * of more than a thousand reports only one a second is passed on.
     */
    void progress(ToolProgress progress);
}
