package dev.parley.mcp;

import io.modelcontextprotocol.spec.McpSchema.JSONRPCNotification;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The resources one connection is told of, and how often each was announced to have changed. Safe
 * for use by many threads.
 */
final class Subscriptions {

    static final int RESOURCES_MAX = 100;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Long> changes = new HashMap<>();

    /** Begins to count; whether there is room for one more. */
    boolean add(String uri) {
        lock.lock();
        try {
            if (changes.size() >= RESOURCES_MAX && !changes.containsKey(uri)) {
                return false;
            }
            changes.putIfAbsent(uri, 0L);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Stops to count; whether it did. */
    boolean remove(String uri) {
        lock.lock();
        try {
            return changes.remove(uri) != null;
        } finally {
            lock.unlock();
        }
    }

    void changed(JSONRPCNotification notification) {
        if (!(notification.params() instanceof Map<?, ?> params)
                || !(params.get("uri") instanceof String uri)) {
            return;
        }
        lock.lock();
        try {
            changes.computeIfPresent(uri, (it, count) -> count + 1);
        } finally {
            lock.unlock();
        }
    }

    OptionalLong changes(String uri) {
        lock.lock();
        try {
            Long count = changes.get(uri);
            return count == null ? OptionalLong.empty() : OptionalLong.of(count);
        } finally {
            lock.unlock();
        }
    }
}
