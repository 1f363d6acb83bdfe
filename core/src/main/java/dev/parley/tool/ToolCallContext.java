package dev.parley.tool;

import java.time.Instant;

/** What a running tool call may use of the turn it belongs to. Safe for use by many threads. */
public interface ToolCallContext {

    /** When the call must have ended. */
    Instant deadline();

    /**
     * Tells the user how far the call is. Never blocks; nothing happens after the call's end, and
     * of more than a thousand reports only one a second is passed on.
     */
    void progress(ToolProgress progress);

    /**
     * Asks the user something in the server's name and waits for the answer, at most until {@link
     * #deadline} and until the call has ended; nobody having answered by then, it is cancelled.
     * What must not be asked, see {@link Elicitation#objection}, is declined at once, with a
     * notice. Blocks the calling thread, which should be a virtual one: a human may take minutes.
     *
     * <p>Where there is nobody to ask, the answer is a cancellation at once.
     *
     * @return of a form that was accepted, the values that fit it, defaults filled in
     * @throws InterruptedException when interrupted while waiting; the question is cancelled then
     */
    default ElicitationAnswer elicit(Elicitation elicitation) throws InterruptedException {
        return ElicitationAnswer.CANCELLED;
    }

    /**
     * Tells the user that what an address was opened for is done. Never blocks; nothing happens
     * when no such address was agreed to in this call.
     *
     * @param elicitationId see {@link Elicitation.Url}
     */
    default void elicitationCompleted(String elicitationId) {}
}
