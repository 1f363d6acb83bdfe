package dev.parley.conversation;

/** By whose leave a tool call runs, as it stood when the call was made. */
public enum Consent {
    /** Nobody is asked: the call may run, or it never may. */
    NOT_NEEDED,
    /** The user has allowed all calls of the tool, and so is not asked about this one. */
    STANDING,
    /** The user is asked about this call, and can answer for no other. */
    ONCE,
    /** The user is asked, and can allow the calls to come as well. */
    OFFERED,
    /**
     * As {@link #OFFERED}; the user has done so before, of a tool that is not the same any more.
     */
    CHANGED;

    /** Whether the call waits for the user's answer. */
    public boolean asks() {
        return this == ONCE || offersAlways();
    }

    /** Whether that answer can hold for the calls to come. */
    public boolean offersAlways() {
        return this == OFFERED || this == CHANGED;
    }
}
