package dev.parley.storage;

import java.nio.file.Path;
import java.util.function.Consumer;

/** The data folder with the write-ahead log. */
final class PostgresStolenDatabaseTest extends StolenDatabaseContract {

    @Override
    Path filesAfter(Consumer<Database> work) {
        PostgresProcess server = PostgresProcess.shared();
        try (Database database = Database.open(DatabaseConfig.postgres(server.newDatabase()))) {
            work.accept(database);
        }
        server.execute("CHECKPOINT");
        return server.data();
    }
}
