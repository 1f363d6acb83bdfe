package dev.parley.mcp;

import dev.parley.token.Secret;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The server refused a request for want of rights (HTTP status 401 or 403), so that it surely was
 * not run and may be repeated with a better token.
 */
final class Unauthorized extends RuntimeException {

    private final int status;
    private final List<String> challenges;
    private final @Nullable Secret accessToken;

    Unauthorized(int status, List<String> challenges, @Nullable Secret accessToken) {
        super("HTTP status " + status);
        this.status = status;
        this.challenges = List.copyOf(challenges);
        this.accessToken = accessToken;
    }

    /** The refusal a failure comes from, if it comes from one. */
    static Optional<Unauthorized> in(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof Unauthorized refusal) {
                return Optional.of(refusal);
            }
        }
        return Optional.empty();
    }

    int status() {
        return status;
    }

    /** The values of the {@code WWW-Authenticate} headers as they came. */
    List<String> challenges() {
        return challenges;
    }

    /**
     * The token that was not good enough. Whoever finds another one in its place by now need not
     * get a new one.
     */
    Optional<Secret> accessToken() {
        return Optional.ofNullable(accessToken);
    }
}
