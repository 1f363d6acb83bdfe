package dev.parley.mcp;

import dev.parley.tool.ToolCallContext;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A request of ours that awaits its answer. It travels in Reactor's context from the caller to the
 * transport, because the SDK tells nobody the id under which it sends a request. Safe for use by
 * many threads.
 */
final class PendingRequest<T> {

    private final CompletableFuture<T> answer = new CompletableFuture<>();
    private final CompletableFuture<Void> aborted = new CompletableFuture<>();
    private final @Nullable ToolCallContext call;
    private volatile String id = "";

    PendingRequest() {
        this.call = null;
    }

    /** A request that runs a tool. */
    PendingRequest(ToolCallContext call) {
        this.call = call;
    }

    /** The tool call it is for, if it is for one. */
    Optional<ToolCallContext> call() {
        return Optional.ofNullable(call);
    }

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

    /** Ends what the transport still does for this request, as nobody waits for it any more. */
    void abort() {
        aborted.complete(null);
    }

    /** Done once the request is aborted. */
    Mono<Void> aborted() {
        return Mono.fromFuture(aborted, true);
    }
}
