/** Tools of MCP servers, how the model sees them, and which of them need approval. */
@NullMarked
package dev.parley.tool;

import org.jspecify.annotations.NullMarked;
