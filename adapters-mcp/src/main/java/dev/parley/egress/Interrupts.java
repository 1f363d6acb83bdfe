package dev.parley.egress;

import java.io.IOException;
import java.io.InterruptedIOException;

/** How an interrupt of a blocked call becomes known to its caller. */
final class Interrupts {

    private Interrupts() {}

    /** The failure of a thread whose interrupt closed what it was blocked on. */
    static InterruptedIOException translate(IOException failure) {
        InterruptedIOException interrupted = new InterruptedIOException("interrupted");
        interrupted.initCause(failure);
        return interrupted;
    }
}
