package dev.parley.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.token.Principal;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a scope is on PostgreSQL: the database finds and takes no other rows. */
@Timeout(60)
final class PostgresScopeTest {

    private static final Principal ANN = new Principal("https://id.example", "ann", "Ann");
    private static final Principal BOB = new Principal("https://id.example", "bob", "Bob");
    private static final Scope INSTALLATION = new Scope.Owner("installation");

    /** Tables that hold nothing of a user's, or of whom nobody asks in a user's name. */
    private static final Set<String> OUTSIDE =
            Set.of("flyway_schema_history", "replica", "rate_bucket", "registration_lease");

    private final String url = PostgresProcess.shared().newDatabase();
    private final Database database = Database.open(DatabaseConfig.postgres(url));

    @BeforeEach
    void fill() {
        database.<Integer>inTransaction(Scope.ALL, PostgresScopeTest::fill);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void t08EveryTableHasTheWallOrIsKnownToNeedNone() {
        List<String> without =
                database.read(
                        Scope.ALL,
                        handle ->
                                handle.createQuery(
                                                """
                                                SELECT c.relname FROM pg_class c
                                                WHERE c.relkind IN ('r', 'p')
                                                  AND c.relnamespace = 'public'::regnamespace
                                                  AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
                                                """)
                                        .mapTo(String.class)
                                        .list());

        assertThat(without).containsExactlyInAnyOrderElementsOf(OUTSIDE);
    }

    @Test
    void t08StatementsWithoutAnyConditionReachOwnRowsOnly() {
        List<String> tables = tables();

        assertThat(tables).hasSize(18);
        for (String table : tables) {
            boolean installations = table.equals("oauth_client");
            Scope owner = installations ? INSTALLATION : Scope.of(ANN);
            assertThat(count(Scope.ALL, table)).as(table).isPositive();
            assertThat(count(owner, table)).as(table).isPositive();
            assertThat(count(Scope.of(BOB), table)).as(table).isZero();
            assertThat(touched(Scope.of(BOB), table)).as(table).isZero();
            assertThat(touched(owner, table)).as(table).isPositive();
        }
    }

    @Test
    void t08NothingIsWrittenForSomebodyElse() {
        String session =
                """
                INSERT INTO session (id, owner, owner_name, client, started_at, used_at)
                VALUES ('%s', '%s', '', '', now(), now())
                """;
        write(Scope.of(BOB), session.formatted("bobs", BOB.key()));

        for (String refused :
                List.of(
                        session.formatted("another", ANN.key()),
                        "UPDATE session SET owner = '" + ANN.key() + "'",
                        """
                        INSERT INTO message (conversation_id, position, id, role, parts_json,
                                             text_search, created_at)
                        VALUES ('anns', 9, 'm9', 'USER', '[]', '', now())
                        """)) {
            assertThatThrownBy(() -> write(Scope.of(BOB), refused))
                    .as(refused)
                    .isInstanceOf(DatabaseException.class)
                    .hasStackTraceContaining("row-level security");
        }
    }

    @Test
    void t08AScopeEndsWithItsUnit() {
        Set<Long> confined = new HashSet<>();
        for (int i = 0; i < 40; i++) {
            confined.add(database.read(Scope.of(BOB), PostgresScopeTest::connection));
            confined.add(database.inTransaction(Scope.of(BOB), PostgresScopeTest::connection));
        }

        assertNobodyIsNamedOn(confined);
    }

    @Test
    void t08AUnitThatFailsLeavesNoScope() {
        Set<Long> confined = new HashSet<>();
        for (int i = 0; i < 40; i++) {
            assertThatThrownBy(
                            () ->
                                    database.<Integer>inTransaction(
                                            Scope.of(BOB),
                                            handle -> {
                                                confined.add(connection(handle));
                                                throw new IllegalArgumentException("no");
                                            }))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(
                            () ->
                                    database.<Integer>read(
                                            Scope.of(BOB),
                                            handle -> {
                                                confined.add(connection(handle));
                                                return handle.execute("x");
                                            }))
                    .isInstanceOf(DatabaseException.class);
        }

        assertNobodyIsNamedOn(confined);
    }

    @Test
    void t08AReadThatIsDoneAgainOnAnotherConnectionIsConfinedThere() {
        Set<Long> connections = new HashSet<>();

        int found =
                database.read(
                        Scope.of(BOB),
                        handle -> {
                            if (connections.add(connection(handle)) && connections.size() == 1) {
                                handle.execute("SELECT pg_terminate_backend(pg_backend_pid())");
                            }
                            return count(handle, "conversation");
                        });

        assertThat(connections).hasSize(2);
        assertThat(found).isZero();
    }

    @Test
    void t08NobodyIsNoOwner() {
        assertThatThrownBy(() -> new Scope.Owner("")).isInstanceOf(IllegalArgumentException.class);
    }

    private void assertNobodyIsNamedOn(Set<Long> connections) {
        Set<Long> seen = new HashSet<>();
        for (int i = 0; i < 400; i++) {
            UnitOfWork.Work<String> named =
                    handle -> {
                        seen.add(connection(handle));
                        return handle.createQuery(
                                        """
                                        SELECT COALESCE(current_setting('parley.owner', TRUE), '')
                                        """)
                                .mapTo(String.class)
                                .one();
                    };
            assertThat(database.read(Scope.ALL, named)).isEmpty();
            assertThat(database.inTransaction(Scope.ALL, named)).isEmpty();
        }
        assertThat(seen).containsAnyElementsOf(connections);
        assertThat(count(Scope.ALL, "conversation")).isPositive();
    }

    private List<String> tables() {
        return database.read(
                Scope.ALL,
                handle ->
                        handle.createQuery(
                                        "SELECT tablename FROM pg_policies WHERE schemaname = 'public'")
                                .mapTo(String.class)
                                .list());
    }

    private int count(Scope scope, String table) {
        return database.read(scope, handle -> count(handle, table));
    }

    private static int count(Handle handle, String table) {
        return handle.createQuery("SELECT COUNT(*) FROM " + table).mapTo(Integer.class).one();
    }

    /** How many rows are changed and then deleted; nothing of it stays. */
    private int touched(Scope scope, String table) {
        int[] touched = new int[1];
        assertThatThrownBy(
                        () ->
                                database.<Integer>inTransaction(
                                        scope,
                                        handle -> {
                                            String column = firstColumn(handle, table);
                                            touched[0] =
                                                    handle.execute(
                                                            "UPDATE %s SET %s = %s"
                                                                    .formatted(
                                                                            table, column, column));
                                            touched[0] += handle.execute("DELETE FROM " + table);
                                            throw new IllegalArgumentException("back");
                                        }))
                .hasMessage("back");
        return touched[0];
    }

    private static String firstColumn(Handle handle, String table) {
        return handle.select(
                        "SELECT attname FROM pg_attribute WHERE attrelid = ?::regclass AND attnum = 1",
                        table)
                .mapTo(String.class)
                .one();
    }

    private void write(Scope scope, String sql) {
        database.<Integer>inTransaction(scope, handle -> handle.execute(sql));
    }

    private static long connection(Handle handle) {
        return handle.createQuery("SELECT pg_backend_pid()").mapTo(Long.class).one();
    }

    /** A row of Ann's in every table that has the wall, and one of the installation's. */
    private static int fill(Handle handle) {
        String ann = "'" + ANN.key() + "'";
        int rows = 0;
        for (String row :
                List.of(
                        "conversation VALUES ('anns', " + ann + ", '', '', '', 1, now(), now())",
                        "message VALUES ('anns', 0, 'm', 'USER', '[]', '', now())",
                        "attachment VALUES ('a', " + ann + ", 'a.txt', 'text/plain', 1, now())",
                        "attachment_piece VALUES ('a', 0, 'x')",
                        "attachment_use VALUES ('a', 'anns')",
                        "turn VALUES ('t', 'anns', "
                                + ann
                                + ", NULL, NULL, NULL, 1, 1, FALSE, TRUE, now(), now())",
                        "turn_event VALUES ('t', 1, 1, 1, '[]')",
                        "turn_usage VALUES ('t', " + ann + ", 'anns', 1, 0, 0, 0, 0, 0)",
                        "elicitation VALUES ('q', 't', 1, '{}', FALSE)",
                        "account VALUES (" + ann + ", '', '{}', FALSE, now())",
                        "session VALUES ('s', " + ann + ", '', '', now(), now())",
                        "api_key VALUES ('k', " + ann + ", '', '', 'READ', now())",
                        "standing_approval VALUES ('s', 's', "
                                + ann
                                + ", '', '', '', '', '', now())",
                        "vault_owner VALUES ('o', " + ann + ", '', '', '', '', 1, '')",
                        "vault_owner VALUES ('i', 'installation', '', '', '', '', 1, '')",
                        "oauth_grant VALUES ('g', 'o', '', '', 1, '', '', '')",
                        "client_registration VALUES ('c', 'o', '', '', 1, '', '', NULL, '')",
                        "oauth_client VALUES ('c', 'i', '', '', 1, '', '', '', '', '', '')",
                        "pending_authorization VALUES"
                                + " ('p', 'o', '', '', '', '', 1, '', '', now())")) {
            rows += handle.execute("INSERT INTO " + row);
        }
        return rows;
    }
}
