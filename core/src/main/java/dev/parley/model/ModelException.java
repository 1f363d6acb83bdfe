package dev.parley.model;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The model did not answer, or not to the end. The message is a sentence for the user: it holds no
 * key and no body of the provider.
 */
public final class ModelException extends RuntimeException {

    /** What went wrong, as far as it matters to whoever decides what to do next. */
    public enum Kind {
        /** The key is missing, wrong or lacks a right. */
        UNAUTHENTICATED("model_unauthenticated"),
        /** Too many requests or no quota left; see {@link #retryAfter}. */
        RATE_LIMITED("model_rate_limited"),
        /** The provider will not take this request: unknown model, wrong parameter, too long. */
        REJECTED("model_rejected"),
        /** No connection, or the provider failed. */
        UNAVAILABLE("model_unavailable"),
        /** Nothing came for the silence limit. */
        STALLED("model_stalled"),
        /** The answer ended before it was whole. */
        INCOMPLETE("model_incomplete"),
        /** The answer took longer than a whole call may. */
        TOO_LONG("model_too_long"),
        /** What came is not the protocol. */
        MALFORMED("model_malformed"),
        /** The calling thread was interrupted. */
        INTERRUPTED("interrupted");

        private final String code;

        Kind(String code) {
            this.code = code;
        }

        /** The stable code under which users and clients see this kind. */
        public String code() {
            return code;
        }
    }

    private final Kind kind;
    private final @Nullable Duration retryAfter;

    public ModelException(Kind kind, String message, @Nullable Throwable cause) {
        this(kind, message, cause, null);
    }

    public ModelException(
            Kind kind, String message, @Nullable Throwable cause, @Nullable Duration retryAfter) {
        super(message, cause);
        this.kind = kind;
        this.retryAfter = retryAfter;
    }

    public Kind kind() {
        return kind;
    }

    /** How long the provider asked to wait; empty when it did not say. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
