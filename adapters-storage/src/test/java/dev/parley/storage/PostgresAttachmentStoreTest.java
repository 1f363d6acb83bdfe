package dev.parley.storage;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

final class PostgresAttachmentStoreTest implements JdbiAttachmentStoreContract {

    private static Database database;

    @BeforeAll
    static void open() {
        String url = PostgresProcess.shared().newDatabase();
        database = Database.open(DatabaseConfig.postgres(url));
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @Override
    public Database database() {
        return database;
    }
}
