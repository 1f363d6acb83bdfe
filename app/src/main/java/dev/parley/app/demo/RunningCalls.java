package dev.parley.app.demo;

import io.modelcontextprotocol.common.McpTransportContext;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The slow calls that run right now, so that {@code notifications/cancelled} can end them: the MCP
 * SDK's server has no handler for it and tells tools no request id. Safe for use by many threads.
 */
final class RunningCalls {

    private static final String KEY = "dev.parley.demo.call";

    /** One call while it runs; closing it forgets it. */
    final class Call implements AutoCloseable {

        private final String key;
        private final CountDownLatch cancelled;

        private Call(String key, CountDownLatch cancelled) {
            this.key = key;
            this.cancelled = cancelled;
        }

        /** Waits; {@code true} as soon as the call was cancelled, else {@code false} at the end. */
        boolean cancelledWithin(Duration wait) {
            try {
                return cancelled.await(wait.toNanos(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return true;
            }
        }

        @Override
        public void close() {
            running.remove(key, cancelled);
        }
    }

    private final Map<String, CountDownLatch> running = new ConcurrentHashMap<>();

    /** Marks a request as the call {@code requestId}, for {@link #context} to find. */
    static void mark(HttpServletRequest request, String session, String requestId) {
        request.setAttribute(KEY, key(session, requestId));
    }

    /** What the tool is to know of its request. */
    static McpTransportContext context(HttpServletRequest request) {
        return request.getAttribute(KEY) instanceof String key
                ? McpTransportContext.create(Map.of(KEY, key))
                : McpTransportContext.EMPTY;
    }

    Call start(McpTransportContext context) {
        String key = Optional.ofNullable(context.get(KEY)).map(Object::toString).orElse("");
        CountDownLatch cancelled = new CountDownLatch(1);
        running.put(key, cancelled);
        return new Call(key, cancelled);
    }

    /** Cancels a call; one that has ended, or never was, is not an error. */
    void cancel(String session, String requestId) {
        CountDownLatch cancelled = running.get(key(session, requestId));
        if (cancelled != null) {
            cancelled.countDown();
        }
    }

    void cancelAll() {
        running.values().forEach(CountDownLatch::countDown);
    }

    int size() {
        return running.size();
    }

    private static String key(String session, String requestId) {
        return session + ' ' + requestId;
    }
}
