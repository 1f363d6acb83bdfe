package dev.parley.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A tool call is a POST: what the server may have run is not sent again behind its caller. */
class SentOnceTest {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private final AtomicInteger posts = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);

    @Test
    void aPostThatAKeptConnectionBreaksUnderIsNotRepeated() throws Exception {
        try (Listener server =
                        Listener.on(
                                socket -> {
                                    readPost(socket);
                                    Listener.write(socket, OK);
                                    // The second one is taken, and never answered.
                                    readPost(socket);
                                });
                GuardedHttp http = http(server)) {
            post(http, server);

            assertThatThrownBy(() -> post(http, server))
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(EgressException.class);

            assertThat(posts).hasValue(2);
            assertThat(server.connections()).isOne();
        }
    }

    @Test
    void aConnectionThatWasClosedMeanwhileIsReplacedBeforeAPost() throws Exception {
        try (Listener server =
                        Listener.on(
                                socket -> {
                                    readPost(socket);
                                    Listener.write(socket, OK);
                                    socket.close();
                                    closed.countDown();
                                });
                GuardedHttp http = http(server)) {
            post(http, server);
            assertThat(closed.await(5, TimeUnit.SECONDS)).isTrue();

            assertThat(post(http, server).status()).isEqualTo(200);

            assertThat(posts).hasValue(2);
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    /** OkHttp repeats these by itself, if the body lets it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "503 Service Unavailable\r\nRetry-After: 0",
                "408 Request Timeout",
                "421 Misdirected Request",
                "401 Unauthorized\r\nWWW-Authenticate: Basic realm=x",
                "308 Permanent Redirect\r\nLocation: /again",
                "303 See Other\r\nLocation: /again"
            })
    void noStatusMakesAPostRunTwice(String status) throws Exception {
        try (Listener server =
                        Listener.on(
                                socket -> {
                                    while (readPost(socket)) {
                                        Listener.write(
                                                socket,
                                                "HTTP/1.1 "
                                                        + status
                                                        + "\r\nContent-Length: 0\r\n\r\n");
                                    }
                                });
                GuardedHttp http = http(server)) {

            DocumentResponse response = post(http, server);

            assertThat(status).startsWith("" + response.status());
            assertThat(posts).hasValue(1);
        }
    }

    private static DocumentResponse post(GuardedHttp http, Listener server) throws IOException {
        return http.fetch(DocumentRequest.post(EgressUrl.parse(server.url()), Map.of(), "{}"));
    }

    /** Reads a request with a body of two bytes; false when there is none. */
    private boolean readPost(Socket socket) throws IOException {
        if (Listener.readHead(socket).isEmpty()) {
            return false;
        }
        posts.incrementAndGet();
        return socket.getInputStream().readNBytes(2).length == 2;
    }

    private static GuardedHttp http(Listener server) {
        return new GuardedHttp(new EgressGate(EgressPolicy.direct(Set.of(server.origin()))));
    }
}
