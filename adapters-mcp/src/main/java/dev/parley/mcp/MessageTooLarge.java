package dev.parley.mcp;

import java.io.IOException;

/** A message of more than {@link McpLimits#MESSAGE_BYTES_MAX}; reading it was given up. */
final class MessageTooLarge extends IOException {

    MessageTooLarge() {
        super("more than " + McpLimits.MESSAGE_BYTES_MAX + " bytes");
    }
}
