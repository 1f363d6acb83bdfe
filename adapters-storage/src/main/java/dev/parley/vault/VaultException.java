package dev.parley.vault;

/** A sealed value cannot be opened. The message names no value. */
public final class VaultException extends Exception {

    /** Why not. */
    public enum Kind {
        /** It is no sealed value at all: its header is missing or wrong. */
        NOT_SEALED,
        /**
         * It was altered, or belongs elsewhere: to another row, column, owner, server, issuer or
         * version. The cipher does not tell which.
         */
        BINDING_MISMATCH,
        /** Its row is not the one that was stored last: an older one was put back. */
        ROLLBACK,
        /** The master key it needs is not among ours: a matter of set-up, not of the value. */
        KEY_MISSING
    }

    private final Kind kind;

    VaultException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
