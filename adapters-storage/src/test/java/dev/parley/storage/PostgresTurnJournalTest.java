package dev.parley.storage;

import dev.parley.turn.SharedTurnJournalContract;
import dev.parley.turn.TurnJournal;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

final class PostgresTurnJournalTest implements JdbiTurnJournalContract, SharedTurnJournalContract {

    private static Database database;
    private static JdbiTurnJournal journal;

    @BeforeAll
    static void open() {
        String url = PostgresProcess.shared().newDatabase();
        database = Database.open(DatabaseConfig.postgres(url));
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

    @Override
    public TurnJournal otherJournal() {
        return new JdbiTurnJournal(database);
    }
}
