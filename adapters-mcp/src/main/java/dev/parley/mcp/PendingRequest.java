package dev.parley.mcp;

import java.util.concurrent.CompletableFuture;

/**
 * A request of ours that awaits its answer. It travels in Reactor's context from the caller to the
 * transport, because the SDK tells nobody the id under which it sends a request. Safe for use by
 * many threads.
 */
final class PendingRequest<T> {

    private final CompletableFuture<T> answer = new CompletableFuture<>();
    private volatile String id = "";
    private volatile int httpStatus;

    CompletableFuture<T> answer() {
        return answer;
    }

    /** The JSON-RPC id; empty while the request was surely not sent. */
    String id() {
        return id;
    }

    void sentAs(String newId) {
        id = newId;
    }

    void notSent() {
        id = "";
    }

    void fail(Throwable cause) {
        answer.completeExceptionally(cause);
    }

    /** The HTTP status of the answer; zero while there is none or where there is no HTTP. */
    int httpStatus() {
        return httpStatus;
    }

    void answeredWith(int status) {
        httpStatus = status;
    }
}
