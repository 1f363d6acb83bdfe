package dev.parley.storage;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

final class PostgresVaultStoresTest implements VaultStoresContract {

    private static Database database;
    private final SettableClock clock = new SettableClock();

    @BeforeAll
    static void open() {
        database = Database.open(DatabaseConfig.postgres(PostgresProcess.shared().newDatabase()));
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
    public SettableClock clock() {
        return clock;
    }
}
