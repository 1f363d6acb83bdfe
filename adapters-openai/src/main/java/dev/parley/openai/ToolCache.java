package dev.parley.openai;

import dev.parley.tool.Tool;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Tools as the provider wants them, so that a turn does not parse each schema again. Safe for use
 * by many threads.
 */
final class ToolCache<T> {

    private static final int TOOLS_MAX = 4096;

    private final Map<Tool, T> made = new ConcurrentHashMap<>();
    private final Function<Tool, T> make;

    ToolCache(Function<Tool, T> make) {
        this.make = make;
    }

    List<T> of(List<Tool> tools) {
        if (made.size() > TOOLS_MAX) {
            // Happens after many changes of servers' tools; what is in use comes back at once.
            made.clear();
        }
        return tools.stream().map(tool -> made.computeIfAbsent(tool, make)).toList();
    }
}
