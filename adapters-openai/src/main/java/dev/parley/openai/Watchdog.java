package dev.parley.openai;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after all running calls from one daemon thread: a timer for each read of each stream would
 * cost more than reading. Limits are therefore kept to within a second. Safe for use by many
 * threads.
 */
final class Watchdog implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);
    private static final long LOOK_MILLIS_MAX = 1000;

    private final Set<CallWatch> watches = ConcurrentHashMap.newKeySet();
    private final Duration silenceMax;
    private final Duration callTimeMax;
    private final ScheduledExecutorService scheduler;
    private final ScheduledFuture<?> looking;

    Watchdog(Duration silenceMax, Duration callTimeMax) {
        this.silenceMax = silenceMax;
        this.callTimeMax = callTimeMax;
        scheduler =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("parley-model-watchdog").factory());
        long shortest = Math.min(silenceMax.toMillis(), callTimeMax.toMillis());
        long every = Math.clamp(shortest / 8, 10, LOOK_MILLIS_MAX);
        looking = scheduler.scheduleWithFixedDelay(this::look, every, every, TimeUnit.MILLISECONDS);
    }

    CallWatch watch() {
        CallWatch watch = new CallWatch(silenceMax, callTimeMax);
        watches.add(watch);
        return watch;
    }

    void release(CallWatch watch) {
        watches.remove(watch);
    }

    int watched() {
        return watches.size();
    }

    /** Ends every running call; their readers see a broken connection. */
    @Override
    public void close() {
        looking.cancel(false);
        scheduler.shutdown();
        watches.forEach(CallWatch::cancel);
    }

    private void look() {
        long now = System.nanoTime();
        for (CallWatch watch : watches) {
            try {
                watch.look(now);
            } catch (RuntimeException e) {
                // Else the scheduler would drop the task, and no call would be watched any more.
                LOG.warn("could not end a model call", e);
            }
        }
    }
}
