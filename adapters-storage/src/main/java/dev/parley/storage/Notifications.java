package dev.parley.storage;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens to a PostgreSQL server on a connection and a thread of its own, and connects again when
 * the connection is cut. Safe for use by many threads.
 */
final class Notifications implements Subscription {

    private static final Logger LOG = LoggerFactory.getLogger(Notifications.class);

    /** How long one wait for notifications lasts; after it the end is looked for. */
    private static final Duration WAIT = Duration.ofMillis(500);

    /** After so many waits without a word the server is asked whether it is still there. */
    private static final int SILENT_WAITS_MAX = 10;

    private static final Duration RECONNECT_FIRST = Duration.ofMillis(100);

    private static final Duration RECONNECT_MAX = Duration.ofSeconds(2);

    private static final Duration CLOSE_MAX = Duration.ofMillis(1500);

    private final DataSource source;
    private final Set<String> channels;
    private final NotificationListener listener;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread =
            Thread.ofPlatform().daemon().name("parley-storage-listen").unstarted(this::run);

    private Notifications(DataSource source, Set<String> channels, NotificationListener listener) {
        this.source = source;
        this.channels = Set.copyOf(channels);
        this.listener = listener;
    }

    /**
     * @param source connections whose statements may take a while to answer
     */
    static Notifications start(
            DataSource source, Set<String> channels, NotificationListener listener) {
        Notifications notifications = new Notifications(source, channels, listener);
        notifications.thread.start();
        return notifications;
    }

    @Override
    public void close() {
        closing.countDown();
        if (thread.equals(Thread.currentThread())) {
            return;
        }
        boolean interrupted = false;
        long deadline = System.nanoTime() + CLOSE_MAX.toNanos();
        while (true) {
            try {
                if (!thread.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())))) {
                    LOG.warn("The thread that listens to the database has not ended in time.");
                }
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        Duration pause = RECONNECT_FIRST;
        while (!closed(Duration.ZERO)) {
            try (Connection connection = source.getConnection()) {
                listenOn(connection);
                pause = RECONNECT_FIRST;
                tell(listener::mayHaveMissed);
                deliver(connection);
            } catch (SQLException e) {
                LOG.info(
                        "Listening to the database again, as the connection broke: {}",
                        e.toString());
                if (closed(pause)) {
                    return;
                }
                pause =
                        pause.multipliedBy(2).compareTo(RECONNECT_MAX) < 0
                                ? pause.multipliedBy(2)
                                : RECONNECT_MAX;
            }
        }
    }

    private void listenOn(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String channel : channels) {
                statement.execute("LISTEN \"" + channel.replace("\"", "\"\"") + '"');
            }
        }
    }

    private void deliver(Connection connection) throws SQLException {
        PGConnection postgres = connection.unwrap(PGConnection.class);
        int silentWaits = 0;
        while (!closed(Duration.ZERO)) {
            PGNotification @Nullable [] notifications =
                    postgres.getNotifications((int) WAIT.toMillis());
            silentWaits++;
            if (notifications != null) {
                for (PGNotification notification : notifications) {
                    silentWaits = 0;
                    tell(
                            () ->
                                    listener.notified(
                                            notification.getName(), notification.getParameter()));
                }
            }
            if (silentWaits == SILENT_WAITS_MAX) {
                if (!connection.isValid((int) RECONNECT_MAX.toSeconds())) {
                    throw new SQLException("no answer");
                }
                silentWaits = 0;
            }
        }
    }

    /** The thread outlives a listener that fails: it is the only one there is. */
    private void tell(Runnable news) {
        try {
            news.run();
        } catch (RuntimeException e) {
            LOG.error("A listener to the database failed.", e);
        }
    }

    private boolean closed(Duration wait) {
        while (true) {
            try {
                return closing.await(wait.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                // Nobody has a reason to interrupt this thread.
            }
        }
    }
}
