package dev.parley.storage;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;

final class H2WorkTest extends DatabaseWorkContract {

    @TempDir private Path folder;

    @Override
    DatabaseConfig config() {
        return DatabaseConfig.in(folder);
    }

    @Override
    DatabaseConfig config(Duration waitMax) {
        return new DatabaseConfig.H2(folder, waitMax);
    }

    @Override
    int writers() {
        return 1;
    }
}
