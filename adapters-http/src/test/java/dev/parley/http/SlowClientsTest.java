package dev.parley.http;

import static dev.parley.model.ScriptedChatModel.finish;
import static dev.parley.model.ScriptedChatModel.say;
import static dev.parley.model.ScriptedChatModel.sayAfter;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.model.StopReason;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Clients that keep a server waiting, on purpose or not. */
@SuppressWarnings("try") // What drips is not used otherwise.
class SlowClientsTest {

    private static final Duration HEADER_MAX = Duration.ofMillis(600);
    private static final Duration SLOW_MAX = Duration.ofSeconds(1);
    private static final Duration IDLE_MAX = Duration.ofSeconds(2);
    private static final int ATTACKERS = 300;

    @Test
    void h05HundredsOfSlowHeadersAreCutAndOthersDoNotNotice() throws Exception {
        List<Socket> attackers = new ArrayList<>();
        try (TestServer server = TestServer.withLimits(limits(10_000, 10_000))) {
            for (int i = 0; i < ATTACKERS; i++) {
                Socket socket = connect(server);
                write(socket, "GET /api/models HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
                attackers.add(socket);
            }
            try (Drip drip = new Drip(200, () -> attackers.forEach(it -> tryWrite(it, "x")))) {
                long start = System.nanoTime();
                for (int i = 0; i < 20; i++) {
                    assertThat(server.get("/api/models").statusCode()).isEqualTo(200);
                }
                assertThat(System.nanoTime() - start).isLessThan(5_000_000_000L);

                for (Socket attacker : attackers) {
                    assertClosed(attacker);
                }
            }
        } finally {
            closeAll(attackers);
        }
    }

    @Test
    void h05BodyThatDripsIsCutAndOneThatFlowsIsNot() throws Exception {
        CountDownLatch left = new CountDownLatch(50);
        try (TestServer server = TestServer.withLimits(limits(1_000, 1_000));
                Socket slow = connect(server);
                Socket steady = connect(server)) {
            write(slow, head(server, 500_000));
            write(steady, head(server, 100_000));
            // Many times the least rate, for longer than slowness is borne.
            try (Drip drip = new Drip(100, () -> tryWrite(slow, " "));
                    Drip flow = new Drip(50, () -> writeLeft(steady, " ".repeat(2_000), left))) {
                assertClosed(slow);

                assertThat(left.await(10, TimeUnit.SECONDS)).isTrue();
                assertThat(readLine(steady)).startsWith("HTTP/1.1 400");
            }
        }
    }

    @Test
    void h05ClientThatHardlyReadsItsStreamIsCut() throws Exception {
        try (TestServer server = TestServer.withLimits(limits(1_000, 1_000));
                Socket deaf = new Socket()) {
            server.model.thenSay("x".repeat(500_000));
            String turn = SeenStream.of(server.say("c1", "Hi").body()).turn();
            String again =
                    "GET /api/chat/c1/stream?turn=" + turn + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
            deaf.setReceiveBufferSize(4096);
            deaf.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), server.http.port()));
            // More than the operating system takes on behalf of the client.
            write(deaf, again.repeat(60));
            // It reads something now and then, so that it is never silent.
            try (Drip drip = new Drip(100, () -> tryRead(deaf))) {
                assertThat(server.get("/health/live").statusCode()).isEqualTo(200);
                assertThat(server.connections()).isEqualTo(2);

                long limit = System.nanoTime() + 15_000_000_000L;
                while (server.connections() > 1 && System.nanoTime() < limit) {
                    assertThat(server.get("/health/live").statusCode()).isEqualTo(200);
                }
            }

            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void h05StreamOfATurnThatIsSilentIsNotCut() throws Exception {
        CountDownLatch later = new CountDownLatch(30);
        try (TestServer server = TestServer.withLimits(limits(1_000, 1_000))) {
            server.model.then(say("a"), sayAfter(later, "b"), finish(StopReason.STOP));
            try (Drip drip = new Drip(IDLE_MAX.plus(SLOW_MAX).toMillis() / 30, later::countDown)) {
                assertThat(server.say("c1", "Hi").body()).contains("[DONE]");
            }
        }
    }

