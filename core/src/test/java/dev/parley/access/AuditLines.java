package dev.parley.access;

import java.text.MessageFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** The lines of the audit while it is open, where the log is that of the Java platform. */
public final class AuditLines extends Handler {

    private final Logger logger = Logger.getLogger("dev.parley.audit");
    private final List<String> lines = new CopyOnWriteArrayList<>();

    private AuditLines() {}

    public static AuditLines open() {
        AuditLines lines = new AuditLines();
        lines.logger.setLevel(Level.INFO);
        lines.logger.addHandler(lines);
        return lines;
    }

    /** Each with its level, as {@code INFO key.deleted …}. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    @Override
    public void publish(LogRecord line) {
        lines.add(
                line.getLevel()
                        + " "
                        + MessageFormat.format(line.getMessage(), line.getParameters()));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
    }
}
