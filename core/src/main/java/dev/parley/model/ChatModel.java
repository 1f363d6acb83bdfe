package dev.parley.model;

import java.util.List;

/**
 * A language model. Implementations are safe for use by many threads; the streams they open are
 * not.
 */
public interface ChatModel {

    /**
     * Sends the request and returns once the model has begun to answer.
     *
     * <p>Blocks for at most the adapter's silence limit (60 s by default) and, where the provider
     * asks to wait and nothing was streamed yet, its retries. An interrupt ends the wait at once
     * with a {@link ModelException} of kind {@code INTERRUPTED}.
     *
     * @return a stream the caller must close
     * @throws ModelException when the model did not begin to answer
     */
    ModelStream open(ModelRequest request);

    /**
     * The names a request may ask for, the one that answers by default first. Always the same;
     * never blocks. Empty when there is one model only, without a name.
     */
    default List<String> models() {
        return List.of();
    }
}
