package dev.parley.http;

import java.util.Locale;

/** The stable codes of refused requests, each with its HTTP status. */
enum ProblemCode {
    INVALID_BODY(400, "Invalid body"),
    INVALID_ID(400, "Invalid id"),
    INVALID_ARGUMENTS(400, "Invalid arguments"),
    INVALID_IDEMPOTENCY_KEY(400, "Invalid idempotency key"),
    AUTHORIZATION_STATE_INVALID(400, "Sign-in not valid"),
    AUTHORIZATION_ISSUER_MISMATCH(400, "Answer from elsewhere"),
    INVALID_WORKSPACE(400, "Invalid workspace"),
    INVALID_ATTACHMENT(400, "Invalid attachment"),
    UNKNOWN_MODEL(400, "Unknown model"),
    NOT_SIGNED_IN(401, "Not signed in"),
    AUTHORIZATION_DENIED(403, "Sign-in denied"),
    EGRESS_DENIED(403, "Address not allowed"),
    CROSS_ORIGIN(403, "Not from this page"),
    KEY_SCOPE(403, "Not with this API key"),
    NOT_A_MEMBER(403, "Not a member"),
    ACCOUNT_DISABLED(403, "Account disabled"),
    SIGN_IN_AGAIN(403, "Sign in again"),
    NOT_FOUND(404, "Not found"),
    CONVERSATION_NOT_FOUND(404, "Conversation not found"),
    MESSAGE_NOT_FOUND(404, "Message not found"),
    SERVER_NOT_FOUND(404, "Server not found"),
    PROMPT_NOT_FOUND(404, "Prompt not found"),
    RESOURCE_NOT_FOUND(404, "Resource not found"),
    ELICITATION_NOT_FOUND(404, "Question not found"),
    SESSION_NOT_FOUND(404, "Session not found"),
    KEY_NOT_FOUND(404, "API key not found"),
    APPROVAL_NOT_FOUND(404, "Approval not found"),
    ATTACHMENT_NOT_FOUND(404, "File not found"),
    METHOD_NOT_ALLOWED(405, "Method not allowed"),
    CONVERSATION_BUSY(409, "Conversation busy"),
    APPROVAL_REFUSED(409, "Approval refused"),
    AUTHORIZATION_NOT_NEEDED(409, "No sign-in needed"),
    CLIENT_NOT_REGISTERED(409, "Parley is not registered there"),
    ALREADY_ANSWERED(409, "Already answered"),
    ELICITATION_OVER(409, "Question over"),
    TOO_MANY_KEYS(409, "Too many API keys"),
    NO_ROOM(409, "No room for files"),
    BODY_TOO_LARGE(413, "Body too large"),
    UNSUPPORTED_MEDIA_TYPE(415, "Unsupported media type"),
    WRONG_HOST(421, "Wrong host"),
    AS_NO_PKCE(422, "Sign-in without code challenge"),
    IDEMPOTENCY_KEY_REUSED(422, "Idempotency key reused"),
    RATE_LIMITED(429, "Too many requests"),
    TOO_MANY_TURNS(429, "Too many turns"),
    TOO_MANY_STREAMS(429, "Too many streams"),
    INTERNAL_ERROR(500, "Internal error"),
    SERVER_UNREACHABLE(502, "Server unreachable"),
    SERVER_TIMED_OUT(502, "Server timed out"),
    SERVER_NEEDS_SIGN_IN(502, "Server needs sign-in"),
    SERVER_REFUSED(502, "Server refused"),
    SERVER_LOST(502, "Connection to server lost"),
    AUTHORIZATION_UNREACHABLE(502, "Sign-in unreachable"),
    AUTHORIZATION_METADATA_INVALID(502, "Sign-in misconfigured"),
    TOKEN_REFUSED(502, "No token given"),
    STORAGE_UNAVAILABLE(503, "Storage unavailable"),
    SERVER_FULL(503, "Server full"),
    STOPPING(503, "Stopping");

    private final int status;
    private final String title;

    ProblemCode(int status, String title) {
        this.status = status;
        this.title = title;
    }

    int status() {
        return status;
    }

    String title() {
        return title;
    }

    /** As clients see it. */
    String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
