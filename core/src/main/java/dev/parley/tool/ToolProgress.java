package dev.parley.tool;

/**
 * How far a tool call is (MCP 2025-11-25, basic/utilities/progress).
 *
 * @param total what {@code progress} counts up to; zero when unknown
 * @param message what the server says it is doing; empty when it says nothing
 */
public record ToolProgress(double progress, double total, String message) {}
