package dev.parley.http;

import io.javalin.http.Context;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where browsers report what the page's content security policy kept out. A report is a line in the
 * log, cut and rare enough that nobody can fill the log with them. Safe for use by many threads.
 */
final class CspReports {

    private static final Logger LOG = LoggerFactory.getLogger(CspReports.class);
    private static final int REPORT_BYTES_MAX = 1000;
    private static final long INTERVAL_MIN_NANOS = Duration.ofSeconds(10).toNanos();
    private final AtomicLong lastLogged = new AtomicLong(System.nanoTime() - INTERVAL_MIN_NANOS);

    void receive(Context context) throws IOException {
        byte[] start = context.req().getInputStream().readNBytes(REPORT_BYTES_MAX);
        long now = System.nanoTime();
        long last = lastLogged.get();
        if (now - last >= INTERVAL_MIN_NANOS && lastLogged.compareAndSet(last, now)) {
            String report = new String(start, StandardCharsets.UTF_8);
            LOG.warn("content security policy: {}", report.replaceAll("\\p{Cntrl}", " "));
        }
        context.status(204);
    }
}
