package dev.parley.tool;

/** The store of standing approvals could not answer. */
public final class StandingApprovalStoreException extends RuntimeException {

    public StandingApprovalStoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
