package dev.parley.openai;

import static dev.parley.openai.Wire.DONE;
import static dev.parley.openai.Wire.assertFails;
import static dev.parley.openai.Wire.config;
import static dev.parley.openai.Wire.finish;
import static dev.parley.openai.Wire.hello;
import static dev.parley.openai.Wire.onVirtualThread;
import static dev.parley.openai.Wire.read;
import static dev.parley.openai.Wire.text;
import static dev.parley.openai.Wire.textOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.parley.model.ModelException;
import dev.parley.model.ModelException.Kind;
import dev.parley.model.ModelStream;
import dev.parley.openai.RawServer.Exchange;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetriesTest {

    private static final String ANSWER = text("ok") + finish("stop") + DONE;
    private static final String ERROR =
            "{\"error\":{\"message\":\"secret words sk-test-key\",\"type\":\"some_type\",\"code\":\"some_code\"}}";

    @ParameterizedTest
    @CsvSource({
        "400,REJECTED",
        "401,UNAUTHENTICATED",
        "402,RATE_LIMITED",
        "403,UNAUTHENTICATED",
        "404,REJECTED",
        "422,REJECTED",
        "302,REJECTED"
    })
    void aRefusalIsNotTriedAgainAndSaidInOurWords(int status, Kind kind) throws Exception {
        try (RawServer server =
                new RawServer(exchange -> exchange.status(status, "Location: /x\r\n", ERROR))) {
            assertFails(kind, () -> ask(server, 2))
                    .hasMessageContaining(status + ", some_code")
                    .hasMessageNotContainingAny("secret", "sk-test")
                    .hasNoCause();

            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void aRefusalThatIsNoJsonIsMappedByItsStatus() throws Exception {
        try (RawServer server =
                new RawServer(exchange -> exchange.status(400, "", "<html>".repeat(100_000)))) {
            assertFails(Kind.REJECTED, () -> ask(server, 0));
        }
    }

    @ParameterizedTest
    @CsvSource({"429", "500", "503", "408"})
    void whatPassesIsTriedAgain(int status) throws Exception {
        try (RawServer server =
                new RawServer(
                        exchange -> {
                            if (exchange.number() == 1) {
                                exchange.status(status, "Retry-After: 0\r\n", ERROR);
                            } else {
                                exchange.stream(ANSWER);
                            }
                        })) {
            assertThat(ask(server, 2)).isEqualTo("ok");

            assertThat(server.requests()).hasSize(2);
        }
    }

    @Test
    void retriesEnd() throws Exception {
        try (RawServer server =
                new RawServer(exchange -> exchange.status(429, "Retry-After: 0\r\n", ERROR))) {
            assertFails(Kind.RATE_LIMITED, () -> ask(server, 2));

            assertThat(server.requests()).hasSize(3);
        }
    }

    @Test
    void aLongWaitIsNotWaitedForButSaid() throws Exception {
        try (RawServer server =
                new RawServer(exchange -> exchange.status(429, "Retry-After: 31\r\n", ERROR))) {
            ModelException failure =
                    catchThrowableOfType(ModelException.class, () -> ask(server, 2));

            assertThat(failure.kind()).isEqualTo(Kind.RATE_LIMITED);
            assertThat(failure.retryAfter()).contains(Duration.ofSeconds(31));
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void anEmptyAccountIsNotTriedAgain() throws Exception {
        String error = ERROR.replace("some_code", "insufficient_quota");
        try (RawServer server = new RawServer(exchange -> exchange.status(429, "", error))) {
            assertFails(Kind.RATE_LIMITED, () -> ask(server, 2)).hasMessageContaining("quota");

            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void aConnectionLostBeforeTheFirstEventIsTriedAgain() throws Exception {
        try (RawServer server =
                new RawServer(
                        exchange -> {
                            if (exchange.number() == 1) {
                                exchange.stream(": nothing yet\n\n");
                            } else {
                                exchange.stream(ANSWER);
                            }
                        })) {
            assertThat(ask(server, 1)).isEqualTo("ok");
        }
    }

    @Test
    void aConnectionLostAfterTheFirstEventIsNot() throws Exception {
        try (RawServer server = new RawServer(exchange -> exchange.stream(text("half")))) {
            assertFails(Kind.INCOMPLETE, () -> ask(server, 2));

            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void aConnectionClosedWithoutAnAnswerIsUnavailable() throws Exception {
        try (RawServer server = new RawServer(Exchange::request)) {
            assertFails(Kind.UNAVAILABLE, () -> ask(server, 0)).hasMessageContaining("base URL");
        }
    }

    @Test
    void aRefusedConnectionIsUnavailable() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }

        assertFails(Kind.UNAVAILABLE, () -> ask("http://127.0.0.1:" + port + "/v1", 0));
    }

    @ParameterizedTest
    @CsvSource({
        ",1.5,PT1.5S",
        ",-3,PT0S",
        ",99999999999999999999,PT24H",
        ",NaN,",
        ",soon,",
        ",'Sun, 22 Nov 2026 00:00:10 GMT',PT10S",
        ",'Sat, 21 Nov 2026 00:00:00 GMT',PT0S",
        ",'Tue, 22 Nov 2050 00:00:00 GMT',PT24H",
        "250,9,PT0.25S",
        "x,9,PT9S",
        ",,"
    })
    void retryAfterIsReadInEveryForm(
            @Nullable String millis, @Nullable String value, @Nullable Duration expected) {
        assertThat(RetryAfter.of(millis, value, Instant.parse("2026-11-22T00:00:00Z")))
                .isEqualTo(expected);
    }

    private static String ask(RawServer server, int retriesMax) throws Exception {
        return ask(server.baseUrl(), retriesMax);
    }

    private static String ask(String baseUrl, int retriesMax) throws Exception {
        Duration limit = Duration.ofSeconds(5);
        OpenAiConfig config = config(baseUrl).withLimits(limit, limit, retriesMax);
        try (OpenAiChatModel model = new OpenAiChatModel(config)) {
            return onVirtualThread(
                    () -> {
                        try (ModelStream stream = model.open(hello())) {
                            return textOf(read(stream));
                        }
                    });
        }
    }
}
