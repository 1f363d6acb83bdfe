package dev.parley.http;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open connections: how many there are of each address and in total, and that none is too slow.
 * Safe for use by many threads.
 */
final class Connections extends AbstractLifeCycle {

    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);
    private static final Duration CHECK_INTERVAL_MAX = Duration.ofSeconds(1);

    /** Whoever is attacked has better use for the disk than a line for each connection. */
    private static final Duration COMPLAINT_INTERVAL = Duration.ofMinutes(1);

    private final HttpLimits.Connections limits;
    private final ClientAddresses addresses;
    private final Scheduler scheduler;

    /** With the key its address is counted under; empty for one that is not counted. */
    private final Map<WatchedConnection, String> open = new ConcurrentHashMap<>();

    private final Map<String, Integer> byAddress = new ConcurrentHashMap<>();
    private final AtomicLong complained =
            new AtomicLong(System.nanoTime() - COMPLAINT_INTERVAL.toNanos());

    Connections(HttpLimits limits, Scheduler scheduler) {
        this.limits = limits.connections();
        this.addresses = new ClientAddresses(limits.trustedProxies());
        this.scheduler = scheduler;
    }

    /** Takes in a connection, unless there are too many. */
    boolean enter(WatchedConnection connection) {
        Optional<InetAddress> peer = connection.peer();
        if (peer.isEmpty()) {
            return false;
        }
        // Through a proxy come the connections of many.
        String key =
                addresses.isTrusted(peer.orElseThrow())
                        ? ""
                        : AddressRange.subscriber(peer.orElseThrow()).key();
        open.put(connection, key);
        boolean tooMany =
                !key.isEmpty() && byAddress.merge(key, 1, Integer::sum) > limits.perAddressMax();
        if (tooMany || open.size() > limits.totalMax()) {
            complain(tooMany ? "from " + key : "in total");
            leave(connection);
            return false;
        }
        return true;
    }

    void leave(WatchedConnection connection) {
        String key = open.remove(connection);
        if (key != null && !key.isEmpty()) {
            byAddress.computeIfPresent(key, (it, count) -> count == 1 ? null : count - 1);
        }
    }

    int size() {
        return open.size();
    }

    @Override
    protected void doStart() {
        checkLater();
    }

    private void checkLater() {
        long limitMillis =
                Set.of(limits.headerMax(), limits.slowMax()).stream()
                        .mapToLong(Duration::toMillis)
                        .min()
                        .orElseThrow();
        // Short limits are checked often enough to mean something.
        long millis = Math.max(10, Math.min(CHECK_INTERVAL_MAX.toMillis(), limitMillis / 5));
        scheduler.schedule(this::check, millis, TimeUnit.MILLISECONDS);
    }

    private void check() {
        try {
            long now = System.nanoTime();
            for (WatchedConnection connection : open.keySet()) {
                connection.check(now);
            }
        } finally {
            if (isRunning()) {
                checkLater();
            }
        }
    }

    private void complain(String which) {
        long now = System.nanoTime();
        long last = complained.get();
        if (now - last >= COMPLAINT_INTERVAL.toNanos() && complained.compareAndSet(last, now)) {
            LOG.warn("too many connections {}: more are refused", which);
        }
    }
}
