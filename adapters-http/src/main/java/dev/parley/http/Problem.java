package dev.parley.http;

/** A request that is refused; the message is a sentence for the client. */
final class Problem extends RuntimeException {

    private final ProblemCode code;

    Problem(ProblemCode code, String detail) {
        super(detail);
        this.code = code;
    }

    ProblemCode code() {
        return code;
    }

    String detail() {
        return String.valueOf(getMessage());
    }

    static Problem invalidBody(String detail) {
        return new Problem(ProblemCode.INVALID_BODY, detail);
    }

    static Problem conversationNotFound() {
        return new Problem(ProblemCode.CONVERSATION_NOT_FOUND, "There is no such conversation.");
    }
}
