package dev.parley.http;

import dev.parley.tool.Approval;
import java.time.Instant;
import java.util.List;

/**
 * Has people sign in again before they approve a tool call long after they did: the browser may not
 * be in their hands any more. What a server says of its tools does not count here, and what may run
 * without harm is seldom asked about.
 */
final class ApprovalAge {

    private final Access access;

    ApprovalAge(Access access) {
        this.access = access;
    }

    /**
     * Checks what {@code caller} answers; to say no is always possible. What outlasts the moment is
     * for the user to say, not for a program that acts for them.
     *
     * @throws Problem {@code sign_in_again} or {@code key_scope}
     */
    void check(Caller caller, List<Approval> approvals) {
        if (caller instanceof Caller.Program && approvals.stream().anyMatch(Approval::always)) {
            throw new Problem(
                    ProblemCode.KEY_SCOPE, "An API key can allow a tool call once, not always.");
        }
        if (access.mode() instanceof Access.Mode.SignIn signIn
                && caller instanceof Caller.Browser browser
                && approvals.stream().anyMatch(Approval::approved)) {
            Instant end = browser.session().startedAt().plus(signIn.approvalAgeMax());
            if (!access.clock().instant().isBefore(end)) {
                throw new Problem(
                        ProblemCode.SIGN_IN_AGAIN,
                        "You signed in long ago. Sign in again to approve this.");
            }
        }
    }
}
