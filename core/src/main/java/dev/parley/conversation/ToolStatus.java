package dev.parley.conversation;

/** How a tool call ended. */
public enum ToolStatus {
    /** The tool ran and said it succeeded. */
    OK,
    /** The tool ran and said it failed, or it could not be run. */
    FAILED,
    /** The user, or policy, did not let it run. */
    DENIED,
    /** It was not started: the turn was stopped or ended first. */
    NOT_RUN,
    /** It was started and its end was not seen. It may have run; never repeat it silently. */
    UNKNOWN
}
