package dev.parley.http;

import dev.parley.access.AccessStoreException;
import dev.parley.access.AccountDisabled;
import dev.parley.conversation.AttachmentRefused;
import dev.parley.conversation.ConversationStoreException;
import dev.parley.prompt.PromptNotFound;
import dev.parley.prompt.ResourceNotFound;
import dev.parley.token.AuthorizationFailed;
import dev.parley.token.TokenStoreException;
import dev.parley.tool.StandingApprovalStoreException;
import dev.parley.tool.ToolServerException;
import dev.parley.turn.AnswerMisfit;
import dev.parley.turn.AnsweredBefore;
import dev.parley.turn.ApprovalRefused;
import dev.parley.turn.ConversationBusy;
import dev.parley.turn.ConversationNotFound;
import dev.parley.turn.ElicitationNotFound;
import dev.parley.turn.ElicitationOver;
import dev.parley.turn.MessageNotFound;
import dev.parley.turn.RequestKeyReused;
import dev.parley.turn.ServiceStopping;
import dev.parley.turn.TurnJournalException;
import dev.parley.turn.UnknownModel;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.MethodNotAllowedResponse;
import io.javalin.http.NotFoundResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers a request that failed: by {@code application/problem+json} (RFC 9457) under {@code /api},
 * by a line of text elsewhere. The one place where exceptions become statuses.
 */
final class Problems {

    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
    private static final String PROBLEM_TYPE = "application/problem+json";
    private static final String RETRY_AFTER_SECONDS = "5";

    private Problems() {}

    /** Answers with the problem that {@code exception} stands for. */
    static void handle(Exception exception, Context context) {
        if (context.res().isCommitted()) {
            LOG.error("{} {} failed midway", context.method(), context.path(), exception);
            return;
        }
        write(context, problem(exception, context));
    }

    /** For what is no exception: the JVM itself, or an assertion, is in trouble. */
    static void handle(HttpServletResponse response, Error error) {
        String event = eventId();
        LOG.error("a request failed, event {}", event, error);
        if (response.isCommitted()) {
            return;
        }
        response.setStatus(ProblemCode.INTERNAL_ERROR.status());
        response.setContentType(PROBLEM_TYPE);
        try {
            response.getOutputStream().write(body(ProblemCode.INTERNAL_ERROR, internal(event)));
        } catch (IOException gone) {
            // The client left: nobody is there to be told.
        }
    }

    /** The problem that {@code exception} stands for; logs it if that is ours to look into. */
    static Problem problem(Exception exception, Context context) {
        return switch (exception) {
            case Problem problem -> problem;
            case ConversationNotFound e -> Problem.conversationNotFound();
            case ConversationBusy e ->
                    new Problem(
                            ProblemCode.CONVERSATION_BUSY,
                            "An answer in this conversation is still running.");
            case MessageNotFound e ->
                    new Problem(
                            ProblemCode.MESSAGE_NOT_FOUND,
                            "The conversation has no such message any more.");
            case ApprovalRefused e -> new Problem(ProblemCode.APPROVAL_REFUSED, message(e));
            case ElicitationNotFound e ->
                    new Problem(
                            ProblemCode.ELICITATION_NOT_FOUND,
                            "You were not asked any such thing.");
            case ElicitationOver e ->
                    new Problem(
                            ProblemCode.ELICITATION_OVER,
                            "This was answered before, or nobody waits for the answer any more.");
            case AttachmentRefused e -> new Problem(code(e.reason()), message(e));
            case UnknownModel e -> new Problem(ProblemCode.UNKNOWN_MODEL, message(e));
            case AnswerMisfit e -> new Problem(ProblemCode.INVALID_ARGUMENTS, message(e));
            case PromptNotFound e -> new Problem(ProblemCode.PROMPT_NOT_FOUND, message(e));
            case ResourceNotFound e -> new Problem(ProblemCode.RESOURCE_NOT_FOUND, message(e));
            case ToolServerException e -> new Problem(code(e.kind()), message(e));
            case AnsweredBefore e ->
                    new Problem(
                            ProblemCode.ALREADY_ANSWERED,
                            "This was answered before; reload the conversation.");
            case RequestKeyReused e ->
                    new Problem(
                            ProblemCode.IDEMPOTENCY_KEY_REUSED,
                            "The Idempotency-Key was used in another conversation; take a new one.");
            case AuthorizationFailed e -> new Problem(code(e.reason()), message(e));
            case AccountDisabled e -> new Problem(ProblemCode.ACCOUNT_DISABLED, message(e));
            case AccessStoreException e -> unsaved(e, context);
            case ConversationStoreException e -> unsaved(e, context);
            case TurnJournalException e -> unsaved(e, context);
            case StandingApprovalStoreException e -> unsaved(e, context);
            case TokenStoreException e -> unsaved(e, context);
            case ServiceStopping e -> stopping();
            case InterruptedException e -> stopping();
            case HttpResponseException e -> framework(e, context);
            case IOException e ->
                    new Problem(ProblemCode.INVALID_BODY, "The request could not be read.");
            default -> unexpected(exception, context);
        };
    }

    private static Problem unsaved(Exception exception, Context context) {
        LOG.error("{} {}: the database failed", context.method(), context.path(), exception);
        return new Problem(
                ProblemCode.STORAGE_UNAVAILABLE,
                "The database cannot be read or written at the moment.");
    }

