package dev.parley.tool;

import static java.lang.System.Logger.Level.ERROR;

import dev.parley.token.Principal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * All tools of one principal at one moment, over all servers. A server whose tools cannot be listed
 * is missing from it and named among {@link #failures}; the others are not affected.
 */
public final class Toolbox {

    private static final System.Logger LOGGER = System.getLogger(Toolbox.class.getName());

    /** A server whose tools could not be listed. */
    public record Failure(String server, ToolServerException cause) {}

    /** A tool together with the server that runs it. */
    public record Entry(Tool tool, ToolServer server) {}

    private final Map<String, Entry> entries;
    private final List<Failure> failures;

    private Toolbox(Map<String, Entry> entries, List<Failure> failures) {
        this.entries = entries;
        this.failures = failures;
    }

    /**
     * Lists the tools of all servers side by side and waits for the slowest, at most its connect
     * limit.
     *
     * @throws InterruptedException when interrupted while waiting
     */
    public static Toolbox open(List<? extends ToolServer> servers, Principal principal)
            throws InterruptedException {
        Map<ToolServer, Future<List<Tool>>> listings = new LinkedHashMap<>();
        Map<String, Entry> entries = new LinkedHashMap<>();
        List<Failure> failures = new ArrayList<>();
        try (var scope = new InterruptingScope()) {
            for (ToolServer server : servers) {
                listings.put(server, scope.start(() -> server.tools(principal)));
            }
            for (var listing : listings.entrySet()) {
                ToolServer server = listing.getKey();
                try {
                    for (Tool tool : listing.getValue().get()) {
                        // A server that lists one name twice has only its first such tool.
                        entries.putIfAbsent(tool.name(), new Entry(tool, server));
                    }
                } catch (ExecutionException e) {
                    failures.add(new Failure(server.name(), failure(server, e.getCause())));
                }
            }
        }
        return new Toolbox(entries, List.copyOf(failures));
    }

    /** The tools, by server in the order of the settings. */
    public List<Tool> tools() {
        return entries.values().stream().map(Entry::tool).toList();
    }

    /** The tool the model calls by {@code name}, if there is one. */
    public Optional<Entry> find(String name) {
        return Optional.ofNullable(entries.get(name));
    }

    public List<Failure> failures() {
        return failures;
    }

    private static ToolServerException failure(ToolServer server, @Nullable Throwable cause) {
        if (cause instanceof ToolServerException expected) {
            return expected;
        }
        LOGGER.log(ERROR, "listing the tools of " + server.name() + " failed unexpectedly", cause);
        return new ToolServerException(
                ToolServerException.Kind.UNREACHABLE,
                "its tools could not be listed.",
                false,
                cause);
    }

    /** Virtual threads that are interrupted, and not waited for, when the scope is left. */
    private static final class InterruptingScope implements AutoCloseable {

        private final List<Thread> threads = new ArrayList<>();

        <T> Future<T> start(Callable<T> work) {
            FutureTask<T> task = new FutureTask<>(work);
            threads.add(Thread.ofVirtual().name("toolbox").start(task));
            return task;
        }

        @Override
        public void close() {
            threads.forEach(Thread::interrupt);
        }
    }
}
