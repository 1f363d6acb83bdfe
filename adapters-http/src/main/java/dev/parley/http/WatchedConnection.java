package dev.parley.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * A connection that is cut when its client takes too long over what the server waits for: the
 * header of a request, its body, or taking the answer. Jetty's idle limit does not see a client
 * that sends one byte now and then.
 */
final class WatchedConnection extends SocketChannelEndPoint {

    private enum Phase {
        BETWEEN_REQUESTS,
        HEADER,
        REQUEST
    }

    private final HttpLimits.Connections limits;
    private final Connections connections;
    private final Progress reading = new Progress();
    private final Progress writing = new Progress();
    private volatile Phase phase = Phase.BETWEEN_REQUESTS;
    private volatile long headerSince;
    private volatile long bytesRead;
    private volatile long bytesWritten;

    WatchedConnection(
            SocketChannel channel,
            ManagedSelector selector,
            SelectionKey key,
            Scheduler scheduler,
            HttpLimits.Connections limits,
            Connections connections) {
        super(channel, selector, key, scheduler);
        this.limits = limits;
        this.connections = connections;
    }

    /** Says that the header of {@code request} was read. */
    static void headerEnds(Request request) {
        if (request.getConnectionMetaData().getConnection().getEndPoint()
                instanceof WatchedConnection connection) {
            connection.phase = Phase.REQUEST;
            Request.addCompletionListener(
                    request, failure -> connection.phase = Phase.BETWEEN_REQUESTS);
        }
    }

    /** Where the other end is; empty when it is gone already. */
    Optional<InetAddress> peer() {
        return getRemoteSocketAddress() instanceof InetSocketAddress address
                ? Optional.ofNullable(address.getAddress())
                : Optional.empty();
    }

    @Override
    public void onOpen() {
        super.onOpen();
        if (!connections.enter(this)) {
            close();
        }
    }

    @Override
    public void onClose(@Nullable Throwable failure) {
        connections.leave(this);
        super.onClose(failure);
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // Only one thread reads at a time.
    public int fill(ByteBuffer buffer) throws IOException {
        int read = super.fill(buffer);
        if (read > 0) {
            bytesRead += read;
            if (phase == Phase.BETWEEN_REQUESTS) {
                headerSince = System.nanoTime();
                phase = Phase.HEADER;
            }
        }
        return read;
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // Only one thread writes at a time.
    public boolean flush(ByteBuffer... buffers) throws IOException {
        long before = remaining(buffers);
        boolean all = super.flush(buffers);
        bytesWritten += before - remaining(buffers);
        return all;
    }

    /** Cuts the connection if its client is too slow; to be called by one thread, often. */
    void check(long now) {
        switch (phase) {
            case BETWEEN_REQUESTS -> {
                // Jetty's idle limit is enough.
            }
            case HEADER -> {
                if (now - headerSince > limits.headerMax().toNanos()) {
                    close(new TimeoutException("the header took too long"));
                }
            }
            case REQUEST -> {
                boolean waits = isFillInterested();
                boolean writes = getWriteFlusher().isPending();
                // Both are asked: each must see every moment at which nothing is waited for.
                boolean slow = reading.tooSlow(waits, bytesRead, now, limits);
                slow |= writing.tooSlow(writes, bytesWritten, now, limits);
                if (slow) {
                    close(new TimeoutException("the client sends or reads too slowly"));
                }
            }
        }
    }

    private static long remaining(ByteBuffer... buffers) {
        long bytes = 0;
        for (ByteBuffer buffer : buffers) {
            bytes += buffer.remaining();
        }
        return bytes;
    }

    /** How much went one way since the server began to wait for the client. */
    private static final class Progress {

        private boolean waiting;
        private long since;
        private long bytesThen;

        private boolean tooSlow(
                boolean waits, long bytes, long now, HttpLimits.Connections limits) {
            if (!waits || !waiting) {
                begin(waits, bytes, now);
                return false;
            }
            long elapsed = now - since;
            if (elapsed < limits.slowMax().toNanos()) {
                return false;
            }
            double rate = (bytes - bytesThen) * 1e9 / elapsed;
            begin(true, bytes, now);
            return rate < limits.bytesPerSecondMin();
        }

        private void begin(boolean waits, long bytes, long now) {
            waiting = waits;
            since = now;
            bytesThen = bytes;
        }
    }
}
