package dev.parley.storage;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

final class H2VaultStoresTest implements VaultStoresContract {

    @TempDir private static Path folder;
    private static Database database;
    private final SettableClock clock = new SettableClock();

    @BeforeAll
    static void open() {
        database = Database.open(DatabaseConfig.in(folder));
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @Override
    public Database database() {
        return database;
    }

    /** There is no other: one process has the database to itself. */
    @Override
    public Database secondDatabase() {
        return database;
    }

    @Override
    public SettableClock clock() {
        return clock;
    }
}