    @Test
    void h05SilentConnectionIsClosed() throws Exception {
        try (TestServer server = TestServer.withLimits(limits(1_000, 1_000));
                Socket fresh = connect(server);
                Socket used = connect(server)) {
            write(used, "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(readLine(used)).startsWith("HTTP/1.1 200");

            assertClosed(fresh);
            assertClosed(used);
        }
    }

    @Test
    void h05RequestsOnOneConnectionHaveEachTheirOwnTime() throws Exception {
        try (TestServer server = TestServer.withLimits(limits(1_000, 1_000));
                Socket socket = connect(server)) {
            CountDownLatch left = new CountDownLatch(10);
            String request = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n";
            // Altogether twice the time that one header may take.
            long pause = HEADER_MAX.toMillis() / 5;
            try (Drip drip = new Drip(pause, () -> writeLeft(socket, request, left))) {
                assertThat(left.await(10, TimeUnit.SECONDS)).isTrue();
            }
            write(socket, request.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));

            String all = new String(socket.getInputStream().readAllBytes(), UTF_8);

            assertThat(all.split("HTTP/1.1 200", -1)).hasSize(12);
        }
    }

    @Test
    void h05ConnectionsOfOneAddressAreLimited() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        try (TestServer server = TestServer.withLimits(limits(20, 1_000))) {
            for (int i = 0; i < 20; i++) {
                sockets.add(greeted(server, "127.0.0.1"));
            }
            assertClosed(connect(server));
            Socket other = greeted(server, "127.0.0.2");
            sockets.add(other);

            sockets.removeFirst().close();
            while (server.connections() > 20) {
                Thread.onSpinWait();
            }
            sockets.add(greeted(server, "127.0.0.1"));
        } finally {
            closeAll(sockets);
        }
    }

    @Test
    void h05ConnectionsOfAllAreLimited() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        try (TestServer server = TestServer.withLimits(limits(1_000, 10))) {
            for (int i = 0; i < 10; i++) {
                sockets.add(greeted(server, "127.0.0." + (i + 1)));
            }

            assertClosed(connect(server));
            assertThat(server.connections()).isEqualTo(10);
        } finally {
            closeAll(sockets);
        }
    }

    private static HttpLimits limits(int perAddress, int total) {
        return new HttpLimits(
                new HttpLimits.Connections(perAddress, total, HEADER_MAX, SLOW_MAX, 500, IDLE_MAX),
                TestServer.WIDE.turns(),
                TestServer.WIDE.requests(),
                TestServer.WIDE.turnsRunningMax(),
                TestServer.WIDE.streamsPerUserMax(),
                TestServer.WIDE.streamsMax(),
                List.of());
    }

    private static Socket connect(TestServer server) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.http.port());
        socket.setSoTimeout(10_000);
        return socket;
    }

    /** A connection from that address which was taken: it got an answer. */
    private static Socket greeted(TestServer server, String from) throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.http.port()));
        socket.setSoTimeout(10_000);
        write(socket, "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(readLine(socket)).startsWith("HTTP/1.1 200");
        return socket;
    }

    private static String head(TestServer server, int length) {
        return "POST /api/chat HTTP/1.1\r\nHost: localhost\r\nOrigin: "
                + server.base()
                + "\r\nX-Requested-By: parley\r\nContent-Type: application/json\r\n"
                + "Content-Length: "
                + length
                + "\r\n\r\n";
    }

    private static String readLine(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            line.append((char) next);
        }
        return line.toString();
    }

    /** Reads what is still there; fails when the server keeps the connection for 10 s. */
    private static void assertClosed(Socket socket) throws IOException {
        try {
            socket.getInputStream().readAllBytes();
        } catch (SocketException reset) {
            // Closed as well.
        }
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(UTF_8));
    }

    private static void tryWrite(Socket socket, String text) {
        try {
            write(socket, text);
        } catch (IOException closed) {
            // As it should be, sooner or later.
        }
    }

    private static void tryRead(Socket socket) {
        try {
            socket.getInputStream().read();
        } catch (IOException closed) {
            // As it should be, sooner or later.
        }
    }

    /** Writes unless it has often enough. */
    private static void writeLeft(Socket socket, String text, CountDownLatch left) {
        if (left.getCount() > 0) {
            tryWrite(socket, text);
            left.countDown();
        }
    }

    private static void closeAll(List<Socket> sockets) throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    /** Does something again and again. */
    private static final class Drip implements AutoCloseable {

        private final CountDownLatch stop = new CountDownLatch(1);
        private final Thread thread;

        private Drip(long pauseMillis, Runnable action) {
            thread = Thread.startVirtualThread(() -> repeat(pauseMillis, action));
        }

        private void repeat(long pauseMillis, Runnable action) {
            try {
                do {
                    action.run();
                } while (!stop.await(pauseMillis, TimeUnit.MILLISECONDS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void close() throws InterruptedException {
            stop.countDown();
            thread.join(Duration.ofSeconds(5));
        }
    }
}
