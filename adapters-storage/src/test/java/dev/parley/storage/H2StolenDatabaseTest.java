package dev.parley.storage;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.io.TempDir;

final class H2StolenDatabaseTest extends StolenDatabaseContract {

    @TempDir private Path folder;

    @Override
    Path filesAfter(Consumer<Database> work) {
        try (Database database = Database.open(DatabaseConfig.in(folder))) {
            work.accept(database);
        }
        return folder;
    }
}
