package dev.parley.tool;

/**
 * The user's answer to one open tool call.
 *
 * @param reason why not, in the user's words, for the model to read; empty when none was given
 */
public record Approval(String callId, boolean approved, String reason) {}
