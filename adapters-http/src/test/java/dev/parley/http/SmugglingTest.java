package dev.parley.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Requests that a proxy before us could take for one, and we for two. Each is followed by a second
 * request on the same connection, which must not be answered when it is in doubt where the first
 * one ended.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SmugglingTest {

    /** What only the smuggled request would be answered with. */
    private static final String SMUGGLED =
            "GET /api/models HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

    private static final String MODELS = "\"models\"";

    private final TestServer server = new TestServer();

    @AfterAll
    void close() {
        server.close();
    }

    @Test
    void h12RequestsWhoseEndIsInDoubtAreRefusedAndTheConnectionClosed() throws Exception {
        List<String> requests = doubtful();
        assertThat(requests).hasSizeGreaterThanOrEqualTo(30);
        List<String> wrong = new ArrayList<>();
        for (String request : requests) {
            String answer = send(request + SMUGGLED);

            boolean refused = answer.matches("(?s)HTTP/1\\.1 [45]\\d\\d .*");
            boolean once = answer.split("HTTP/1\\.1 ", -1).length == 2;
            if (!refused || !once || answer.contains(MODELS)) {
                wrong.add(shown(request) + " -> " + shown(answer));
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void h12WhatIsUnusualButClearIsReadAsItIs() throws Exception {
        String body = "{\"action\":\"decline\"}";
        for (String request :
                List.of(
                        post("Content-Length: 20\r\n") + "\r\n" + body,
                        post("content-length:20\r\n") + "\r\n" + body,
                        post("Content-Length:   20  \r\n") + "\r\n" + body,
                        post("Transfer-Encoding: chunked\r\n")
                                + "\r\n14\r\n"
                                + body
                                + "\r\n0\r\n\r\n",
                        post("Transfer-Encoding: Chunked\r\n")
                                + "\r\n0014;name=value\r\n"
                                + body
                                + "\r\n0;last\r\n\r\n")) {
            String answer = send(request + SMUGGLED);

            // Nobody was asked anything of this name; the next request is the next request.
            assertThat(answer).as(shown(request)).startsWith("HTTP/1.1 404 ");
            assertThat(answer).as(shown(request)).contains("elicitation_not_found", MODELS);
        }
    }

    @Test
    void h12BodyThatNobodyReadsIsNoRequest() throws Exception {
        for (String refused :
                List.of(
                        "GET /api/servers HTTP/1.1\r\nHost: evil.example\r\n",
                        "GET /api/unknown HTTP/1.1\r\nHost: localhost\r\n",
                        "GET / HTTP/1.1\r\nHost: localhost\r\n",
                        "POST /unknown HTTP/1.1\r\nHost: localhost\r\n")) {
            String length = "Content-Length: " + SMUGGLED.length() + "\r\n\r\n";
            String next =
                    "GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

            String answer = send(refused + length + SMUGGLED + next);

            assertThat(answer).as(refused).startsWith("HTTP/1.1 ").doesNotContain(MODELS);
        }
    }

    private List<String> doubtful() {
        String body = "\r\n{}";
        String chunked = "\r\n2\r\n{}\r\n0\r\n\r\n";
        String te = "Transfer-Encoding: chunked\r\n";
        List<String> requests = new ArrayList<>();
        for (String lengths :
                List.of(
                        "Content-Length: 2\r\nContent-Length: 3\r\n",
                        "Content-Length: 2\r\nContent-Length: 2\r\n",
                        "Content-Length: 2, 2\r\n",
                        "Content-Length: 2,3\r\n",
                        "Content-Length: -2\r\n",
                        "Content-Length: +2\r\n",
                        "Content-Length: 0x2\r\n",
                        "Content-Length: 2.0\r\n",
                        "Content-Length: 2 2\r\n",
                        "Content-Length: two\r\n",
                        "Content-Length: 99999999999999999999\r\n",
                        "Content-Length: \r\n",
                        "Content-Length : 2\r\n",
                        "Content-Length\t: 2\r\n",
                        "Content-Length\r\n",
                        " Content-Length: 2\r\n",
                        "X-A: b\r\n Content-Length: 2\r\n",
                        "X-A: b\r\n\tc\r\n",
                        "Content-Length: 2\n",
                        "X-A: b\nContent-Length: 2\r\n",
                        "X-A: b\rContent-Length: 2\r\n",
                        "X-A: b\0\r\nContent-Length: 2\r\n",
                        "X-A\0: b\r\n",
                        ": b\r\n",
                        "X(A): b\r\n",
                        "Host: other.example\r\n")) {
            requests.add(post(lengths) + body);
        }
        for (String encodings :
                List.of(
                        te + "Content-Length: 12\r\n",
                        "Content-Length: 12\r\n" + te,
                        te + te,
                        "Transfer-Encoding: chunked, chunked\r\n",
                        "Transfer-Encoding: chunked, identity\r\n",
                        "Transfer-Encoding: gzip, chunked\r\n",
                        "Transfer-Encoding: identity\r\n",
                        "Transfer-Encoding: xchunked\r\n",
                        "Transfer-Encoding: \"chunked\"\r\n",
                        "Transfer-Encoding: chunked;q=1\r\n",
                        "Transfer-Encoding : chunked\r\n",
                        "Transfer-Encoding:\u000bchunked\r\n",
                        "Transfer-Encoding:\r\n chunked\r\n",
                        "Transfer-Encoding: \r\n")) {
            requests.add(post(encodings) + chunked);
        }
        for (String chunks :
                List.of(
                        "-2\r\n{}\r\n0\r\n\r\n",
                        "+2\r\n{}\r\n0\r\n\r\n",
                        "0x2\r\n{}\r\n0\r\n\r\n",
                        "2\n{}\n0\n\n",
                        "2 \n{}\r\n0\r\n\r\n",
                        "2\r\n{}0\r\n\r\n",
                        "2\r\n{}XX0\r\n\r\n",
                        "fffffffff\r\n{}\r\n0\r\n\r\n",
                        "80000000\r\n{}\r\n0\r\n\r\n",
                        "\r\n{}\r\n0\r\n\r\n",
                        "g\r\n{}\r\n0\r\n\r\n",
                        "2;a=\n{}\r\n0\r\n\r\n")) {
            requests.add(post(te) + "\r\n" + chunks);
        }
        requests.add(post(te).replace("HTTP/1.1", "HTTP/1.0") + chunked);
        requests.add(post("Content-Length: 2\r\n").replace("HTTP/1.1", "HTTP/1.1 x") + body);
        requests.add(post("Content-Length: 2\r\n").replace("HTTP/1.1\r\n", "HTTP/1.1\n") + body);
        requests.add(post("Content-Length: 2\r\n").replace("POST ", "POST\t") + body);
        requests.add(post("Content-Length: 2\r\n").replace("HTTP/1.1", "HTTP/9.9") + body);
        return requests;
    }

    /** A request up to the end of its last header. */
    private String post(String headers) {
        return "POST /api/elicitations/e1 HTTP/1.1\r\nHost: localhost\r\nOrigin: "
                + server.base()
                + "\r\nX-Requested-By: parley\r\nContent-Type: application/json\r\n"
                + headers;
    }

    /** Everything that is answered until the server closes, which it must within 5 s. */
    private String send(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.http.port())) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            // Who waits for more of a body learns that there is no more.
            socket.shutdownOutput();
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            try {
                socket.getInputStream().transferTo(answer);
            } catch (SocketException reset) {
                // What was not read when it was closed; what came before is here.
            }
            return answer.toString(ISO_8859_1);
        }
    }

    private static String shown(String request) {
        return request.replace("\r", "\\r").replace("\n", "\\n").replace("\0", "\\0");
    }
}
