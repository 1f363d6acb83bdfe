package dev.parley.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** As many slow clients as security asks for, and the times that hold when nothing is set. */
@Timeout(120)
class ManySlowClientsTest {

    private static final int ATTACKERS = 2_000;
    private static final int REQUESTS = 300;
    private static final Duration CUT_MAX = Duration.ofSeconds(30);

    /** Answers that are quicker say more about the machine's other work than about ours. */
    private static final Duration NOISE_MAX = Duration.ofMillis(25);

    @Test
    void h05TwoThousandSlowConnectionsAreCutAndOthersDoNotNotice() throws Exception {
        // Both ends of each connection are in this process.
        assumeThat(filesMax()).isGreaterThan(2 * ATTACKERS + 500);
        CountDownLatch over = new CountDownLatch(1);
        List<Socket> attackers = new ArrayList<>();
        try (TestServer server = TestServer.withLimits(limits())) {
            Duration unused = p95(server);
            Duration before = p95(server);

            long begin = System.nanoTime();
            for (int i = 0; i < ATTACKERS; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.http.port());
                socket.setSoTimeout((int) CUT_MAX.toMillis());
                attackers.add(socket);
                write(socket, "G");
            }
            Thread drip = Thread.startVirtualThread(() -> drip(attackers, over));
            Duration during = p95(server);
            int held = server.connections();
            for (Socket attacker : attackers) {
                awaitClosed(attacker);
            }
            Duration took = Duration.ofNanos(System.nanoTime() - begin);

            System.out.printf(
                    "h05: p95 %d us before, %d us among %d slow connections, cut after %d ms%n",
                    before.toNanos() / 1_000, during.toNanos() / 1_000, held, took.toMillis());
            assertThat(held).as("measured while they held on").isGreaterThan(ATTACKERS);
            assertThat(during).isLessThan(longer(before.multipliedBy(2), NOISE_MAX));
            assertThat(took).isLessThan(CUT_MAX);
            over.countDown();
            drip.join();
        } finally {
            over.countDown();
            for (Socket socket : attackers) {
                socket.close();
            }
        }
    }

    /** The time within which 95 of 100 requests are answered. */
    private static Duration p95(TestServer server) throws Exception {
        long[] nanos = new long[REQUESTS];
        for (int i = 0; i < REQUESTS; i++) {
            long begin = System.nanoTime();
            assertThat(server.get("/api/models").statusCode()).isEqualTo(200);
            nanos[i] = System.nanoTime() - begin;
        }
        Arrays.sort(nanos);
        return Duration.ofNanos(nanos[REQUESTS * 95 / 100]);
    }

    /** One byte of each, every ten seconds. */
    private static void drip(List<Socket> sockets, CountDownLatch over) {
        try {
            while (!over.await(10, TimeUnit.SECONDS)) {
                for (Socket socket : sockets) {
                    try {
                        write(socket, "E");
                    } catch (IOException closed) {
                        // As it should be, sooner or later.
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void awaitClosed(Socket socket) throws IOException {
        try {
            socket.getInputStream().readAllBytes();
        } catch (SocketException reset) {
            // Closed as well.
        }
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(UTF_8));
    }

    private static HttpLimits limits() {
        return new HttpLimits(
                HttpLimits.DEFAULT.connections().perAddress(12_000),
                TestServer.WIDE.turns(),
                TestServer.WIDE.requests(),
                TestServer.WIDE.turnsRunningMax(),
                TestServer.WIDE.streamsPerUserMax(),
                TestServer.WIDE.streamsMax(),
                List.of());
    }

    private static long filesMax() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean it
                ? it.getMaxFileDescriptorCount()
                : 0;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
