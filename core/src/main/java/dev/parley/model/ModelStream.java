package dev.parley.model;

/**
 * A model's answer while it comes in. Used by one thread, which is also the one that closes it.
 *
 * <p>To stop an answer from another thread, interrupt the reading (virtual) thread: the connection
 * to the provider is closed and {@link #next} throws.
 */
public interface ModelStream extends AutoCloseable {

    /**
     * Waits for the next event, for at most the adapter's silence limit (60 s by default).
     *
     * <p>The last event of a whole answer is {@link ModelEvent.Finished}; do not call again after
     * it.
     *
     * @throws ModelException when the answer will not be whole: the connection broke ({@code
     *     INCOMPLETE}), nothing came for the silence limit ({@code STALLED}), the provider sent
     *     what is not its protocol ({@code MALFORMED}) or an error, or this thread was interrupted
     *     ({@code INTERRUPTED}). What was returned before stays valid. Do not call again.
     */
    ModelEvent next();

    /** Ends the answer and closes the connection if it still runs. Never throws or blocks. */
    @Override
    void close();
}
