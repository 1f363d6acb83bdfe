package dev.parley.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.turn.TakenTurn;
import dev.parley.turn.TurnJournal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class H2TurnJournalTest implements JdbiTurnJournalContract {

    @TempDir private static Path folder;
    private static Database database;
    private static JdbiTurnJournal journal;

    @BeforeAll
    static void open() {
        database = Database.open(DatabaseConfig.in(folder));
        journal = new JdbiTurnJournal(database);
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @Override
    public Database database() {
        return database;
    }

    @Override
    public TurnJournal journal() {
        return journal;
    }

    @Test
    void everyOtherReplicaIsGoneAtOnce() {
        Turning turn = opened();
        journal.renew(turn.replica(), LEASE, List.of(turn.id()));

        assertThat(journal.renew(replica(), LEASE, List.of()))
                .containsExactly(new TakenTurn(turn.id(), ANN, turn.chat().id(), 2));
    }

    @Test
    void aLeaseThatChangesNothingIsNotWritten() throws Exception {
        Turning turn = opened();
        long before = fileWrites();

        for (int i = 0; i < 100; i++) {
            assertThat(journal.renew(turn.replica(), LEASE, List.of(turn.id()))).isEmpty();
            journal.forget(Duration.ZERO, Duration.ZERO);
            journal.stopping(turn.replica(), List.of(turn.id()));
        }

        assertThat(fileWrites()).isEqualTo(before);
    }

    /** How often H2 has written to its file. */
    private static long fileWrites() {
        return database.read(
                Scope.ALL,
                handle ->
                        handle.createQuery(
                                        "SELECT SETTING_VALUE FROM INFORMATION_SCHEMA.SETTINGS"
                                                + " WHERE SETTING_NAME = 'info.FILE_WRITE'")
                                .mapTo(Long.class)
                                .one());
    }
}
