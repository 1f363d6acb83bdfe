package dev.parley.storage;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

final class H2AttachmentStoreTest implements JdbiAttachmentStoreContract {

    @TempDir private static Path folder;
    private static Database database;

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
}
