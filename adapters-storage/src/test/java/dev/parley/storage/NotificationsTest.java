package dev.parley.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class NotificationsTest {

    private static final String NEW = "anything may have happened";

    private static final String CUT =
            """
            SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity
            WHERE datname = current_database() AND query LIKE 'LISTEN%'
            """;

    private static final String URL = PostgresProcess.shared().newDatabase();

    private final Database database = Database.open(DatabaseConfig.postgres(URL));
    private final Heard heard = new Heard();
    private Subscription subscription = () -> {};

    @BeforeEach
    void listen() throws Exception {
        subscription = database.listen(Set.of("turns", "an \"odd\" Name"), heard);
        assertThat(heard.next()).isEqualTo(NEW);
    }

    @AfterEach
    void close() {
        subscription.close();
        database.close();
    }

    @Test
    void whatIsSavedIsHeardInOrder() throws Exception {
        send("turns", "one");
        send("an \"odd\" Name", "two");
        send("others", "three");
        send("turns", "");

        assertThat(heard.next()).isEqualTo("turns: one");
        assertThat(heard.next()).isEqualTo("an \"odd\" Name: two");
        assertThat(heard.next()).isEqualTo("turns: ");
    }

    @Test
    void whatIsRolledBackIsNotHeard() throws Exception {
        assertThatThrownBy(
                        () ->
                                database.inTransaction(
                                        Scope.ALL,
                                        handle -> {
                                            database.notify(handle, "turns", "one");
                                            throw new IllegalArgumentException("no");
                                        }))
                .isInstanceOf(IllegalArgumentException.class);
        send("turns", "two");

        assertThat(heard.next()).isEqualTo("turns: two");
    }

    @Test
    void f36ACutConnectionIsReplacedAndTheListenerToldThatItMayHaveMissedSomething()
            throws Exception {
        for (int i = 0; i < 10; i++) {
            assertThat(cut()).isEqualTo(1);
            assertThat(heard.next()).isEqualTo(NEW);
            send("turns", "" + i);
            assertThat(heard.next()).isEqualTo("turns: " + i);
        }
    }

    @Test
    void aListenerThatFailsIsToldTheNextNewsAllTheSame() throws Exception {
        heard.failing = true;
        send("turns", "one");
        assertThat(heard.next()).isEqualTo("turns: one");
        send("turns", "two");

        assertThat(heard.next()).isEqualTo("turns: two");
    }

    @Test
    void closingEndsItSoonAndTwiceDoesNothingMore() throws Exception {
        long start = System.nanoTime();

        subscription.close();
        subscription.close();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("parley-storage-listen"));
        send("turns", "one");
        assertThat(cut()).isZero();
        assertThat(heard.news).isEmpty();
    }

    @Test
    void onH2ThereIsNobodyToTell(@TempDir Path folder) {
        try (Database h2 = Database.open(DatabaseConfig.in(folder))) {
            Subscription none = h2.listen(Set.of("turns"), heard);
            h2.inTransaction(
                    Scope.ALL,
                    handle -> {
                        h2.notify(handle, "turns", "one");
                        return 0;
                    });

            none.close();
            assertThat(heard.news).isEmpty();
        }
    }

    private void send(String channel, String payload) {
        database.inTransaction(
                Scope.ALL,
                handle -> {
                    database.notify(handle, channel, payload);
                    return 0;
                });
    }

    private int cut() {
        return database.inTransaction(
                Scope.ALL, handle -> handle.createQuery(CUT).mapTo(Integer.class).one());
    }

    private static final class Heard implements NotificationListener {

        private final LinkedBlockingQueue<String> news = new LinkedBlockingQueue<>();
        private volatile boolean failing;

        @Override
        public void notified(String channel, String payload) {
            add(channel + ": " + payload);
        }

        @Override
        public void mayHaveMissed() {
            add(NEW);
        }

        private String next() throws InterruptedException {
            String next = news.poll(5, TimeUnit.SECONDS);
            return next == null ? "nothing" : next;
        }

        private void add(String said) {
            news.add(said);
            if (failing) {
                throw new IllegalStateException("a listener that fails");
            }
        }
    }
}
