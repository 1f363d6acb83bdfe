package dev.parley.egress;

import static dev.parley.egress.GuardedHttpTest.get;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers that do not stop. All of this ends soon, and costs little memory. */
@Timeout(20)
class ResponseLimitsTest {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final long ALLOCATED_MAX = 64 * 1024 * 1024;
    private static final int MEBIBYTE = 1024 * 1024;

    @Test
    void e06AnEndlessBodyEndsAtTheLimit() throws Exception {
        try (Listener server =
                        Listener.on(
                                socket -> {
                                    Listener.readHead(socket);
                                    Listener.write(
                                            socket,
                                            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                                    String chunk = "2000\r\n" + "x".repeat(0x2000) + "\r\n";
                                    endlessly(socket.getOutputStream(), chunk);
                                });
                GuardedHttp http = http(server)) {
            long before = THREADS.getCurrentThreadAllocatedBytes();

            assertThatThrownBy(() -> get(http, server.url()))
                    .isInstanceOf(EgressTooLarge.class)
                    .hasMessage("The body of the response is longer than 262144 bytes.");

            assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(ALLOCATED_MAX);
        }
    }

    @Test
    void e06AGzipBombIsCountedDecompressed() throws Exception {
        byte[] bomb = bomb(256);
        assertThat(bomb.length).isLessThan(MEBIBYTE);
        try (Listener server =
                        Listener.on(
                                socket -> {
                                    Listener.readHead(socket);
                                    Listener.write(
                                            socket,
                                            "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: "
                                                    + bomb.length
                                                    + "\r\n\r\n");
                                    socket.getOutputStream().write(bomb);
                                });
                GuardedHttp http = http(server)) {
            long before = THREADS.getCurrentThreadAllocatedBytes();

            // Compressed, it would fit into this limit.
            EgressUrl url = EgressUrl.parse(server.url());
            DocumentRequest request =
                    new DocumentRequest(
                            "GET",
                            url,
                            Map.of(),
                            "",
                            new BodyMax(MEBIBYTE),
                            DocumentRequest.TIMEOUT_DEFAULT);
            assertThatThrownBy(() -> http.fetch(request)).isInstanceOf(EgressTooLarge.class);

            assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(ALLOCATED_MAX);
        }
    }

    @Test
    void e06ABodyOfExactlyTheLimitIsRead() throws Exception {
        String body = "x".repeat((int) BodyMax.DOCUMENT.bytes());
        try (Listener server =
                        Listener.answering("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + body);
                GuardedHttp http = http(server)) {

            assertThat(get(http, server.url()).body()).isEqualTo(body);
        }
    }

    /** OkHttp gives up by itself here, and not because the time is over. */
    @Test
    void e06EndlessHeadersEnd() throws Exception {
        try (Listener server =
                        Listener.on(
                                socket -> {
                                    Listener.readHead(socket);
                                    Listener.write(socket, "HTTP/1.1 200 OK\r\n");
                                    endlessly(
                                            socket.getOutputStream(),
                                            "X-Header: " + "x".repeat(100) + "\r\n");
                                });
                GuardedHttp http = http(server)) {
            long before = THREADS.getCurrentThreadAllocatedBytes();

            assertThatThrownBy(() -> get(http, server.url()))
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(InterruptedIOException.class);

            assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(ALLOCATED_MAX);
        }
    }

    @Test
    void e06AHeaderLineWithoutEndEnds() throws Exception {
        try (Listener server =
                        Listener.on(
                                socket -> {
                                    Listener.readHead(socket);
                                    Listener.write(socket, "HTTP/1.1 200 OK\r\nX-Header: ");
                                    endlessly(socket.getOutputStream(), "x".repeat(8192));
                                });
                GuardedHttp http = http(server)) {

            assertThatThrownBy(() -> get(http, server.url()))
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(InterruptedIOException.class);
        }
    }

    @Test
    void e06AHeadOf33KibibytesIsTooLong() throws Exception {
        try (Listener server =
                        Listener.answering(
                                "HTTP/1.1 200 OK\r\nConnection: close\r\nX-Header: "
                                        + "x".repeat(33 * 1024)
                                        + "\r\n\r\n");
                GuardedHttp http = http(server)) {

            assertThatThrownBy(() -> get(http, server.url()))
                    .isInstanceOf(EgressTooLarge.class)
                    .hasMessage("The head of the response is longer than 32768 bytes.");
        }
    }

    @Test
    void e06EndlessInterimResponsesEnd() throws Exception {
        try (Listener server =
                        Listener.on(
                                socket -> {
                                    Listener.readHead(socket);
                                    endlessly(
                                            socket.getOutputStream(),
                                            "HTTP/1.1 103 Early Hints\r\nX-A: b\r\n\r\n");
                                });
                GuardedHttp http = http(server)) {

            assertThatThrownBy(() -> get(http, server.url())).isInstanceOf(IOException.class);
        }
    }

    @Test
    void e06WithoutALimitOfItsOwnAMessageMayHaveFourMebibytes() throws Exception {
        int length = 4 * MEBIBYTE;
        assertThat(read("application/json", length)).isEqualTo(length);
        assertThatThrownBy(() -> read("application/json", length + 1))
                .isInstanceOf(EgressTooLarge.class);
        assertThat(read("text/event-stream; charset=utf-8", length + 1)).isEqualTo(length + 1);
    }

    @Test
    void e07ADocumentThatComesDropByDropRunsOutOfTime() throws Exception {
        try (Listener server =
                        Listener.on(
                                socket -> {
                                    Listener.readHead(socket);
                                    Listener.write(
                                            socket,
                                            "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{");
                                    // Until the client has gone.
                                    Listener.readHead(socket);
                                });
                GuardedHttp http = http(server)) {
            EgressUrl url = EgressUrl.parse(server.url());
            DocumentRequest request =
                    new DocumentRequest(
                            "GET", url, Map.of(), "", BodyMax.DOCUMENT, Duration.ofMillis(200));

            assertThatThrownBy(() -> http.fetch(request))
                    .isInstanceOf(InterruptedIOException.class);
        }
    }

    /** How many bytes of a body of that length were read by the plain client. */
    private static long read(String type, int length) throws IOException {
        try (Listener server =
                        Listener.answering(
                                "HTTP/1.1 200 OK\r\nContent-Type: "
                                        + type
                                        + "\r\nConnection: close\r\n\r\n"
                                        + "x".repeat(length));
                GuardedHttp http = http(server);
                Response response =
                        http.client()
                                .newCall(new Request.Builder().url(server.url()).build())
                                .execute()) {
            ResponseBody body = requireNonNull(response.body());
            return body.bytes().length;
        }
    }

    private static void endlessly(OutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        while (true) {
            out.write(bytes);
        }
    }

    private static byte[] bomb(int mebibytes) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            byte[] zeros = new byte[MEBIBYTE];
            for (int i = 0; i < mebibytes; i++) {
                gzip.write(zeros);
            }
        }
        return bytes.toByteArray();
    }

    private static GuardedHttp http(Listener server) {
        return new GuardedHttp(new EgressGate(EgressPolicy.direct(Set.of(server.origin()))));
    }
}
