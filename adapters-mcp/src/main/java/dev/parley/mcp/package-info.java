/** Tools, prompts and resources of MCP servers over the official Java SDK, which stays in here. */
@NullMarked
package dev.parley.mcp;

import org.jspecify.annotations.NullMarked;
