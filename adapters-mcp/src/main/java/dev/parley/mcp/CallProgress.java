package dev.parley.mcp;

import dev.parley.tool.ToolCallContext;
import dev.parley.tool.ToolProgress;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCNotification;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Brings progress notifications to the calls they are about. Safe for use by many threads. */
final class CallProgress {

    private final AtomicLong tokens = new AtomicLong();
    private final Map<String, ToolCallContext> contexts = new ConcurrentHashMap<>();

    /** Begins to pass progress on; the token goes into the request. */
    String start(ToolCallContext context) {
        String token = "call-" + tokens.incrementAndGet();
        contexts.put(token, context);
        return token;
    }

    void end(String token) {
        contexts.remove(token);
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
