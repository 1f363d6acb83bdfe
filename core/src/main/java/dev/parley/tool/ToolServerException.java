package dev.parley.tool;

import org.jspecify.annotations.Nullable;

/**
 * A server could not be used. The message is a sentence for the user: it holds no token and no body
 * of the server.
 */
public final class ToolServerException extends RuntimeException {

    /** What went wrong. */
    public enum Kind {
        UNREACHABLE("server_unreachable"),
        TIMED_OUT("server_timed_out"),
        NEEDS_SIGN_IN("server_needs_sign_in"),
        /** Its address is not one Parley may connect to. */
        EGRESS_DENIED("egress_denied"),
        /** The server answered with an error of its protocol. */
        REFUSED("server_refused"),
        /** The connection broke while the call ran. */
        LOST("server_lost"),
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
    private final boolean mayHaveRun;

    /**
     * A failure of {@code kind}.
     *
     * @param mayHaveRun whether the server could have begun to run the call; false when it surely
     *     did not
     */
    public ToolServerException(
            Kind kind, String message, boolean mayHaveRun, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.mayHaveRun = mayHaveRun;
    }

    public Kind kind() {
        return kind;
    }

    public boolean mayHaveRun() {
        return mayHaveRun;
    }
}
