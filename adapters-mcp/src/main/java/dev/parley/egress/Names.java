package dev.parley.egress;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import okhttp3.Dns;
import org.jspecify.annotations.Nullable;

/**
 * Resolves names within a limited time, on a few threads of its own: the system's resolver blocks
 * the platform thread below a virtual one, so that some names of a slow name server would stop all
 * turns. Safe for use by many threads.
 */
final class Names implements Dns, AutoCloseable {

    static final Duration LOOKUP_MAX = Duration.ofSeconds(5);

    /** Each one may cost a connect timeout. */
    static final int ADDRESSES_MAX = 4;

    private static final int THREADS_MAX = 8;
    private static final int WAITING_MAX = 256;

    private final NameService service;
    private final Duration lookupMax;
    private final ThreadPoolExecutor threads;

    Names(NameService service) {
        this(service, LOOKUP_MAX);
    }

    Names(NameService service, Duration lookupMax) {
        this.service = service;
        this.lookupMax = lookupMax;
        threads =
                new ThreadPoolExecutor(
                        THREADS_MAX,
                        THREADS_MAX,
                        30,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(WAITING_MAX),
                        Thread.ofPlatform().name("egress-names-", 0).daemon().factory());
        threads.allowCoreThreadTimeOut(true);
    }

    /** The addresses of a name, each of which carries the name, for the socket to know. */
    @Override
    public List<InetAddress> lookup(String host) throws UnknownHostException {
        Future<InetAddress[]> answer;
        try {
            answer = threads.submit(() -> service.addresses(host));
        } catch (RejectedExecutionException e) {
            throw unknown("too many names are being looked up", e);
        }
        try {
            List<InetAddress> named = new ArrayList<>();
            for (InetAddress address : answer.get(lookupMax.toMillis(), TimeUnit.MILLISECONDS)) {
                if (named.size() < ADDRESSES_MAX) {
                    named.add(InetAddress.getByAddress(host, address.getAddress()));
                }
            }
            return named;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unknown("interrupted", e);
        } catch (TimeoutException e) {
            throw unknown("the name service takes too long", e);
        } catch (ExecutionException e) {
            throw unknown("the name service failed", e.getCause());
        } finally {
            answer.cancel(true);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private static UnknownHostException unknown(String why, @Nullable Throwable cause) {
        UnknownHostException unknown = new UnknownHostException(why);
        unknown.initCause(cause);
        return unknown;
    }
}
