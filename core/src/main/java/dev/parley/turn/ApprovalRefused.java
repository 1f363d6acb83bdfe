package dev.parley.turn;

/** The answers do not fit the open tool calls of the conversation; nothing was run. */
public final class ApprovalRefused extends RuntimeException {

    public ApprovalRefused(String message) {
        super(message);
    }
}
