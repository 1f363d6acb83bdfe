package dev.parley.mcp;

import dev.parley.tool.Elicitation;
import dev.parley.tool.ToolServerException;
import dev.parley.tool.ToolServerException.Kind;
import io.modelcontextprotocol.client.transport.McpHttpClientTransportAuthorizationException;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse.JSONRPCError;
import io.modelcontextprotocol.spec.McpTransportSessionNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What failures of the SDK mean for a caller, in sentences of ours. A body of the server is never
 * quoted; the message of a JSON-RPC error is, on one line and cut, because it tells the model what
 * to do better.
 */
final class McpErrors {

    /** Parse error, invalid request, method not found, invalid parameters: nothing was run. */
    private static final Set<Integer> NOT_RUN_CODES = Set.of(-32700, -32600, -32601, -32602);

    private static final int URL_ELICITATION_REQUIRED = -32042;

    /** How the SDK's older transport reports a status; what follows is the server's. */
    private static final Pattern SSE_STATUS =
            Pattern.compile(
                    "^(?:Failed to connect to SSE stream|"
                            + "Sending message failed with a non-OK HTTP code): (\\d{3})\\b");

    /** The SDK has no type for this that others may see. */
    private static final Pattern TOO_LARGE =
            Pattern.compile("^Inbound [A-Za-z ]+ exceeds the maximum allowed size of");

    private McpErrors() {}

    /**
     * The failure of a request.
     *
     * @param httpStatus of the response; zero when there was none
     */
    static RuntimeException translate(String server, Throwable failure, int httpStatus) {
        return rejectedWithItsSession(failure, httpStatus)
                ? new RequestNotRun(failure)
                : explained(server, failure, httpStatus);
    }

    /** A connection that broke before its first request was sent; there is none to send it on. */
    static ToolServerException notOpened(String server, RequestNotRun failure) {
        return explained(server, failure, 0);
    }

