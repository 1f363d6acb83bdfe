package dev.parley.storage;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

final class PostgresRegistrationSecurityTest extends RegistrationSecurityContract {

    private static Database database;

    @BeforeAll
    static void open() {
        database = Database.open(DatabaseConfig.postgres(PostgresProcess.shared().newDatabase()));
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @Override
    Database database() {
        return database;
    }
}
