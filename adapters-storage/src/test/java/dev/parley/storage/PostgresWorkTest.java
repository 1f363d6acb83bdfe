package dev.parley.storage;

import java.time.Duration;

final class PostgresWorkTest extends DatabaseWorkContract {

    private static final String URL = PostgresProcess.shared().newDatabase();

    @Override
    DatabaseConfig config() {
        return DatabaseConfig.postgres(URL);
    }

    @Override
    DatabaseConfig config(Duration waitMax) {
        return new DatabaseConfig.Postgres(URL, waitMax);
    }

    @Override
    int writers() {
        return 6;
    }
}
