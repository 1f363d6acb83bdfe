/** Grants at MCP servers: how they are asked for, kept fresh and taken back, by OAuth. */
@NullMarked
package dev.parley.oauth;

import org.jspecify.annotations.NullMarked;
