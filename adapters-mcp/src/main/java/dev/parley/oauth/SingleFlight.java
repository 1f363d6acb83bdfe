package dev.parley.oauth;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/**
 * Runs something once for all threads that want it at the same time; all get its result or its
 * exception. Safe for use by many threads.
 */
public final class SingleFlight<K, V> {

    private final ConcurrentMap<K, CompletableFuture<V>> flights = new ConcurrentHashMap<>();

    /** Blocks until it has run, here or in the thread that came first. */
    public V run(K key, Supplier<V> action) {
        CompletableFuture<V> mine = new CompletableFuture<>();
        CompletableFuture<V> first = flights.putIfAbsent(key, mine);
        if (first != null) {
            return joined(first);
        }
        try {
            mine.complete(action.get());
        } catch (RuntimeException e) {
            mine.completeExceptionally(e);
        } finally {
            flights.remove(key);
            // After an Error, which goes on here: those who wait must not wait for ever.
            mine.completeExceptionally(new IllegalStateException("the first thread died"));
        }
        return joined(mine);
    }

    private static <V> V joined(CompletableFuture<V> flight) {
        try {
            return flight.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw e;
        }
    }
}
