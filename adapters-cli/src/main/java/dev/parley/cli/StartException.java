package dev.parley.cli;

import org.jspecify.annotations.Nullable;

/** Parley cannot start. The message is for the user: what is wrong, where, and what to do. */
public final class StartException extends RuntimeException {

    public StartException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
