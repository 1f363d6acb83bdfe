package dev.parley.storage;

import static dev.parley.conversation.Messages.conversation;
import static dev.parley.conversation.Messages.user;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.parley.conversation.Conversation;
import dev.parley.token.Principal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** How the wall is put up in a database that is in use, and when it does not stand. */
@Timeout(60)
final class PostgresWallTest {

    private static final Principal ANN = new Principal("https://id.example", "ann", "Ann");
    private static final Principal BOB = new Principal("https://id.example", "bob", "Bob");
    private static final String KEPT =
            "INSERT INTO conversation (id, owner, owner_name, title, title_search, position_next,"
                    + " created_at, updated_at)"
                    + " VALUES ('%s', '%s', 'Ann', 'Title', 'title', 0, now(), now())";

    private final String url = PostgresProcess.shared().newDatabase();

    @Test
    void t08TheWallIsPutUpAroundWhatIsThere() throws Exception {
        migrateToTheVersionBefore();
        execute(KEPT.formatted("older", ANN.key()));

        try (Database database = Database.open(DatabaseConfig.postgres(url), new WithoutOwners())) {
            JdbiConversationStore store = new JdbiConversationStore(database);

            assertThat(store.list(ANN, "")).hasSize(1);
            assertThat(store.list(BOB, "")).isEmpty();
        }
    }

    @Test
    void t08AVersionThatNamesNobodyWorksOnBesideIt() throws Exception {
        try (Database database = Database.open(DatabaseConfig.postgres(url))) {
            JdbiConversationStore store = new JdbiConversationStore(database);
            Conversation chat = conversation(ANN, user("Hello"));
            store.create(chat);

            assertThat(execute("UPDATE conversation SET title = 'Renamed'")).isEqualTo(1);
            assertThat(execute(KEPT.formatted("beside", ANN.key()))).isEqualTo(1);

            assertThat(store.find(ANN, chat.id()).orElseThrow().title()).isEqualTo("Renamed");
            assertThat(store.list(ANN, "")).hasSize(2);
        }
    }

    /** Of the two that would wait for each other, it is the wall that gives way. */
    @Test
    void t08WhoWorksWhileTheWallIsPutUpIsNotInItsWay() throws Exception {
        migrateToTheVersionBefore();
        execute(KEPT.formatted("older", ANN.key()));

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                Connection other = DriverManager.getConnection(url);
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("SELECT 1 FROM turn");
            Future<Database> opening =
                    threads.submit(() -> Database.open(DatabaseConfig.postgres(url)));
            awaitLockWaitedFor();
            assertThat(statement.executeUpdate("UPDATE conversation SET title = 'Renamed'"))
                    .isEqualTo(1);
            other.commit();

            try (Database database = opening.get(20, TimeUnit.SECONDS)) {
                assertThat(new JdbiConversationStore(database).list(ANN, ""))
                        .singleElement()
                        .satisfies(it -> assertThat(it.title()).isEqualTo("Renamed"));
            }
        }
    }

    @Test
    void t08ARoleForWhomTheWallDoesNotStandIsSaidAtTheStart() {
        Logger logger = (Logger) LoggerFactory.getLogger(PostgresEngine.class);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        logger.addAppender(log);
        try {
            Database.open(DatabaseConfig.postgres(url)).close();
            assertThat(log.list).isEmpty();

            String superuser = PostgresProcess.shared().asSuperuser(url);
            Database.open(DatabaseConfig.postgres(superuser)).close();

            assertThat(log.list)
                    .singleElement()
                    .satisfies(
                            it -> {
                                assertThat(it.getLevel().toString()).isEqualTo("WARN");
                                assertThat(it.getFormattedMessage())
                                        .contains("used as postgres", "CREATE ROLE parley LOGIN");
                            });
        } finally {
            logger.detachAppender(log);
        }
    }

    private void migrateToTheVersionBefore() {
        Flyway.configure()
                .dataSource(PostgresEngine.source(url))
                .locations("classpath:db/migration")
                .placeholders(Map.of("text", "TEXT"))
                .target("12")
                .load()
                .migrate();
    }

    private int execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }

    private void awaitLockWaitedFor() throws SQLException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            while (true) {
                try (ResultSet row =
                        statement.executeQuery(
                                "SELECT COUNT(*) FROM pg_locks WHERE NOT granted"
                                        + " AND relation = 'turn'::regclass")) {
                    row.next();
                    if (row.getInt(1) > 0) {
                        return;
                    }
                }
                assertThat(System.nanoTime()).isLessThan(deadline);
            }
        }
    }
}
