package dev.parley.egress;

import static dev.parley.egress.GuardedHttpTest.addresses;
import static dev.parley.egress.GuardedHttpTest.get;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import okhttp3.Request;
import okhttp3.Response;
import okio.BufferedSource;
import org.junit.jupiter.api.Test;

/** What waiting costs, and how it ends. */
class WaitingTest {

    private static final int RESPONSES = 500;
    private static final int PLATFORM_THREADS_MAX = 20;

    private final CountDownLatch reached = new CountDownLatch(1);

    @Test
    void e07FiveHundredIdleResponsesTakeNoPlatformThreads() throws Exception {
        CountDownLatch waiting = new CountDownLatch(RESPONSES);
        try (Listener server =
                        Listener.on(
                                socket -> {
                                    Listener.readHead(socket);
                                    Listener.write(
                                            socket,
                                            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n:");
                                    Listener.readHead(socket);
                                });
                GuardedHttp http = http(server);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            int before = ManagementFactory.getThreadMXBean().getThreadCount();

            for (int i = 0; i < RESPONSES; i++) {
                threads.execute(() -> readSlowly(http, server, waiting));
            }

            assertThat(waiting.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(ManagementFactory.getThreadMXBean().getThreadCount() - before)
                    .isLessThanOrEqualTo(PLATFORM_THREADS_MAX);
            threads.shutdownNow();
        }
    }

    @Test
    void anInterruptEndsAFetch() throws Exception {
        try (Listener server =
                        Listener.on(
                                socket -> {
                                    Listener.readHead(socket);
                                    reached.countDown();
                                    Listener.readHead(socket);
                                });
                GuardedHttp http = http(server)) {
            CompletableFuture<Throwable> failure = new CompletableFuture<>();
            Thread thread = Thread.startVirtualThread(() -> fail(http, server.url(), failure));
            assertThat(reached.await(5, TimeUnit.SECONDS)).isTrue();

            thread.interrupt();

            assertThat(failure.get(5, TimeUnit.SECONDS)).isInstanceOf(InterruptedIOException.class);
        }
    }

    @Test
    void anInterruptEndsTheLookupOfAName() throws Exception {
        NameService silent = name -> blocked();
        try (GuardedHttp http =
                new GuardedHttp(new EgressGate(EgressPolicy.direct(Set.of())), silent)) {
            CompletableFuture<Throwable> failure = new CompletableFuture<>();
            Thread thread =
                    Thread.startVirtualThread(() -> fail(http, "https://mcp.example/", failure));
            assertThat(reached.await(5, TimeUnit.SECONDS)).isTrue();

            thread.interrupt();

            assertThat(failure.get(5, TimeUnit.SECONDS)).isInstanceOf(InterruptedIOException.class);
        }
    }

    @Test
    void aSlowNameServiceIsWaitedForALimitedTime() {
        try (Names names = new Names(name -> blocked(), Duration.ofMillis(50))) {
            assertThatThrownBy(() -> names.lookup("mcp.example"))
                    .isInstanceOf(UnknownHostException.class)
                    .hasMessage("the name service takes too long");
        }
    }

    @Test
    void aNameWithManyAddressesCostsFewAttempts() throws Exception {
        InetAddress[] many = new InetAddress[100];
        for (int i = 0; i < many.length; i++) {
            many[i] = addresses(93, 184, 215, i)[0];
        }
        try (Names names = new Names(name -> many)) {
            assertThat(names.lookup("mcp.example"))
                    .hasSize(Names.ADDRESSES_MAX)
                    .allSatisfy(
                            address -> assertThat(address.getHostName()).isEqualTo("mcp.example"));
        }
    }

    private InetAddress[] blocked() throws UnknownHostException {
        reached.countDown();
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            // The test is over.
        }
        throw new UnknownHostException();
    }

    private static void fail(GuardedHttp http, String url, CompletableFuture<Throwable> failure) {
        try {
            failure.complete(new AssertionError("answered: " + get(http, url)));
        } catch (Throwable e) {
            failure.complete(e);
        }
    }

    private static void readSlowly(GuardedHttp http, Listener server, CountDownLatch waiting) {
        Request request = new Request.Builder().url(server.url()).build();
        try (Response response = http.client().newCall(request).execute()) {
            BufferedSource source = requireNonNull(response.body()).source();
            source.readByte();
            waiting.countDown();
            source.readByte();
        } catch (IOException e) {
            // The test is over.
        }
    }

    private static GuardedHttp http(Listener server) {
        return new GuardedHttp(new EgressGate(EgressPolicy.direct(Set.of(server.origin()))));
    }
}
