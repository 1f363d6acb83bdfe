package dev.parley.storage;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * A queue of work and the platform threads that do it, each taking what has piled up in one go.
 * Safe for use by many threads.
 *
 * <p>The threads are never interrupted: an interrupt while H2 reads its file closes the database
 * for everyone. That is also why callers do not use the database on threads of their own.
 */
final class Lane {

    /** More waiting work than can be done before its callers give up. */
    private static final int QUEUE_MAX = 16_384;

    /** How long nobody must have asked for anything before the idle work begins. */
    private static final Duration IDLE_MIN = Duration.ofMillis(20);

    private final int batchMax;
    private final BooleanSupplier idleWork;
    private final Consumer<List<UnitOfWork<?>>> worker;
    private final BlockingQueue<UnitOfWork<?>> queue = new ArrayBlockingQueue<>(QUEUE_MAX);
    private final UnitOfWork<?> stop =
            new UnitOfWork<>(
                    Scope.ALL,
                    handle -> {
                        throw new IllegalStateException("the end of the queue is no work");
                    });
    private final List<Thread> threads;
    private final ReentrantLock lock = new ReentrantLock();
    private boolean closed;

    /**
     * @param batchMax the most units handed to {@code worker} at once
     * @param worker ends each unit it is given, by success or failure, and throws nothing
     * @param idleWork a small piece of work for when no other waits, on the same threads; true when
     *     there is more of it; throws nothing
     */
    Lane(
            String name,
            int threadCount,
            int batchMax,
            Consumer<List<UnitOfWork<?>>> worker,
            BooleanSupplier idleWork) {
        this.batchMax = batchMax;
        this.idleWork = idleWork;
        this.worker = worker;
        this.threads =
                IntStream.rangeClosed(1, threadCount)
                        .mapToObj(i -> Thread.ofPlatform().daemon().name(name + "-" + i))
                        .map(builder -> builder.unstarted(this::work))
                        .toList();
        threads.forEach(Thread::start);
    }

    /**
     * Queues the work and returns at once.
     *
     * @throws DatabaseException when the lane is closed or {@value #QUEUE_MAX} units wait already
     */
    void submit(UnitOfWork<?> unit) {
        lock.lock();
        try {
            if (closed) {
                throw closedException();
            }
            if (!queue.offer(unit)) {
                throw DatabaseException.unavailable(
                        "The database is overloaded: " + QUEUE_MAX + " requests wait already.");
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether the current thread is one of this lane's. */
    boolean isCurrent() {
        return threads.contains(Thread.currentThread());
    }

    int waiting() {
        return queue.size();
    }

    /** Takes no more work and fails what waits. What runs already goes on. */
    void close() {
        List<UnitOfWork<?>> waiting = new ArrayList<>();
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            queue.drainTo(waiting);
            threads.forEach(thread -> queue.add(stop));
        } finally {
            lock.unlock();
        }
        waiting.forEach(unit -> unit.fail(closedException()));
    }

    /** Waits for the threads to end; false when some still work at {@code deadlineNanos}. */
    boolean ended(long deadlineNanos) {
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                Duration left = Duration.ofNanos(deadlineNanos - System.nanoTime());
                if (!left.isPositive()) {
                    break;
                }
                try {
                    thread.join(left);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return threads.stream().noneMatch(Thread::isAlive);
    }

    private void work() {
        List<UnitOfWork<?>> batch = new ArrayList<>(batchMax);
        while (true) {
            batch.add(next());
            queue.drainTo(batch, batchMax - 1);
            // A thread that drained the others' end marks puts them back.
            int ends = (int) batch.stream().filter(unit -> unit == stop).count();
            batch.removeIf(unit -> unit == stop);
            if (!batch.isEmpty()) {
                worker.accept(batch);
                batch.clear();
            }
            if (ends > 0) {
                for (int i = 1; i < ends; i++) {
                    queue.add(stop);
                }
                return;
            }
        }
    }

    private UnitOfWork<?> next() {
        boolean idleWorkLeft = true;
        while (true) {
            try {
                UnitOfWork<?> unit =
                        idleWorkLeft
                                ? queue.poll(IDLE_MIN.toMillis(), TimeUnit.MILLISECONDS)
                                : queue.take();
                if (unit != null) {
                    return unit;
                }
                idleWorkLeft = idleWork.getAsBoolean();
            } catch (InterruptedException e) {
                // Nobody has a reason to interrupt these threads; the flag must not reach H2.
            }
        }
    }

    private static DatabaseException closedException() {
        return new DatabaseException("The database is closed.");
    }
}
