package dev.parley.storage;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** The lines of the audit while it is open. */
final class AuditLog extends AppenderBase<ILoggingEvent> implements AutoCloseable {

    private final Logger logger = (Logger) LoggerFactory.getLogger("dev.parley.audit");
    private final List<String> lines = new CopyOnWriteArrayList<>();

    static AuditLog open() {
        AuditLog log = new AuditLog();
        log.start();
        log.logger.addAppender(log);
        return log;
    }

    List<String> lines() {
        return lines;
    }

    /** The lines since this was last asked. */
    List<String> taken() {
        List<String> taken = List.copyOf(lines);
        lines.clear();
        return taken;
    }

    @Override
    protected void append(ILoggingEvent event) {
        lines.add(event.getFormattedMessage());
    }

    @Override
    public void close() {
        logger.detachAppender(this);
    }
}
