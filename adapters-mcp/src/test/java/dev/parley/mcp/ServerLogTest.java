package dev.parley.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCNotification;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What servers write to our log. */
final class ServerLogTest {

    private final Logger logger = (Logger) LoggerFactory.getLogger(ServerLog.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final MutableClock clock = new MutableClock();
    private final ServerLog log = new ServerLog("shop", clock);

    @BeforeEach
    void listen() {
        logger.setLevel(Level.DEBUG);
        logger.setAdditive(false);
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void leave() {
        logger.detachAppender(lines);
        logger.setAdditive(true);
        logger.setLevel(null);
    }

    @Test
    void c02AMessageIsOneLineWithoutControlCharacters() {
        log.received(message("error", "first\r\nINFO forged \u001b[31m\u2028\u202E end"));

        assertThat(said()).hasSize(1);
        assertThat(said().getFirst())
                .isEqualTo("shop says (error): first INFO forged  [31m  end")
                .doesNotContain("\n", "\r", "\u001b", "\u202E");
    }

    @Test
    void c02TheLevelIsOneLineAsWellAndLongDataIsCut() {
        log.received(message("er\nror", "x".repeat(10_000)));
        log.received(message("warning", Map.of("a", List.of(1, "b\nc"))));

        assertThat(said().get(0)).hasSizeLessThan(400).contains("(er ror)");
        assertThat(said().get(1)).isEqualTo("shop says (warning): {\"a\":[1,\"b\\nc\"]}");
    }

    @Test
    void nothingOfAServersIsMoreThanInformation() {
        for (String level : List.of("debug", "info", "notice", "odd")) {
            log.received(message(level, "quiet"));
        }
        for (String level : List.of("warning", "error", "critical", "alert", "emergency")) {
            log.received(message(level, "loud"));
        }

        assertThat(lines.list)
                .allSatisfy(
                        it ->
                                assertThat(it.getLevel())
                                        .isEqualTo(
                                                it.getFormattedMessage().endsWith("loud")
                                                        ? Level.INFO
                                                        : Level.DEBUG));
        assertThat(lines.list).hasSize(9);
    }

    @Test
    void c02AFloodIsCutAndTheNextMinuteBeginsAnew() {
        for (int i = 0; i < 1_000; i++) {
            log.received(message("error", "again"));
        }
        assertThat(said()).hasSize(ServerLog.LINES_MAX + 1);
        assertThat(said().getLast()).contains("more than is logged in a minute");

        clock.advance(Duration.ofMinutes(1));
        log.received(message("error", "later"));

        assertThat(said().getLast()).contains("later");
    }

    @Test
    void whatIsNoMessageIsIgnored() {
        log.received(new JSONRPCNotification("notifications/message", "text"));
        log.received(new JSONRPCNotification("notifications/message", null));

        assertThat(said()).isEmpty();
    }

    private List<String> said() {
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private static JSONRPCNotification message(String level, Object data) {
        return new JSONRPCNotification(
                "notifications/message", Map.of("level", level, "data", data));
    }
}
