package dev.parley.tool;

/**
 * The user's answer to one open tool call.
 *
 * @param reason why not, in the user's words, for the model to read; empty when none was given
 * @param always whether it is the user's {@link StandingApproval} of the tool as well
 */
public record Approval(String callId, boolean approved, String reason, boolean always) {

    public Approval {
        if (always && !approved) {
            throw new IllegalArgumentException("a denial is for once: " + callId);
        }
    }

    /** An answer for this once. */
    public Approval(String callId, boolean approved, String reason) {
        this(callId, approved, reason, false);
    }
}
