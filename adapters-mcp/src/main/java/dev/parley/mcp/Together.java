package dev.parley.mcp;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Runs blocking work side by side. */
final class Together {

    private Together() {}

    /** Runs all on virtual threads and waits for the slowest. */
    static void run(List<Runnable> work) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            work.forEach(threads::execute);
        }
    }
}
