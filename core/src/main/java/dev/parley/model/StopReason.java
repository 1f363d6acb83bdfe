package dev.parley.model;

/** Why a model ended its answer. */
public enum StopReason {
    STOP,
    /** The limit of output tokens was reached. */
    LENGTH,
    TOOL_CALLS,
    CONTENT_FILTER,
    OTHER
}