    private static ToolServerException explained(String server, Throwable failure, int httpStatus) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            Optional<ToolServerException> known = known(server, cause, httpStatus);
            if (known.isPresent()) {
                return known.get();
            }
        }
        if (broken(failure) || unwrapped(failure) instanceof IOException) {
            return new ToolServerException(
                    Kind.LOST,
                    "The connection to the server " + server + " broke" + reason(failure) + ".",
                    true,
                    failure);
        }
        return new ToolServerException(
                Kind.REFUSED,
                "The server " + server + " answered with something that is not valid MCP.",
                true,
                failure);
    }

    /** A program that could not be started. */
    static ToolServerException notStarted(String server, String command, IOException cause) {
        return new ToolServerException(
                Kind.UNREACHABLE,
                "The server "
                        + server
                        + " could not be started: check that the command "
                        + McpTexts.sentence(command)
                        + " exists and may be run.",
                false,
                cause);
    }

    static ToolServerException interrupted(String server, boolean mayHaveRun) {
        return new ToolServerException(
                Kind.INTERRUPTED,
                "Waiting for the server " + server + " was stopped.",
                mayHaveRun,
                null);
    }

    static ToolServerException timedOut(String server, boolean mayHaveRun) {
        return new ToolServerException(
                Kind.TIMED_OUT,
                "The server " + server + " did not answer in time.",
                mayHaveRun,
                null);
    }

    /** The fresh connection did not help either. */
    static ToolServerException keepsLosingSessions(String server, RequestNotRun cause) {
        return new ToolServerException(
                Kind.UNREACHABLE,
                "The server " + server + " does not keep the sessions it opens.",
                false,
                cause);
    }

    private static boolean rejectedWithItsSession(Throwable failure, int httpStatus) {
        // The status is that of this very request; other open requests lose their session too, but
        // without a status of their own they may be running.
        boolean refused = httpStatus == 404 || httpStatus == 400;
        for (Throwable cause = failure; refused && cause != null; cause = cause.getCause()) {
            if (cause instanceof McpTransportSessionNotFoundException) {
                return true;
            }
        }
        return false;
    }

    private static Optional<ToolServerException> known(
            String server, Throwable cause, int httpStatus) {
        String message = McpTexts.orEmpty(cause.getMessage());
        return switch (cause) {
            case McpError error -> Optional.of(refused(server, error));
            case McpHttpClientTransportAuthorizationException refusal ->
                    Optional.of(needsSignIn(server, refusal));
            case ConnectException e -> Optional.of(unreachable(server, e, why(e)));
            case HttpConnectTimeoutException e ->
                    Optional.of(unreachable(server, e, "it does not accept connections"));
            default -> other(server, cause, message, statusOf(message, httpStatus));
        };
    }

    private static Optional<ToolServerException> other(
            String server, Throwable cause, String message, int status) {
        if (TOO_LARGE.matcher(message).find()) {
            return Optional.of(tooLarge(server, cause));
        }
        return status >= 300 ? Optional.of(httpError(server, cause, status)) : Optional.empty();
    }

    private static int statusOf(String message, int httpStatus) {
        Matcher sse = SSE_STATUS.matcher(message);
        return sse.find() ? Integer.parseInt(sse.group(1)) : httpStatus;
    }

    private static ToolServerException refused(String server, McpError error) {
        JSONRPCError details = error.getJsonRpcError();
        Optional<String> page = pageToVisit(details);
        if (page.isPresent()) {
            return new ToolServerException(
                    Kind.REFUSED,
                    "The server "
                            + server
                            + " first needs the user to open "
                            + page.orElseThrow()
                            + " ("
                            + McpTexts.sentence(details.message())
                            + "). Ask again after that.",
                    false,
                    error);
        }
        return new ToolServerException(
                Kind.REFUSED,
                "The server "
                        + server
                        + " refused (error "
                        + details.code()
                        + "): "
                        + McpTexts.sentence(details.message()),
                !NOT_RUN_CODES.contains(details.code()),
                error);
    }

    /** Of what MCP 2025-11-25 calls a URL elicitation required error, the first safe address. */
    private static Optional<String> pageToVisit(JSONRPCError details) {
        if (details.code() != URL_ELICITATION_REQUIRED
                || !(details.data() instanceof Map<?, ?> data)
                || !(data.get("elicitations") instanceof List<?> elicitations)) {
            return Optional.empty();
        }
        return elicitations.stream()
                .filter(Map.class::isInstance)
                .map(elicitation -> ((Map<?, ?>) elicitation).get("url"))
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .filter(Elicitation.Url::isSafe)
                .findFirst();
    }

    private static ToolServerException httpError(String server, Throwable cause, int status) {
        if (status == 401 || status == 403) {
            return needsSignIn(server, cause);
        }
        if (status < 400) {
            return new ToolServerException(
                    Kind.REFUSED,
                    "The server "
                            + server
                            + " redirects to another address (HTTP "
                            + status
                            + "), which is not followed: put the final address into the settings.",
                    false,
                    cause);
        }
        return new ToolServerException(
                status >= 500 ? Kind.UNREACHABLE : Kind.REFUSED,
                "The server " + server + " answered with HTTP status " + status + ".",
                status >= 500,
                cause);
    }

    private static ToolServerException needsSignIn(String server, Throwable cause) {
        return new ToolServerException(
                Kind.NEEDS_SIGN_IN,
                "The server "
                        + server
                        + " asks for a sign-in, or for other rights than it was given.",
                false,
                cause);
    }

    private static ToolServerException unreachable(String server, Throwable cause, String why) {
        return new ToolServerException(
                Kind.UNREACHABLE,
                "The server " + server + " cannot be reached: " + why + ".",
                false,
                cause);
    }

    private static String why(ConnectException cause) {
        return cause.getCause() instanceof UnresolvedAddressException
                ? "there is no host of this name"
                : "nothing listens there";
    }

    private static ToolServerException tooLarge(String server, Throwable cause) {
        return new ToolServerException(
                Kind.REFUSED,
                "The server "
                        + server
                        + " answered with more than "
                        + McpLimits.MESSAGE_BYTES_MAX / (1024 * 1024)
                        + " MiB, which is not accepted.",
                true,
                cause);
    }

    private static boolean broken(Throwable failure) {
        return !reason(failure).isEmpty();
    }

    /** Why the connection broke, as the end of a sentence; empty when it did not. */
    private static String reason(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectionBroken) {
                return ": " + cause.getMessage();
            }
        }
        return "";
    }

    private static @Nullable Throwable unwrapped(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
