package dev.parley.mcp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCNotification;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * What one connection's server writes to our log: each message one line, and no more lines a minute
 * than a reader can bear. Safe for use by many threads.
 */
final class ServerLog {

    static final int LINES_MAX = 100;

    private static final Duration PERIOD = Duration.ofMinutes(1);
    private static final Logger log = LoggerFactory.getLogger(ServerLog.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Nothing of a server's is a warning of ours. */
    private static final Set<String> FOR_INFO =
            Set.of("warning", "error", "critical", "alert", "emergency");

    private final String server;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private Instant periodEnd = Instant.MIN;
    private int lines;

    ServerLog(String server, InstantSource clock) {
        this.server = server;
        this.clock = clock;
    }

    void received(JSONRPCNotification notification) {
        if (!(notification.params() instanceof Map<?, ?> params)) {
            return;
        }
        String claimed = params.get("level") instanceof String text ? text : "";
        Level level = FOR_INFO.contains(claimed) ? Level.INFO : Level.DEBUG;
        if (!log.isEnabledForLevel(level)) {
            return;
        }
        int line = count();
        if (line <= LINES_MAX) {
            log.atLevel(level)
                    .log(
                            "{} says ({}): {}",
                            server,
                            McpTexts.sentence(claimed),
                            McpTexts.sentence(text(params.get("data"))));
        } else if (line == LINES_MAX + 1) {
            log.atLevel(level).log("{} says more than is logged in a minute", server);
        }
    }

    private int count() {
        lock.lock();
        try {
            Instant now = clock.instant();
            if (!now.isBefore(periodEnd)) {
                periodEnd = now.plus(PERIOD);
                lines = 0;
            }
            lines++;
            return lines;
        } finally {
            lock.unlock();
        }
    }

    private static String text(@Nullable Object data) {
        if (data instanceof String text) {
            return text;
        }
        try {
            return JSON.writeValueAsString(data);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what came from JSON is JSON", e);
        }
    }
}
