/** Tests against the official test server, and fixtures that misbehave as it does not. */
@NullMarked
package dev.parley.mcp;

import org.jspecify.annotations.NullMarked;
