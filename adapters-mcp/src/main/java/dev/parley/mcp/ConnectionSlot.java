package dev.parley.mcp;

import dev.parley.tool.ServerStatus;
import dev.parley.tool.ToolServerException;
import dev.parley.tool.ToolServerException.Kind;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The place of one connection: empty, being opened, open, or failed and not tried again for a
 * while. Safe for use by many threads, except for the two fields {@link McpConnections} keeps.
 */
final class ConnectionSlot implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ConnectionSlot.class);

    private static final int CLOSE_SECONDS_MAX = 6;

    /** One attempt, which all callers share. */
    private record Opening(Instant since, CompletableFuture<McpConnection> result, Thread thread) {}

    /** Guarded by the lock of {@link McpConnections}. */
    int users;

    /** Guarded by the lock of {@link McpConnections}. */
    Instant lastUsed;

    private final String server;
    private final McpLimits limits;
    private final InstantSource clock;
    private final Supplier<McpConnection> opener;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable McpConnection connection;
    private @Nullable Opening opening;
    private @Nullable ToolServerException failure;
    private Duration backoff;
    private Instant retryAt = Instant.MIN;
    private boolean closed;

    ConnectionSlot(
            String server, McpLimits limits, InstantSource clock, Supplier<McpConnection> opener) {
        this.server = server;
        this.limits = limits;
        this.clock = clock;
        this.opener = opener;
        this.lastUsed = clock.instant();
        this.backoff = limits.backoffMin();
    }

    boolean isIdleSince(Instant instant) {
        return users == 0 && lastUsed.isBefore(instant);
    }

    Optional<McpConnection> current() {
        lock.lock();
        try {
            return Optional.ofNullable(connection);
        } finally {
            lock.unlock();
        }
    }

    /** What the last attempt came to. */
    ServerStatus status() {
        lock.lock();
        try {
            ToolServerException last = failure;
            if (last != null && last.kind() == Kind.NEEDS_SIGN_IN) {
                return ServerStatus.of(server, ServerStatus.State.NEEDS_SIGN_IN);
            }
            if (last != null) {
                return new ServerStatus(
                        server,
                        ServerStatus.State.FAILED,
                        last.kind().code(),
                        McpTexts.orEmpty(last.getMessage()),
                        false,
                        Set.of());
            }
            boolean usable = connection != null && !connection.isBroken();
            return ServerStatus.of(
                    server, usable ? ServerStatus.State.CONNECTED : ServerStatus.State.IDLE);
        } finally {
            lock.unlock();
        }
    }

    /**
     * The connection; waits for one being opened until {@code until}, and never longer than the
     * connect limit after opening began. Empty when the slot was closed meanwhile.
     */
    Optional<McpConnection> connection(Instant until) {
        Opening attempt;
        lock.lock();
        try {
            McpConnection current = connection;
            if (current != null && !current.isBroken()) {
                return Optional.of(current);
            }
            if (closed) {
                return Optional.empty();
            }
            attempt = opening == null ? begin() : opening;
        } finally {
            lock.unlock();
        }
        return await(attempt, until);
    }

    private Opening begin() {
        if (failure != null && clock.instant().isBefore(retryAt)) {
            throw repeated(failure);
        }
        McpConnection broken = connection;
        connection = null;
        CompletableFuture<McpConnection> result = new CompletableFuture<>();
        Thread thread =
                Thread.ofVirtual()
                        .name("mcp-connect-" + server)
                        .unstarted(() -> open(broken, result));
        Opening begun = new Opening(clock.instant(), result, thread);
        opening = begun;
        thread.start();
        return begun;
    }

    private void open(@Nullable McpConnection broken, CompletableFuture<McpConnection> result) {
        if (broken != null) {
            // First of all, so that a server's old process is gone before the new one starts.
            broken.close();
        }
        try {
            McpConnection opened = opener.get();
            if (!keep(opened)) {
                opened.close();
            }
            result.complete(opened);
        } catch (ToolServerException e) {
            // Whoever asked is told; many only wait for their user to sign in.
            log.info("connecting to {} failed: {}", server, e.getMessage());
            failed(e);
            result.completeExceptionally(e);
        } catch (RuntimeException | Error e) {
            // An error as well: whoever waits for this connection must learn of it.
            log.error("connecting to {} failed", server, e);
            ToolServerException reason =
                    new ToolServerException(
                            Kind.UNREACHABLE,
                            "The server " + server + " could not be connected to.",
                            false,
                            e);
            failed(reason);
            result.completeExceptionally(reason);
        }
    }

    private boolean keep(McpConnection opened) {
        lock.lock();
        try {
            opening = null;
            failure = null;
            backoff = limits.backoffMin();
            if (!closed) {
                connection = opened;
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private void failed(ToolServerException reason) {
        lock.lock();
        try {
            opening = null;
            failure = reason;
            if (reason.kind() == Kind.NEEDS_SIGN_IN) {
                // It answers, and the next one to ask may have signed in.
                retryAt = Instant.MIN;
                return;
            }
            retryAt = clock.instant().plus(backoff);
            Duration doubled = backoff.multipliedBy(2);
            backoff = doubled.compareTo(limits.backoffMax()) < 0 ? doubled : limits.backoffMax();
        } finally {
            lock.unlock();
        }
    }

    /** Nothing has failed yet. */
    void forgetFailure() {
        lock.lock();
        try {
            failure = null;
            backoff = limits.backoffMin();
        } finally {
            lock.unlock();
        }
    }

    private Optional<McpConnection> await(Opening attempt, Instant until) {
        Instant patience = attempt.since().plus(limits.connectWait());
        Instant end = until.isBefore(patience) ? until : patience;
        try {
            long millis = Duration.between(clock.instant(), end).toMillis();
            return Optional.of(attempt.result().get(Math.max(0, millis), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            throw new ToolServerException(
                    Kind.UNREACHABLE,
                    "The server " + server + " is still starting; its tools come when it is ready.",
                    false,
                    e);
        } catch (InterruptedException e) {
            throw McpErrors.interrupted(server, false);
        } catch (ExecutionException e) {
            if (isClosed()) {
                return Optional.empty();
            }
            if (e.getCause() instanceof ToolServerException reason) {
                throw repeated(reason);
            }
            throw new IllegalStateException("opening fails with ToolServerException only", e);
        }
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** With the stack of this caller; whatever was asked of the server, it did not run. */
    private static ToolServerException repeated(ToolServerException reason) {
        return new ToolServerException(
                reason.kind(), McpTexts.orEmpty(reason.getMessage()), false, reason);
    }

    /** Closes the connection or stops opening it; blocks for at most 6 seconds. */
    @Override
    public void close() {
        McpConnection last;
        Opening unfinished;
        lock.lock();
        try {
            closed = true;
            last = connection;
            connection = null;
            unfinished = opening;
        } finally {
            lock.unlock();
        }
        if (unfinished != null) {
            unfinished.thread().interrupt();
            unfinished
                    .result()
                    .handle((opened, failed) -> Optional.empty())
                    .completeOnTimeout(Optional.empty(), CLOSE_SECONDS_MAX, TimeUnit.SECONDS)
                    .join();
        }
        if (last != null) {
            last.close();
        }
    }
}
