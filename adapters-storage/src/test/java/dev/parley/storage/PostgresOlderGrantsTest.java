package dev.parley.storage;

import javax.sql.DataSource;

final class PostgresOlderGrantsTest extends OlderGrantsContract {

    private final String url = PostgresProcess.shared().newDatabase();

    @Override
    DatabaseConfig config() {
        return DatabaseConfig.postgres(url);
    }

    @Override
    DataSource source() {
        return PostgresEngine.source(url);
    }

    @Override
    String textType() {
        return "TEXT";
    }
}
