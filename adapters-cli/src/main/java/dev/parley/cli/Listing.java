package dev.parley.cli;

import dev.parley.tool.ToolServerException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * What several servers listed.
 *
 * @param items by server, of those that answered
 * @param failures by server, of those that did not
 */
record Listing<T>(Map<String, List<T>> items, Map<String, ToolServerException> failures) {

    /** Asks {@code sources} side by side and waits for the slowest. */
    static <S, T> Listing<T> of(
            List<? extends S> sources, Function<S, String> name, Function<S, List<T>> list)
            throws InterruptedException {
        Map<String, Future<List<T>>> asked = new LinkedHashMap<>();
        Map<String, List<T>> items = new LinkedHashMap<>();
        Map<String, ToolServerException> failures = new LinkedHashMap<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (S source : sources) {
                asked.put(name.apply(source), threads.submit(() -> list.apply(source)));
            }
            for (Map.Entry<String, Future<List<T>>> entry : asked.entrySet()) {
                try {
                    items.put(entry.getKey(), entry.getValue().get());
                } catch (ExecutionException e) {
                    if (!(e.getCause() instanceof ToolServerException failure)) {
                        throw new IllegalStateException("listing " + entry.getKey() + " failed", e);
                    }
                    failures.put(entry.getKey(), failure);
                }
            }
        }
        return new Listing<>(items, failures);
    }

    /** All items, by server in the order of the settings. */
    List<T> all() {
        List<T> all = new ArrayList<>();
        items.values().forEach(all::addAll);
        return all;
    }

    /** Zero if any server answered, or there is none; else why the first did not. */
    int exitCode() {
        return items.isEmpty() && !failures.isEmpty()
                ? ExitCode.of(failures.values().iterator().next())
                : ExitCode.OK;
    }
}