    private static Problem stopping() {
        return new Problem(ProblemCode.STOPPING, "Parley is stopping; try again shortly.");
    }

    private static Problem framework(HttpResponseException exception, Context context) {
        if (exception instanceof NotFoundResponse) {
            return new Problem(ProblemCode.NOT_FOUND, "There is nothing at this address.");
        }
        if (exception instanceof MethodNotAllowedResponse) {
            String allowed = String.join(", ", exception.getDetails().values());
            context.header("Allow", allowed);
            return new Problem(ProblemCode.METHOD_NOT_ALLOWED, "Allowed here: " + allowed + ".");
        }
        return unexpected(exception, context);
    }

    private static Problem unexpected(Exception exception, Context context) {
        String event = eventId();
        LOG.error("{} {} failed, event {}", context.method(), context.path(), event, exception);
        return new Problem(ProblemCode.INTERNAL_ERROR, internal(event));
    }

    /** All that a client is told of a failure of ours. */
    static String internal(String event) {
        return "Something went wrong here. Event id: " + event;
    }

    static ProblemCode code(ToolServerException.Kind kind) {
        return switch (kind) {
            case UNREACHABLE -> ProblemCode.SERVER_UNREACHABLE;
            case TIMED_OUT -> ProblemCode.SERVER_TIMED_OUT;
            case NEEDS_SIGN_IN -> ProblemCode.SERVER_NEEDS_SIGN_IN;
            case EGRESS_DENIED -> ProblemCode.EGRESS_DENIED;
            case REFUSED -> ProblemCode.SERVER_REFUSED;
            case LOST -> ProblemCode.SERVER_LOST;
            case INTERRUPTED -> ProblemCode.STOPPING;
        };
    }

    private static ProblemCode code(AttachmentRefused.Reason reason) {
        return switch (reason) {
            case EMPTY, TOO_MANY, UNKNOWN -> ProblemCode.INVALID_ATTACHMENT;
            case TOO_LARGE -> ProblemCode.BODY_TOO_LARGE;
            case UNSUPPORTED -> ProblemCode.UNSUPPORTED_MEDIA_TYPE;
            case NO_ROOM -> ProblemCode.NO_ROOM;
        };
    }

    static ProblemCode code(AuthorizationFailed.Reason reason) {
        return switch (reason) {
            case SERVER_NOT_FOUND -> ProblemCode.SERVER_NOT_FOUND;
            case NOT_NEEDED -> ProblemCode.AUTHORIZATION_NOT_NEEDED;
            case UNREACHABLE -> ProblemCode.AUTHORIZATION_UNREACHABLE;
            case EGRESS_DENIED -> ProblemCode.EGRESS_DENIED;
            case INVALID_METADATA -> ProblemCode.AUTHORIZATION_METADATA_INVALID;
            case NO_PKCE -> ProblemCode.AS_NO_PKCE;
            case NOT_REGISTERED -> ProblemCode.CLIENT_NOT_REGISTERED;
            case STATE_INVALID -> ProblemCode.AUTHORIZATION_STATE_INVALID;
            case ISSUER_MISMATCH -> ProblemCode.AUTHORIZATION_ISSUER_MISMATCH;
            case DENIED -> ProblemCode.AUTHORIZATION_DENIED;
            case TOKEN_REFUSED -> ProblemCode.TOKEN_REFUSED;
        };
    }

    private static void write(Context context, Problem problem) {
        ProblemCode code = problem.code();
        context.status(code.status());
        boolean later = code.status() == 503 || code.status() == 429;
        if (later && !context.res().containsHeader("Retry-After")) {
            context.header("Retry-After", RETRY_AFTER_SECONDS);
        }
        if (code == ProblemCode.NOT_SIGNED_IN) {
            context.header("WWW-Authenticate", "Bearer");
        }
        if (code == ProblemCode.BODY_TOO_LARGE) {
            writeBeforeTheRest(context, body(code, problem.detail()));
        } else if (isSeenByPeople(context)) {
            context.contentType("text/plain; charset=utf-8").result(problem.detail() + "\n");
        } else {
            context.contentType(PROBLEM_TYPE).result(body(code, problem.detail()));
        }
    }

    /** Where a browser shows what it is answered: the page, and the way back to it. */
    private static boolean isSeenByPeople(Context context) {
        return RequestGuard.isPage(context.path())
                || (context.path().equals(AuthRoutes.CALLBACK)
                        && "navigate".equals(context.header("Sec-Fetch-Mode")));
    }

    /**
     * Answers at once, then takes in what the client is still sending: a connection that is closed
     * before is reset, and the client may never see the answer.
     */
    private static void writeBeforeTheRest(Context context, byte[] body) {
        context.header("Connection", "close");
        context.contentType(PROBLEM_TYPE);
        try {
            context.res().setContentLength(body.length);
            try (OutputStream out = context.res().getOutputStream()) {
                out.write(body);
            }
            Body.discard(context);
        } catch (IOException gone) {
            // The client left: nobody is there to be told.
        }
    }

    static byte[] body(ProblemCode code, String detail) {
        return new JsonWriter()
                .object()
                .field("type", "about:blank")
                .field("title", code.title())
                .field("status", code.status())
                .field("detail", detail)
                .field("code", code.code())
                .endObject()
                .toBytes();
    }

    private static String message(Exception exception) {
        return String.valueOf(exception.getMessage());
    }

    static String eventId() {
        return Long.toHexString(ThreadLocalRandom.current().nextLong());
    }
}
