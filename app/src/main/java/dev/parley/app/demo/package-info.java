/**
 * What Parley shows when nothing is configured: a real MCP server with invented data, and a
 * rule-based model that says that it is one.
 */
@NullMarked
package dev.parley.app.demo;

import org.jspecify.annotations.NullMarked;
