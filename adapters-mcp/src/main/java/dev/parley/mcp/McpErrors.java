package dev.parley.mcp;

import dev.parley.egress.EgressDenied;
import dev.parley.egress.EgressTooLarge;
import dev.parley.egress.EgressUnreachable;
import dev.parley.token.AuthorizationFailed;
import dev.parley.token.TokenStoreException;
import dev.parley.tool.Elicitation;
import dev.parley.tool.ToolServerException;
import dev.parley.tool.ToolServerException.Kind;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse.JSONRPCError;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * What failures of the SDK mean for a caller, in sentences of ours. A body of the server is never
 * quoted; the message of a JSON-RPC error is, on one line and cut, because it tells the model what
 * to do better.
 */
final class McpErrors {

    private static final int METHOD_NOT_FOUND = -32601;
    private static final int INVALID_PARAMS = -32602;

    /** Parse error, invalid request, method not found, invalid parameters: nothing was run. */
    private static final Set<Integer> NOT_RUN_CODES = Set.of(-32700, -32600, -32601, -32602);

    /** MCP 2025-11-25, server/resources, "Error Handling"; newer servers say invalid parameters. */
    private static final Set<Integer> NO_RESOURCE_CODES = Set.of(-32002, -32602);

    private static final int URL_ELICITATION_REQUIRED = -32042;

    private McpErrors() {}

    /** Whether the server has no such method. */
    static boolean saysNoMethod(ToolServerException failure) {
        return failure.getCause() instanceof McpError error
                && error.getJsonRpcError().code() == METHOD_NOT_FOUND;
    }

    /** Whether the server refused to read a resource because it has none at this address. */
    static boolean saysNoResource(ToolServerException failure) {
        return failure.getCause() instanceof McpError error
                && NO_RESOURCE_CODES.contains(error.getJsonRpcError().code());
    }

    /** What the server has against the arguments it was given, if that is why it refused. */
    static Optional<String> invalidArguments(ToolServerException failure) {
        return failure.getCause() instanceof McpError error
                        && error.getJsonRpcError().code() == INVALID_PARAMS
                ? Optional.of(McpTexts.sentence(error.getJsonRpcError().message()))
                : Optional.empty();
    }

    /** The failure of a request. */
    static RuntimeException translate(String server, Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RequestNotRun) {
                return new RequestNotRun(failure);
            }
        }
        return explained(server, failure);
    }

    /** A connection that broke before its first request was sent; there is none to send it on. */
    static ToolServerException notOpened(String server, RequestNotRun failure) {
        return explained(server, failure);
    }

    private static ToolServerException explained(String server, Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            Optional<ToolServerException> known = known(server, cause);
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
        return notMcp(server, failure);
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

    private static Optional<ToolServerException> known(String server, Throwable cause) {
        return switch (cause) {
            case ToolServerException said -> Optional.of(said);
            case McpError error -> Optional.of(refused(server, error));
            case Unauthorized refusal -> Optional.of(needsSignIn(server, refusal));
            case HttpStatusError error -> Optional.of(httpError(server, error));
            case NotReached failure -> Optional.of(unreachable(server, failure));
            case MessageTooLarge tooMuch -> Optional.of(tooLarge(server, tooMuch));
            case EgressTooLarge tooMuch -> Optional.of(tooLarge(server, tooMuch));
            case NotMcp nonsense -> Optional.of(notMcp(server, nonsense));
            case AuthorizationFailed noToken -> Optional.of(noToken(server, noToken));
            case TokenStoreException unread -> Optional.of(noToken(server, unread));
            case EgressDenied denied -> Optional.of(denied(server, denied));
            default -> Optional.empty();
        };
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

    private static ToolServerException httpError(String server, HttpStatusError cause) {
        int status = cause.status();
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

    /** Parley has no token to send now; the principal need not do anything about it. */
    static ToolServerException noToken(String server, RuntimeException cause) {
        return new ToolServerException(
                Kind.UNREACHABLE,
                "The sign-in to the server "
                        + server
                        + " cannot be renewed or read at the moment; try again later.",
                false,
                cause);
    }

    private static ToolServerException denied(String server, EgressDenied cause) {
        return new ToolServerException(
                Kind.EGRESS_DENIED,
                "The address of the server "
                        + server
                        + " is not one that Parley may connect to: see egress.allow in the"
                        + " settings.",
                false,
                cause);
    }

    private static ToolServerException unreachable(String server, NotReached failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        if (cause instanceof EgressDenied denied) {
            return denied(server, denied);
        }
        if (cause instanceof EgressUnreachable && cause.getCause() != null) {
            // This address is an administrator's, who may know what is wrong with it.
            cause = cause.getCause();
        }
        String why =
                switch (cause) {
                    case UnknownHostException e -> "there is no host of this name";
                    case SocketTimeoutException e -> "it does not accept connections";
                    case SSLException e -> "no safe connection (TLS) could be made";
                    default -> "nothing listens there";
                };
        return new ToolServerException(
                Kind.UNREACHABLE,
                "The server " + server + " cannot be reached: " + why + ".",
                false,
                failure);
    }

    private static ToolServerException notMcp(String server, Throwable cause) {
        return new ToolServerException(
                Kind.REFUSED,
                "The server " + server + " answered with something that is not valid MCP.",
                true,
                cause);
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
