package dev.parley.storage;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

final class PostgresVaultStoresTest implements VaultStoresContract {

    private static Database database;
    private static Database secondDatabase;
    private final SettableClock clock = new SettableClock();

    @BeforeAll
    static void open() {
        String url = PostgresProcess.shared().newDatabase();
        database = Database.open(DatabaseConfig.postgres(url));
        secondDatabase = Database.open(DatabaseConfig.postgres(url));
    }

    @AfterAll
    static void close() {
        secondDatabase.close();
        database.close();
    }

    @Override
    public Database database() {
        return database;
    }

    @Override
    public Database secondDatabase() {
        return secondDatabase;
    }

    @Override
    public SettableClock clock() {
        return clock;
    }
}
