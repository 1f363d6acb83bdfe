package dev.parley.mcp;

import dev.parley.token.Principal;
import dev.parley.tool.ServerStatus;
import dev.parley.tool.ToolServerException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * The connections to one server, one for each principal that uses it. Safe for use by many threads.
 */
final class McpConnections implements AutoCloseable {

    /** Signing in and out gives up a connection that is just being opened: then for the next. */
    private static final int ATTEMPTS_MAX = 3;

    private final String server;
    private final int slotsMax;
    private final McpLimits limits;
    private final InstantSource clock;
    private final Function<Principal, String> key;
    private final Function<Principal, McpConnection> opening;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, ConnectionSlot> slots = new HashMap<>();
    private boolean closed;

    /**
     * No connections yet.
     *
     * @param key those with the same one share a connection
     * @param opening opens a connection, blocking
     */
    McpConnections(
            String server,
            int slotsMax,
            McpLimits limits,
            InstantSource clock,
            Function<Principal, String> key,
            Function<Principal, McpConnection> opening) {
        this.server = server;
        this.slotsMax = slotsMax;
        this.limits = limits;
        this.clock = clock;
        this.key = key;
        this.opening = opening;
    }

    /**
     * Lends the principal's connection, opened if need be, to {@code work}.
     *
     * @param until how long to wait for a connection, at most the connect limit
     * @throws ToolServerException when there is none
     */
    <T> T use(Principal principal, Instant until, Function<McpConnection, T> work) {
        for (int attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
            ConnectionSlot slot = enter(principal);
            try {
                Optional<McpConnection> connection = slot.connection(until);
                if (connection.isPresent()) {
                    return work.apply(connection.get());
                }
            } finally {
                leave(slot);
            }
        }
        throw unavailable("its connection was given up again and again while it was opened");
    }

    /** The principal's connection if it is open now. Never blocks. */
    Optional<McpConnection> current(Principal principal) {
        lock.lock();
        try {
            return Optional.ofNullable(slots.get(key.apply(principal)))
                    .flatMap(ConnectionSlot::current);
        } finally {
            lock.unlock();
        }
    }

    /** How the principal's connection is doing. Never blocks. */
    ServerStatus status(Principal principal) {
        lock.lock();
        try {
            ConnectionSlot slot = slots.get(key.apply(principal));
            return slot == null ? ServerStatus.of(server, ServerStatus.State.IDLE) : slot.status();
        } finally {
            lock.unlock();
        }
    }

    /** Lets the principal's next use connect at once, whatever failed before. Never blocks. */
    void forgetFailure(Principal principal) {
        lock.lock();
        try {
            Optional.ofNullable(slots.get(key.apply(principal)))
                    .ifPresent(ConnectionSlot::forgetFailure);
        } finally {
            lock.unlock();
        }
    }

    /** Gives up the principal's connection, if there is one, and closes it in the background. */
    void drop(Principal principal) {
        lock.lock();
        try {
            Optional.ofNullable(slots.remove(key.apply(principal)))
                    .ifPresent(McpConnections::discard);
        } finally {
            lock.unlock();
        }
    }

    /** Closes what nobody has used for long; blocks while it does. */
    void closeIdle() {
        Instant before = clock.instant().minus(limits.idleMax());
        List<ConnectionSlot> idle;
        lock.lock();
        try {
            idle = slots.values().stream().filter(slot -> slot.isIdleSince(before)).toList();
            slots.values().removeAll(idle);
        } finally {
            lock.unlock();
        }
        idle.forEach(ConnectionSlot::close);
    }

    /** Closes all connections side by side; blocks for at most 6 seconds. */
    @Override
    public void close() {
        List<ConnectionSlot> all;
        lock.lock();
        try {
            closed = true;
            all = List.copyOf(slots.values());
            slots.clear();
        } finally {
            lock.unlock();
        }
        Together.run(all.stream().<Runnable>map(slot -> slot::close).toList());
    }

    private ConnectionSlot enter(Principal principal) {
        List<ConnectionSlot> evicted = new ArrayList<>();
        lock.lock();
        try {
            if (closed) {
                throw unavailable("it was closed");
            }
            ConnectionSlot slot = slots.get(key.apply(principal));
            if (slot == null) {
                if (slots.size() >= slotsMax) {
                    evicted.add(evictOne());
                }
                slot = new ConnectionSlot(server, limits, clock, () -> opening.apply(principal));
                slots.put(key.apply(principal), slot);
            }
            slot.users++;
            return slot;
        } finally {
            lock.unlock();
            evicted.forEach(McpConnections::discard);
        }
    }

    private static void discard(ConnectionSlot slot) {
        Thread.ofVirtual().name("mcp-close").start(slot::close);
    }

    private ConnectionSlot evictOne() {
        ConnectionSlot oldest =
                slots.values().stream()
                        .filter(slot -> slot.users == 0)
                        .min(Comparator.comparing(slot -> slot.lastUsed))
                        .orElseThrow(
                                () -> unavailable("all " + slotsMax + " connections are in use"));
        slots.values().remove(oldest);
        return oldest;
    }

    private void leave(ConnectionSlot slot) {
        lock.lock();
        try {
            slot.users--;
            slot.lastUsed = clock.instant();
        } finally {
            lock.unlock();
        }
    }

    private ToolServerException unavailable(String why) {
        return new ToolServerException(
                ToolServerException.Kind.UNREACHABLE,
                "The server " + server + " cannot be used: " + why + ".",
                false,
                null);
    }
}
