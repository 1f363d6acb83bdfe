package dev.parley.mcp;

import dev.parley.tool.ToolCallContext;
import dev.parley.tool.ToolProgress;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCNotification;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The calls of one connection that run: brings notifications to the calls they are about, and says
 * who may have caused a request of the server's. Safe for use by many threads.
 */
final class CallProgress {

    /** In the order of the numbers in them. */
    private static final Comparator<String> BY_AGE =
            Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder());

    private final AtomicLong tokens = new AtomicLong();
    private final ConcurrentNavigableMap<String, RunningCall> contexts =
            new ConcurrentSkipListMap<>(BY_AGE);

    /** Begins to pass progress on; the call's token goes into the request. */
    RunningCall start(ToolCallContext context) {
        RunningCall call = new RunningCall("call-" + tokens.incrementAndGet(), context);
        contexts.put(call.token(), call);
        return call;
    }

    void end(RunningCall call) {
        contexts.remove(call.token());
    }

    /**
     * The call that has run longest of those without an open question, as one with a question most
     * often waits for its answer. Whichever it is, it is the same user's.
     */
    Optional<ToolCallContext> oldest() {
        return contexts.values().stream()
                .filter(call -> !call.isAsking())
                .findFirst()
                .or(() -> contexts.values().stream().findFirst())
                .map(call -> call);
    }

    /** What a server had the user do elsewhere is done; only the call that asked knows of it. */
    void elicitationCompleted(JSONRPCNotification notification) {
        if (notification.params() instanceof Map<?, ?> params
                && params.get("elicitationId") instanceof String id) {
            contexts.values().forEach(context -> context.elicitationCompleted(id));
        }
    }

    void received(JSONRPCNotification notification) {
        if (!(notification.params() instanceof Map<?, ?> params)
                || !(params.get("progress") instanceof Number progress)
                || !(params.get("progressToken") instanceof String token)) {
            return;
        }
        ToolCallContext context = contexts.get(token);
        if (context != null) {
            double total = params.get("total") instanceof Number number ? number.doubleValue() : 0;
            String message = params.get("message") instanceof String text ? text : "";
            context.progress(
                    new ToolProgress(progress.doubleValue(), total, McpTexts.sentence(message)));
        }
    }
}
